import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerWell, fetchRequest, formServer, openResult, type CredentialChanges } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())
beforeEach(async () => {
  Object.assign(world.switches, { ledgerUp: true })
  world.publisher.reset()
  world.publisher.signer = await world.net.keys.signer(world.authority('aldermoor').keys.status.kid, 'status')
  later(60)
})

const later = (by: number): void => {
  world.switches.clockShift += by
  world.publisher.timeShift = world.switches.clockShift
}

async function exchange(changes: CredentialChanges = {}) {
  const form = formServer(world, 'brackenfield')
  const started = await form.start()
  const request = await fetchRequest(started)
  const response = await answerWell(world, request, changes, world.switches.clockShift)
  const outcome = { ...((await response.json()) as object), status: response.status }
  return { outcome, ages: async () => (await openResult(await form.result(started), started)).source['facts_age'] as Record<string, number> }
}
const cutOff = (): void => {
  world.switches.ledgerUp = false
  world.publisher.mode = 'down'
}
const inDatabase = (work: (database: DatabaseSync) => void) => (): void => {
  const database = new DatabaseSync(join(world.config.dataDir, 'verifier.sqlite'))
  work(database)
  database.close()
}

const good = { status: 200 }
const cannotTell = { status: 503, error: 'temporarily_unavailable' }

describe('after a restart with neither ledger nor publisher in reach', () => {
  it('facts go on being used within their limits, and the result says how old they are', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    later(200)
    await world.restart(cutOff)
    const { outcome, ages } = await exchange()
    expect(outcome).toMatchObject(good)
    for (const age of Object.values(await ages())) expect(age).toBeGreaterThanOrEqual(200)
  })

  it('and past them nobody can tell', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    later(3700)
    await world.restart(cutOff)
    expect((await exchange()).outcome).toMatchObject(cannotTell)
  })

  it('INV-22: facts of the future are of no use: the clock was set back', async () => {
    later(1000)
    expect((await exchange()).outcome).toMatchObject(good)
    later(-500)
    await world.restart(cutOff)
    expect((await exchange()).outcome).toMatchObject(cannotTell)
    later(500)
  })

  it('a stranger who can write the file can plant nothing', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    await world.restart(
      inDatabase((database) => {
        cutOff()
        const [row] = database.prepare("SELECT name, sealed FROM kept_facts WHERE name LIKE 'did %'").all() as { name: string; sealed: string }[]
        // One altered in its middle, all others put under another's name.
        database.prepare('UPDATE kept_facts SET sealed = ? WHERE name <> ?').run(row?.sealed ?? '', row?.name ?? '')
        database.prepare("UPDATE kept_facts SET sealed = substr(sealed, 1, 60) || 'AAAA' || substr(sealed, 65) WHERE name = ?").run(row?.name ?? '')
      }),
    )
    expect((await exchange()).outcome).toMatchObject(cannotTell)
    world.switches.ledgerUp = true
    world.publisher.mode = 'well'
    later(6)
    expect((await exchange()).outcome).toMatchObject(good)
  })

  it('no row shows what it says', async () => {
    await exchange()
    await world.restart(
      inDatabase((database) => {
        const rows = database.prepare('SELECT sealed FROM kept_facts').all() as { sealed: string }[]
        expect(rows.length).toBeGreaterThanOrEqual(3)
        for (const { sealed } of rows) expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toMatch(/observedAt|validTo|token/)
      }),
    )
  })
})

describe('what was seen', () => {
  it('STA-20: a status list older than one that was seen is not used after a restart either', async () => {
    world.publisher.set(9, 1)
    expect((await exchange({ index: 9 })).outcome).toMatchObject({ status: 400, refusal: 'credential_revoked' })
    await world.restart()
    later(400)
    world.publisher.reset()
    world.publisher.timeShift = world.switches.clockShift - 5000
    world.publisher.lifetime = 90_000
    expect((await exchange({ index: 9 })).outcome).toMatchObject({ status: 400, error_description: 'The status list of the credential is not valid.' })
  })

  it('a list whose signing key was revoked is not used any more, although it is the same', async () => {
    world.publisher.signer = await world.net.keys.signer(world.authority('calderwick').keys.status.kid, 'status')
    expect((await exchange({ issuer: 'calderwick' })).outcome).toMatchObject(good)
    await world.net.removeKey('calderwick', 'status')
    later(11)
    expect((await exchange({ issuer: 'calderwick' })).outcome).toMatchObject({ status: 400, error_description: 'The status list of the credential is not valid.' })
  })

  it('VPR-28: a key that was revoked between issuing and verifying stays so, after a restart without the ledger too', async () => {
    await world.net.removeKey('calderwick', 'credential')
    const revoked = { status: 400, error_description: 'The issuer has withdrawn the key that signed the credential.' }
    expect((await exchange({ issuer: 'calderwick' })).outcome).toMatchObject(revoked)
    later(600)
    await world.restart(cutOff)
    expect((await exchange({ issuer: 'calderwick' })).outcome).toMatchObject(revoked)
  })

  it('a key that has expired is told from one that was revoked and from one that never was', async () => {
    const { did } = world.authority('brackenfield')
    const brief = await world.net.publishBriefly('brackenfield', 20)
    later(30)
    const told = async (kid: string) => (await exchange({ header: { kid, x5c: undefined } })).outcome
    expect(await told(brief)).toMatchObject({ error_description: 'The key that signed the credential has expired.' })
    expect(await told(`${did}#delegate-99`)).toMatchObject({ error_description: 'The issuer does not publish the key that signed the credential.' })
  })

  it('the record says how old each fact was, and of which block', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    await world.restart(
      inDatabase((database) => {
        const record = database.prepare("SELECT * FROM check_records WHERE outcome = 'answered' ORDER BY at DESC LIMIT 1").get() as Record<string, number>
        expect(record['issuer_key_block']).toBeGreaterThan(0)
        expect(record['accreditation_block']).toBeGreaterThanOrEqual(record['issuer_key_block'] ?? 0)
        for (const fact of ['issuer_key_at', 'accreditation_at', 'status_at']) expect((record['at'] ?? 0) - (record[fact] ?? 0)).toBeLessThanOrEqual(10)
      }),
    )
  })
})
