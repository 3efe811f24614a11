import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { holdLock } from '../support/other-process.ts'
import { answerWell, fetchRequest, formServer, openResult, type CredentialChanges } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())
beforeEach(async () => {
  world.switches.ledgerUp = true
  world.publisher.reset()
  // Long after whatever failed before, and so that nothing cached is fresh.
  later(60)
})

const later = (by: number): void => {
  world.switches.clockShift += by
  world.publisher.timeShift = world.switches.clockShift
}

interface Outcome {
  readonly status: number
  readonly error?: string
  readonly error_description?: string
  readonly refusal?: string
  readonly retryAfter: string | null
}

/** One exchange from start to answer; the credential and its binding are made for the verifier's time. */
async function exchange(changes: CredentialChanges = {}) {
  const form = formServer(world, 'brackenfield')
  const started = await form.start()
  const request = await fetchRequest(started)
  const answer = async (): Promise<Outcome> => {
    const response = await answerWell(world, request, changes, world.switches.clockShift)
    return { ...((await response.json()) as object), status: response.status, retryAfter: response.headers.get('retry-after') }
  }
  return { form, started, answer, outcome: await answer() }
}

const good = { status: 200 }

describe('while the ledger is away', () => {
  it('F-13: what is known goes on being used within an hour, and the result says how old it is', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    world.switches.ledgerUp = false
    later(1800)
    const { form, started, outcome } = await exchange()
    expect(outcome).toMatchObject(good)
    const { facts_age: age, stale } = (await openResult(await form.result(started), started)).source as { facts_age: Record<string, number>; stale: boolean }
    expect(stale).toBe(true)
    expect(age['issuer_key']).toBeGreaterThanOrEqual(1800)
    expect(age['accreditation']).toBeGreaterThanOrEqual(1800)
    expect(age['status']).toBeLessThanOrEqual(5)
  })

  it('VPR-31: beyond that nothing is accepted, the citizen is told to try again, and can', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    world.switches.ledgerUp = false
    later(3700)
    const { form, started, answer, outcome } = await exchange()
    expect(outcome).toMatchObject({ status: 503, error: 'temporarily_unavailable', retryAfter: '5' })
    expect(await form.status(started)).toMatchObject({ status: 'fetched', hint: 'ledger_unavailable' })
    world.switches.ledgerUp = true
    later(6)
    expect(await answer()).toMatchObject(good)
    // What was taken leaves no hint of what wasn’t.
    expect(await form.status(started)).not.toHaveProperty('hint')
    expect(await form.status(started)).not.toHaveProperty('refusal')
  })

  it('INV-15: an issuer that was never seen is not accepted', async () => {
    world.switches.ledgerUp = false
    expect((await exchange({ issuer: 'calderwick' })).outcome).toMatchObject({ status: 503 })
  })

  it('is left alone for a few seconds after it failed', async () => {
    world.switches.ledgerUp = false
    await exchange()
    const asked = world.switches.ledgerAsked
    await exchange()
    await exchange()
    expect(world.switches.ledgerAsked).toBe(asked)
  })
})

