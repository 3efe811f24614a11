import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import { renewalsTable } from '@counterfoil/issuer/adapters/renewals-table'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { configurationsOf } from '@counterfoil/shared/oid4vci/credential-configuration'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { openAuthorizingScene, publicWallet, type Tokens } from './authorizing-scene.ts'
import { issueMany } from './issue-many.ts'
import { credentialBody, makeKeyPair, makeProof, openScene, proofClaims, staffOf, type Scene } from './issuer-scene.ts'
import { openDesk, type Desk } from './staff-desk.ts'

const day = 86_400

describe('a credential whose end comes near', () => {
  let scene: Scene
  let desk: Desk
  let person: string
  beforeAll(async () => {
    scene = await openScene()
    await issue()
    desk = await openDesk(scene)
    person = /href="([^"]+)">Ceridwen/.exec((await desk.get('/staff/people')).body)?.[1] ?? ''
  })
  afterAll(async () => {
    await scene.close()
    scene.erase()
  })

  /** A residency, which stands for 365 days and may be renewed in the last 30. */
  async function issue(): Promise<void> {
    const { accessToken } = await scene.redeemed()
    const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
    expect((await scene.credentialWith(accessToken, credentialBody(proof))).statusCode).toBe(200)
  }
  const noted = () => scene.rows<{ event: string; actor: string }>("SELECT event, actor FROM audit_entries WHERE event IN ('credential.renewable', 'credential.expired') ORDER BY number")
  const page = async (): Promise<string> => {
    desk = await openDesk(scene)
    return (await desk.get(person)).body
  }
  const passing = async (days: number): Promise<void> => {
    scene.clock.advance(days * day)
    await scene.issuer.sweep()
  }

  it('is left alone until renewal opens', async () => {
    await passing(334)
    expect(await noted()).toEqual([])
    expect(await page()).not.toContain('To be renewed')
  })

  it('is noted once then, and staff see that it is to be renewed, in English and in Welsh', async () => {
    for (let turn = 0; turn < 3; turn += 1) await passing(1)
    expect(await noted()).toEqual([{ event: 'credential.renewable', actor: 'issuer' }])
    expect(await page()).toContain('To be renewed')
    expect((await desk.get(`${person}?language=cy`)).body).toContain('I’w hadnewyddu')
  })

  it('is not to be renewed any more once another was issued, until that one is revoked', async () => {
    await issue()
    expect(await page()).not.toContain('To be renewed')
    const [newest] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY id DESC LIMIT 1')
    await scene.issuer.changeStatus(scene.authority('aldermoor'), newest?.id ?? ('' as CounterfoilId), 'revoke', { staff: staffOf('aldermoor'), reason: 'issued_in_error' })
    expect(await page()).toContain('To be renewed')
  })

  it('ends by itself, which is noted once, and staff see it', async () => {
    for (let turn = 0; turn < 3; turn += 1) await passing(14)
    expect(await noted()).toEqual([{ event: 'credential.renewable', actor: 'issuer' }, { event: 'credential.expired', actor: 'issuer' }])
    expect(await page()).toContain('Expired')
  })
})

describe('a wallet that holds a refresh token', () => {
  it('renews when its credential comes to its end, year after year, by what the record says then', async () => {
    const scene = await openAuthorizingScene()
    try {
      const wallet = publicWallet()
      let tokens = await scene.tokensOf(wallet)
      const ends: number[] = []
      const towns: string[] = []
      for (const town of ['Aldermoor', 'Newhaven', 'Westbridge']) {
        const { credentials } = (await scene.collect(wallet, tokens.access_token)).json<{ credentials: { credential: string }[] }>()
        const { claims } = parseSdJwt(credentials[0]?.credential ?? '', { sha256: sha256Base64Url })
        ends.push(Number(claims['exp']))
        towns.push((claims['address'] as { post_town: string }).post_town)
        expect(towns.at(-1)).toBe(town)
        scene.clock.advance(340 * day)
        const file = join(scene.folder, 'aldermoor.csv')
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll(town, town === 'Aldermoor' ? 'Newhaven' : 'Westbridge'))
        tokens = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
      }
      expect(ends.map((end) => end - (ends[0] ?? 0))).toEqual([0, 340 * day, 680 * day])
    } finally {
      await scene.close()
      scene.erase()
    }
  })
})

describe('staging the renewals of many', () => {
  const now = epochSeconds(20_450 * day + 3600)
  const configurations = configurationsOf(readCatalogue().values(), 'https://types.example')
  let folder: string
  let file: string
  let database: Database
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'counterfoil-renewals-'))
    file = join(folder, 'issuer.sqlite')
    await open()
    await database.write(async (writes) => {
      for (const authority of ['aldermoor', 'brackenfield']) await writes.run('INSERT INTO status_lists (authority, number, size, allotted, permutation_key) VALUES (?, 1, 1048576, 0, ?)', [authority, Buffer.alloc(32)])
    })
    // Half of them end within the 30 days in which a residency may be renewed, and half after.
    const many = Array.from({ length: 2600 }, (_, turn) => ({
      authority: turn % 3 === 0 ? 'brackenfield' : 'aldermoor',
      configurationId: 'residency-sd-jwt',
      issuedAt: epochSeconds(20_200 * day),
      expiresAt: epochSeconds((20_451 + (turn % 2 === 0 ? turn % 30 : 30 + (turn % 300))) * day),
    }))
    await issueMany(database, 'many', many)
  })
  afterAll(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (): Promise<void> => {
    database = await openDatabase({ file, entities: [], migrations: issuerMigrations })
  }
  const count = async (sql: string): Promise<number> => (await database.reads.first<{ count: number }>(`SELECT count(*) AS count FROM ${sql}`))?.count ?? -1
  const unlike = "staged_renewals s WHERE (SELECT count(*) FROM audit_entries WHERE object = s.counterfoil AND event = 'credential.renewable') <> 1"

  it('survives a kill in the middle: what is noted is noted whole, and the rest at the next turn', async () => {
    await database.close()
    const child = spawn(process.execPath, [join(import.meta.dirname, 'stage-process.ts'), file, String(now), '2'], { stdio: 'ignore' })
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    await open()
    const staged = await count('staged_renewals')
    expect(staged).toBe(500)
    expect(await count("audit_entries WHERE event = 'credential.renewable'")).toBe(staged)
    expect(await count(unlike)).toBe(0)
  })

  it('is done once by two who do it at the same time', async () => {
    const two = [1, 2].map(() => renewalsTable(database, configurations))
    await Promise.all(two.map((one) => one.stage(now)))
    expect(await count('staged_renewals')).toBe(1300)
    expect(await count("audit_entries WHERE event = 'credential.renewable'")).toBe(1300)
    expect(await count(unlike)).toBe(0)
  })

  it('notes the end of each, once', async () => {
    const later = epochSeconds(now + 31 * day)
    await Promise.all([1, 2].map(() => renewalsTable(database, configurations).stage(later)))
    expect(await count('staged_renewals WHERE ended = 1')).toBe(1300)
    expect(await count("audit_entries WHERE event = 'credential.expired'")).toBe(1300)
  })
})
