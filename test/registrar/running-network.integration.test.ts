import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNeighbourhood, type Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { temporaryFolder } from '../support/ledger.ts'
import { registrarOf } from '../support/registrar-client.ts'
import { until } from '../support/until.ts'
import { freePortBase } from '../neighbourhood/run-neighbourhood.ts'
import { Clerk, collect, headerOf, present, type Form, type Held } from './headless-journey.ts'

// Authorities change while everybody works: real processes, nothing restarted.

const folder = temporaryFolder()
let running: Neighbourhood
let registrar: ReturnType<typeof registrarOf>
let form: Form
let sam: Clerk

beforeAll(async () => {
  running = await startNeighbourhood({ dataDir: folder.path, portBase: await freePortBase(), onProgress: () => {}, preload: [join(import.meta.dirname, '../support/patient-services.ts')] })
  const { urls } = running.places
  const keys = JSON.parse(readFileSync(running.secrets.websiteApiKeys, 'utf8')) as Record<string, string>
  registrar = registrarOf(running)
  form = { verifierUrl: `${urls.verifier}/aldermoor`, apiKey: keys['aldermoor'] ?? '', returnUrl: `${urls['council-website']}/aldermoor/blue-badge-renewal` }
  sam = new Clerk(urls.issuer)
  await sam.signIn('sam')
})
afterAll(async () => {
  await running.close()
  folder.remove()
})

const statusOf = ({ credential }: Held) => (parseSdJwt(credential, { sha256: sha256Base64Url }).claims['status'] as unknown as { readonly status_list: { readonly uri: string } }).status_list
const kidOf = ({ credential }: Held): string => headerOf(credential).kid
const listKid = async (): Promise<string> => headerOf(await (await fetch(`${running.places.urls.issuer}/aldermoor/status-lists/1`)).text()).kid

const becomes = (held: Held, outcome: RegExp): Promise<void> =>
  until(async () => {
    // The verifier turns those away who ask without a pause.
    await sleep(1000)
    return outcome.test((await present(form, held)).outcome)
  }, 'the verifier hears of it')

describe('a network that runs', () => {
  it('has every signing key of an authority changed while credentials are issued and shown: none is refused, nor what the key before had signed (VPR-29)', async () => {
    const before = await collect(await sam.offer())
    const first = await present(form, before)
    expect(first.outcome).toMatch(/^filled/)
    const firstList = await listKid()
    for (const role of ['credential', 'status', 'request']) await registrar.carryOut({ command: 'rotate', authority: 'aldermoor', role, overlap: 12 })

    const seen = new Set<string>()
    let changed = false
    for (let tries = 0; tries < 40 && !changed; tries += 1) {
      const held = await collect(await sam.offer())
      const { asker, outcome } = await present(form, held)
      expect(outcome).toMatch(/^filled/)
      seen.add(kidOf(held))
      changed = kidOf(held) !== kidOf(before) && asker !== first.asker && (await listKid()) !== firstList
      await sleep(500)
    }
    expect(changed).toBe(true)
    expect(seen.size).toBe(2)
    for (const role of ['credential', 'status', 'request']) expect(await registrar.carryOut({ command: 'rotate', authority: 'aldermoor', role })).toEqual({ outcome: 'written' })
    // What the key before had signed stays good, though the key signs no more.
    expect((await present(form, before)).outcome).toMatch(/^filled/)
  })

  it('has credentials of a small council in lists of the county, believed as long as the consortium lets it sign', async () => {
    const beth = new Clerk(running.places.urls.issuer)
    await beth.signIn('beth')
    const held = await collect(await beth.offer())
    const { uri } = statusOf(held)
    expect(uri).toBe(`${running.places.urls.issuer}/dunmere/status-lists/1`)
    expect(headerOf(await (await fetch(uri)).text()).kid).toBe(running.network.authorities.find(({ id }) => id === 'dunmere')?.keys.status.kid)
    expect((await present(form, held)).outcome).toMatch(/^filled/)
    const signing = { authority: 'dunmere', to: 'list', for: 'brackenfield' }
    const all = ['aldermoor', 'brackenfield', 'calderwick']
    await registrar.decide(all, { command: 'withdraw', ...signing })
    await becomes(held, /^refused/)
    await registrar.decide(all, { command: 'accredit', ...signing, until: '2035-06-30' })
    await becomes(held, /^filled/)
  })

  it('takes a sixth authority in, which issues what the others believe', async () => {
    writeFileSync(join(running.places.signInDir, 'people.json'), JSON.stringify([{ id: 'ffion', name: 'Ffion Hale', email: 'ffion@fernhill.example', staff: { authority: 'fernhill', roles: ['caseworker'] } }]))
    writeFileSync(join(running.places.recordsDir, 'fernhill.csv'), readFileSync(join(running.places.recordsDir, 'aldermoor.csv'), 'utf8').replaceAll('ALD-', 'FER-'))
    await registrar.carryOut({ command: 'join', authority: 'fernhill', letter: 'F', name: { en: 'Fernhill Town Council', cy: 'Cyngor Tref Fernhill' } })
    const ffion = new Clerk(running.places.urls.issuer)
    await until(async () => (await fetch(`${running.places.urls.issuer}/.well-known/openid-credential-issuer/fernhill`)).ok, 'the issuer notices the file')
    await ffion.signIn('ffion')
    const held = await collect(await ffion.offer())
    expect((await present(form, held)).outcome).toMatch(/^refused/)
    await registrar.decide(['aldermoor', 'brackenfield', 'calderwick'], { command: 'join', authority: 'fernhill' })
    await becomes(held, /^filled/)
  })
})