describe('while a status list is away', () => {
  it('F-20: the list at hand goes on being used for its ttl', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    world.publisher.mode = 'down'
    later(200)
    const { form, started, outcome } = await exchange()
    expect(outcome).toMatchObject(good)
    const { facts_age: age } = (await openResult(await form.result(started), started)).source as { facts_age: Record<string, number> }
    expect(age['status']).toBeGreaterThanOrEqual(200)
  })

  it('STA-07: and beyond it nothing is accepted, until it is back', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    world.publisher.mode = 'down'
    later(301)
    const { form, started, answer, outcome } = await exchange()
    expect(outcome).toMatchObject({ status: 503, error: 'temporarily_unavailable', retryAfter: '5' })
    expect(await form.status(started)).toMatchObject({ status: 'fetched', hint: 'status_unavailable' })
    world.publisher.mode = 'well'
    later(6)
    expect(await answer()).toMatchObject(good)
  })

  it('STA-06: one that ends is over at its second, however fresh it is', async () => {
    world.publisher.lifetime = 3
    expect((await exchange()).outcome).toMatchObject(good)
    world.publisher.mode = 'down'
    later(3)
    expect((await exchange()).outcome).toMatchObject({ status: 503 })
  })

  it('a failure is remembered for a few seconds only', async () => {
    later(400)
    world.publisher.mode = 'down'
    await exchange()
    const { asked } = world.publisher
    await exchange()
    expect(world.publisher.asked).toBe(asked)
    later(6)
    await exchange()
    expect(world.publisher.asked).toBeGreaterThan(asked)
  })

  it.each([
    ['STA-12', 'never answers', () => {}],
    ['STA-12', 'answers one byte and then nothing', (_: unknown, response: { writeHead: (status: number, headers: object) => void; write: (text: string) => void }) => {
      response.writeHead(200, { 'content-type': 'application/statuslist+jwt' })
      response.write('e')
    }],
    ['STA-12', 'answers without end', (_: unknown, response: { writeHead: (status: number, headers: object) => void; write: (text: string) => boolean; once: (event: string, then: () => void) => void; destroyed: boolean }) => {
      response.writeHead(200, { 'content-type': 'application/statuslist+jwt' })
      const more = (): void => {
        while (!response.destroyed && response.write('A'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    }],
    ['SRF-03', 'sends us elsewhere', (_: unknown, response: { writeHead: (status: number, headers: object) => { end: () => void } }) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['STA-02', 'answers HTML', (_: unknown, response: { writeHead: (status: number, headers: object) => { end: (text: string) => void } }) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
    ['STA-02', 'answers 500', (_: unknown, response: { writeHead: (status: number) => { end: () => void } }) => response.writeHead(500).end()],
  ])('%s: one that %s is unavailable within seconds', async (_row, _what, mode) => {
    later(400)
    world.publisher.mode = mode as typeof world.publisher.mode
    const from = Date.now()
    expect((await exchange()).outcome).toMatchObject({ status: 503 })
    expect(Date.now() - from).toBeLessThan(12_000)
  })
})

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a status list that is wrong', () => {
  it.each([
    ['STA-04', 'of another address', () => Object.assign(world.publisher, { claims: { sub: 'http://elsewhere.example/1' } })],
    ['STA-06', 'that expired', () => Object.assign(world.publisher, { lifetime: -1 })],
    ['STA-07', 'of the future', () => (world.publisher.timeShift += 120)],
    ['STA-02', 'without a signature', () => Object.assign(world.publisher, { header: { alg: 'none' } })],
    ['STA-03', 'signed by another authority', async () => Object.assign(world.publisher, { header: { kid: world.authority('calderwick').keys.status.kid } })],
    ['STA-03', 'that names a key of its own', () => Object.assign(world.publisher, { header: { kid: world.authority('aldermoor').keys.credential.kid } })],
    ['STA-02', 'of another type', () => Object.assign(world.publisher, { header: { typ: 'JWT' } })],
    ['STA-09', 'with 3 bits an entry', () => Object.assign(world.publisher, { claims: { status_list: { bits: 3, lst: 'eNpjYAAAAAIAAQ' } } })],
    ['STA-09', 'that does not inflate', () => Object.assign(world.publisher, { claims: { status_list: { bits: 2, lst: 'AAAA' } } })],
    ['STA-09', 'that is no JWT', () => (world.publisher.mode = (_, response) => response.writeHead(200, { 'content-type': 'application/statuslist+jwt' }).end('hello'))],
    ['STA-09', 'that is a JWT of arrays', () => (world.publisher.mode = (_, response) => response.writeHead(200, { 'content-type': 'application/statuslist+jwt' }).end(`${encode([])}.${encode([])}.AA`))],
  ])('%s: %s is not used', async (_row, _what, spoil) => {
    later(400)
    await spoil()
    const { form, started, outcome } = await exchange()
    expect(outcome).toMatchObject({ status: 400, error_description: 'The status list of the credential is not valid.' })
    expect(await form.status(started)).toMatchObject({ status: 'fetched' })
  })

  describe('of whom the consortium lets sign for another authority', () => {
    const shownBy = (issuer: string, published: string) => exchange({ issuer, payload: { status: { status_list: { uri: `${world.authority(published).issuerUrl}/status-lists/1`, idx: 7 } } } })
    const wrong = { status: 400, error_description: 'The status list of the credential is not valid.' }

    it('STA-03: is believed from then on, for that authority and no other, until the consortium ends it', async () => {
      expect((await shownBy('calderwick', 'aldermoor')).outcome).toMatchObject(wrong)
      await world.net.letSign('aldermoor', 'brackenfield')
      later(60)
      expect((await shownBy('calderwick', 'aldermoor')).outcome).toMatchObject(wrong)
      await world.net.letSign('aldermoor', 'calderwick')
      later(60)
      expect((await shownBy('calderwick', 'aldermoor')).outcome).toMatchObject(good)
      // The other way round nobody decided anything.
      expect((await shownBy('aldermoor', 'calderwick')).outcome).toMatchObject(wrong)
      world.publisher.set(7, 1)
      later(60)
      expect((await shownBy('calderwick', 'aldermoor')).outcome).toMatchObject({ error_description: expect.stringMatching(/withdrawn|revoked/) })
      world.publisher.set(7, 0)
      await world.net.stopSigning('aldermoor', 'calderwick')
      later(60)
      expect((await shownBy('calderwick', 'aldermoor')).outcome).toMatchObject(wrong)
    })

    it('STA-03: is not believed when the authority itself, or a third one, signed what lies there', async () => {
      await world.net.letSign('aldermoor', 'calderwick')
      for (const other of ['calderwick', 'brackenfield']) {
        later(400)
        world.publisher.header = { kid: world.authority(other).keys.status.kid }
        expect((await shownBy('calderwick', 'aldermoor')).outcome).toMatchObject(wrong)
      }
      await world.net.stopSigning('aldermoor', 'calderwick')
    })
  })

  it('STA-20: an older list than one that was seen does not take a revocation back', async () => {
    expect((await exchange()).outcome).toMatchObject(good)
    later(10)
    world.publisher.timeShift -= 5000
    world.publisher.reset()
    world.publisher.timeShift = world.switches.clockShift - 5000
    world.publisher.lifetime = 90_000
    // The list at hand is used instead, as if the publisher were away.
    expect((await exchange()).outcome).toMatchObject(good)
    later(400)
    world.publisher.timeShift = world.switches.clockShift - 5000
    expect((await exchange()).outcome).toMatchObject({ status: 400 })
  })

  it('STA-11: a list that inflates without end stops at the cap', async () => {
    later(400)
    const { deflateSync } = await import('node:zlib')
    world.publisher.claims = { status_list: { bits: 2, lst: deflateSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64url') } }
    const from = Date.now()
    expect((await exchange()).outcome).toMatchObject({ status: 400 })
    expect(Date.now() - from).toBeLessThan(10_000)
  })
})

describe('confirming a list', () => {
  it('happens once for many citizens, and by ETag when nothing changed', async () => {
    await exchange()
    later(6)
    const { asked, notModified } = world.publisher
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => exchange()))
    expect(outcomes.every(({ outcome }) => outcome.status === 200)).toBe(true)
    expect([world.publisher.asked - asked, world.publisher.notModified - notModified]).toEqual([1, 1])
  })

  it('a revocation and a suspension are seen as soon as the list at hand is 5 seconds old, and a reinstatement', async () => {
    expect((await exchange({ index: 11 })).outcome).toMatchObject(good)
    for (const [value, refusal] of [[2, 'credential_suspended'], [0, undefined], [1, 'credential_revoked']] as const) {
      world.publisher.set(11, value)
      later(6)
      expect((await exchange({ index: 11 })).outcome).toMatchObject(refusal === undefined ? good : { status: 400, refusal })
    }
  })
})

describe('while another program has locked the database', () => {
  it('a wallet still hears why its answer was not taken, and another is taken afterwards', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const lock = await holdLock(join(world.net.verifierDir, 'verifier.sqlite'))
    const refused = await answerWell(world, request, { signedAs: 'status' }, world.switches.clockShift)
    await lock.release()
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([400, 'invalid_request'])
    expect(await form.status(started)).not.toHaveProperty('hint')
    expect((await answerWell(world, request, {}, world.switches.clockShift)).status).toBe(200)
  })
})

describe('what the consortium or an authority ends', () => {
  it('a withdrawn accreditation is seen within seconds', async () => {
    world.publisher.signer = await world.net.keys.signer(world.authority('calderwick').keys.status.kid, 'status')
    later(400)
    expect((await exchange({ issuer: 'calderwick' })).outcome).toMatchObject(good)
    await world.net.withdraw('calderwick')
    later(11)
    expect((await exchange({ issuer: 'calderwick' })).outcome).toMatchObject({ status: 400, refusal: 'issuer_not_trusted' })
  })

  it('VPR-28: a key that its issuer revoked is not accepted any more', async () => {
    await world.net.removeKey('calderwick', 'credential')
    later(11)
    expect((await exchange({ issuer: 'calderwick' })).outcome).toMatchObject({ status: 400, error_description: 'The issuer has withdrawn the key that signed the credential.' })
  })

  it('VPR-30: an identity that was given up is not believed, and ends nothing', async () => {
    await world.net.giveUp('calderwick')
    later(11)
    const { form, started, outcome } = await exchange({ issuer: 'calderwick' })
    expect(outcome).toMatchObject({ status: 400, error_description: 'The identity of the issuer has been deactivated.' })
    expect(outcome).not.toHaveProperty('refusal')
    expect(await form.status(started)).toMatchObject({ status: 'fetched' })
  })
})
