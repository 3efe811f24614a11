import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordSources } from '@counterfoil/issuer/adapters/records/record-sources'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { RecordSource } from '@counterfoil/issuer/ports'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import { printToSign, readPrint, type PrintFacts } from '@counterfoil/shared/print/signed-print'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import type { AccreditationEnds, Trust } from '@counterfoil/shared/trust/trust'
import { issue } from './issue-in-process.ts'
import { makeKeyPair, openScene, staffOf, type CouncilId, type Scene } from './issuer-scene.ts'
import { looksOf } from './looks-of.ts'
import { openDesk, type Desk } from './staff-desk.ts'

const withdrawn = new Set<string>()
const notAccredited = new Set<string>()
let isAway = false
let scene: Scene

const fact = <Value>(value: Value): Fact<Value> => {
  if (isAway) throw new TrustUnavailable('nobody answers')
  return { value, observedAt: epochSeconds(scene.clock.now()) }
}
/** What the ledger would say of the scene's authorities. */
const trust: Trust & AccreditationEnds = {
  listing: async () => fact(scene.network.authorities.map(({ did, letter, name, issuerUrl, verifierUrl }) => ({ did, letter, name, issuer: issuerUrl, verifier: verifierUrl }))),
  resolve: async (did) => {
    const { keys } = scene.network.authorities.find((one) => one.did === did) ?? expect.fail(`nobody has ${did}`)
    const kids = [keys.credential.kid, keys.status.kid].filter((kid) => !withdrawn.has(kid))
    const verificationMethod = kids.map((id) => ({ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk: { ...scene.keyOf(id).jwk } }))
    return fact({
      document: { id: did, verificationMethod, authentication: [], assertionMethod: kids },
      metadata: {},
      formerKey: (kid: string) => (withdrawn.has(kid) ? ({ fate: 'revoked', block: 7 } as const) : null),
      purposeOf: (kid: string) => (kid === keys.status.kid ? 'status' : null),
    })
  },
  accreditation: async ({ did }) => fact(!notAccredited.has(did)),
  accreditations: (asked) => Promise.all(asked.map(async (one) => trust.accreditation(one))),
  accreditedUntil: async () => [],
}
const fetchOutside = async (url: string, request: { readonly headers?: Readonly<Record<string, string>> } = {}) => {
  const { statusCode, headers, rawPayload } = await scene.inject({ method: 'GET', url: new URL(url).pathname, headers: request.headers ?? {} })
  return { status: statusCode, headers: headers as Record<string, string>, body: rawPayload }
}

/** What happens while a record is being read. */
let meanwhile = async (): Promise<void> => {}
const folder = mkdtempSync(join(tmpdir(), 'counterfoil-prints-'))
const asKept = recordSources({ folder, serviceSecret: 'a service secret of more than 32 characters', clock: systemClock, logger: { warn: () => {} } })
const records: RecordSource = {
  ...asKept,
  people: async (authority, handles) => {
    const people = await asKept.people(authority, handles)
    await meanwhile()
    return people
  },
}

let desk: Desk
beforeAll(async () => {
  scene = await openScene({ outside: { trust, fetchOutside }, folder, records })
  desk = await openDesk(scene)
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

/** Somebody of a council's record, whose credential a wallet collected. */
async function issued(council: CouncilId = 'aldermoor') {
  const authority = scene.issuer.authorities.get(council) ?? expect.fail('it is served')
  const [person] = (await scene.issuer.cases.search(authority, 'Ceridwen')).people
  await issue(scene.issuer, person?.record ?? expect.fail('the record has her'), scene.clock.now(), council)
  const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE authority = ? ORDER BY rowid DESC', council)
  return row?.id ?? ('' as CounterfoilId)
}

/** Reads the text that a print's QR code holds from the paper's page. */
async function printOf(counterfoil: string, at: Desk = desk) {
  const { body, statusCode } = await at.post(`/staff/credentials/${counterfoil}/print`, { size: 'normal' })
  expect(statusCode).toBe(200)
  return { body, reference: /id="print-reference">([^<]+)</.exec(body)?.[1] ?? '' }
}

/** Signs what a test made up, with a council's key for credentials unless told. */
function signed(facts: PrintFacts, key = scene.keyOf(scene.keysOf('aldermoor').credential.kid)): string {
  const { toSign, finish } = printToSign(facts)
  return finish(signEs256(key.privateKey, toSign))
}

async function factsOf(counterfoil: string): Promise<PrintFacts> {
  await printOf(counterfoil)
  const [place] = await scene.rows<{ list: number; idx: number }>("SELECT status_list AS list, status_index AS idx FROM credential_copies WHERE counterfoil = ? AND holder_hash LIKE 'print %'", counterfoil)
  const now = scene.clock.now()
  return {
    issuer: 'A',
    kid: '#delegate-1',
    vct: `${scene.config.issuerUrl}/types/residency/1`,
    reference: 'A23456789CDFGHJK',
    issuedAt: now,
    expiresAt: epochSeconds(now + 86_400),
    status: { idx: place?.idx ?? 0, uri: `${scene.config.issuerUrl}/aldermoor/status-lists/${place?.list ?? 1}` },
    values: new Map([[0, 'Ceridwen'], [1, 'Ashdown']]),
  }
}

const check = async (print: string, at: Desk = desk): Promise<{ readonly outcome: string; readonly body: string }> => {
  const { body } = await at.post('/staff/prints', { print })
  return { outcome: /data-outcome="([a-z_]+)"/.exec(body)?.[1] ?? '', body }
}

describe('a print of a credential', () => {
  it('shows what the record says, is told in the audit, and has a place of its own in the status list', async () => {
    const counterfoil = await issued()
    const { body, reference } = await printOf(counterfoil)
    for (const said of ['Ceridwen', 'Ashdown', '30 April 1961', '14 Harbour Lane', 'Enw cyntaf']) expect(body).toContain(said)
    expect(reference).toMatch(/^A.{3}-.{4}-.{4}-.{4}$/)
    expect(await scene.rows('SELECT event, actor FROM audit_entries WHERE object = ? ORDER BY sequence DESC LIMIT 1', counterfoil)).toEqual([{ event: 'credential.printed', actor: 'staff:staff-of-aldermoor' }])
    const places = await scene.rows<{ place: number }>('SELECT status_index AS place FROM counterfoils WHERE id = ? UNION SELECT status_index FROM credential_copies WHERE counterfoil = ?', counterfoil, counterfoil)
    expect(places).toHaveLength(2)
  })

  it('is a look at somebody’s case: asked for, and made', async () => {
    const counterfoil = await issued()
    const [about] = await scene.rows<{ person: string }>('SELECT person FROM counterfoils WHERE id = ?', counterfoil)
    const looked = [{ event: 'case.looked_at', object: about?.person }]
    const [asks, makes] = ['aldermoor:caseworker,asks', 'aldermoor:caseworker,makes']
    expect((await (await openDesk(scene, asks)).get(`/staff/credentials/${counterfoil}/print`)).body).toContain('Ceridwen')
    expect(await looksOf(scene, asks)).toEqual(looked)
    await printOf(counterfoil, await openDesk(scene, makes))
    expect(await looksOf(scene, makes)).toEqual(looked)
  })

  it('is genuine until its credential is suspended, again when that is reinstated, and never after it was revoked; by its code and by its reference alike', async () => {
    const counterfoil = await issued()
    const { reference } = await printOf(counterfoil)
    const print = signed(await factsOf(counterfoil))
    const both = async (outcome: string): Promise<void> => {
      expect((await check(print)).outcome).toBe(outcome)
      expect((await check(reference)).outcome).toBe(outcome)
    }
    await both('genuine')
    const prover = await openDesk(scene, 'aldermoor', { steppedUp: true })
    for (const [change, reason, outcome] of [['suspend', 'reported_lost', 'suspended'], ['reinstate', 'found_again', 'genuine'], ['revoke', 'moved_away', 'revoked']] as const) {
      expect((await prover.post(`/staff/credentials/${counterfoil}/${change}`, { reason, when: 'at_once' })).headers.location).toContain('/staff/people/')
      await both(outcome)
    }
    expect((await desk.get(`/staff/credentials/${counterfoil}/print`)).statusCode).toBe(409)
    expect((await desk.post(`/staff/credentials/${counterfoil}/print`, { size: 'normal' })).statusCode).toBe(409)
  })

  it.each<readonly [string, (counterfoil: CounterfoilId) => Promise<unknown>]>([
    ['revoked', (counterfoil) => scene.issuer.changeStatus(scene.authority('aldermoor'), counterfoil, 'revoke', { staff: staffOf('aldermoor'), reason: 'moved_away' })],
    ['suspended', (counterfoil) => scene.issuer.changeStatus(scene.authority('aldermoor'), counterfoil, 'suspend', { staff: staffOf('aldermoor'), reason: 'reported_lost' })],
    // Its day comes to it: were the clock put ahead to that day, whatever else the service does would be done as of then.
    ['out of date', (counterfoil) => scene.rows('UPDATE counterfoils SET expires_at = ? WHERE id = ?', scene.clock.now(), counterfoil)],
  ])('is not made of what is %s while its record is read, and takes no place in the lists', async (_, ends) => {
    const counterfoil = await issued()
    meanwhile = async () => {
      meanwhile = async () => {}
      await ends(counterfoil)
    }
    const { statusCode } = await desk.post(`/staff/credentials/${counterfoil}/print`, { size: 'normal' })
    expect(statusCode).toBe(409)
    expect(await scene.rows('SELECT 1 FROM credential_copies WHERE counterfoil = ?', counterfoil)).toEqual([])
    expect(await scene.rows("SELECT 1 FROM audit_entries WHERE object = ? AND event = 'credential.printed'", counterfoil)).toEqual([])
  })

  it('is checked at another council’s desk by what was signed, and found there by no reference', async () => {
    const counterfoil = await issued()
    const elsewhere = await openDesk(scene, 'brackenfield')
    const { outcome, body } = await check(signed(await factsOf(counterfoil)), elsewhere)
    expect(outcome).toBe('genuine')
    expect(body).toContain('Aldermoor Borough Council')
    expect(body).toContain('Ashdown')
    const typed = await check((await printOf(counterfoil)).reference, elsewhere)
    expect(typed.outcome).toBe('unknown_reference')
    expect(typed.body).not.toContain('Ashdown')
    expect((await elsewhere.post(`/staff/credentials/${counterfoil}/print`, { size: 'normal' })).statusCode).toBe(404)
  })

  it('tells how it stands by its reference to every role, and what the record says to those alone who may look at people, which is a look', async () => {
    const counterfoil = await issued()
    const [about] = await scene.rows<{ person: string }>('SELECT person FROM counterfoils WHERE id = ?', counterfoil)
    const { reference } = await printOf(counterfoil)
    for (const role of ['catalogue-editor', 'operator', 'authority-admin']) {
      const who = `aldermoor:${role},checks`
      const at = await openDesk(scene, who)
      const { outcome, body } = await check(reference, at)
      expect([role, outcome]).toEqual([role, 'genuine'])
      expect(body).toContain('id="print-facts-withheld"')
      for (const said of ['Ceridwen', 'Ashdown', '1961', 'Harbour']) expect(body).not.toContain(said)
      expect(await looksOf(scene, who)).toEqual([])
      // What was signed is on the paper that they hold.
      expect((await check(signed(await factsOf(counterfoil)), at)).body).toContain('Ceridwen')
      expect(await looksOf(scene, who)).toEqual([])
    }
    for (const role of ['caseworker', 'approver', 'auditor']) {
      const who = `aldermoor:${role},checks`
      const { body } = await check(reference, await openDesk(scene, who))
      expect(body).toContain('Ceridwen')
      expect(body).not.toContain('print-facts-withheld')
      expect(await looksOf(scene, who)).toEqual([{ event: 'case.looked_at', object: about?.person }])
    }
  })

  it.each<readonly [string, string, (facts: PrintFacts) => string]>([
    ['nothing that is a print', 'not_a_print', () => 'what somebody typed'],
    ['one that was cut', 'not_a_print', (facts) => signed(facts).slice(0, -30)],
    ['a huge one', 'not_a_print', () => `CFP1:${'A'.repeat(20_000)}.`],
    ['a credential', 'not_a_print', () => 'eyJ0eXAiOiJkYytzZC1qd3QiLCJhbGciOiJFUzI1NiJ9.e30.AAAA~'],
    ['one signed with a key of somebody else’s', 'altered', (facts) => signed(facts, makeKeyPair())],
    ['one whose words were altered', 'altered', (facts) => printToSign({ ...facts, values: new Map([[0, 'Mallory']]) }).finish(readPrint(signed(facts))?.signed.signature ?? '')],
    ['one that names another council than signed it', 'altered', (facts) => signed({ ...facts, issuer: 'B' })],
    ['one of a council that nobody lists', 'unknown_issuer', (facts) => signed({ ...facts, issuer: 'Q' })],
    ['one that names a key of another identity', 'unknown_issuer', (facts) => signed({ ...facts, kid: 'did:web:mallory.example#1' })],
    ['one signed with a key for status lists', 'unknown_issuer', (facts) => signed({ ...facts, kid: '#delegate-2' }, scene.keyOf(scene.keysOf('aldermoor').status.kid))],
    ['one of a type that nobody here knows', 'unknown_issuer', (facts) => signed({ ...facts, vct: 'https://types.example/moonlight/1' })],
    ['one that says what its type has no claim for', 'unknown_issuer', (facts) => signed({ ...facts, values: new Map([[77, 'Mallory']]) })],
    ['one whose last day has passed', 'expired', (facts) => signed({ ...facts, expiresAt: (scene.clock.now() - 1) as EpochSeconds })],
    ['one whose status stands elsewhere', 'cannot_tell', (facts) => signed({ ...facts, status: { idx: 1, uri: 'https://mallory.example/status-lists/1' } })],
    ['one whose status stands beyond its list', 'cannot_tell', (facts) => signed({ ...facts, status: { ...facts.status, idx: 99_999_999 } })],
    ['a reference with a wrong character', 'not_a_print', () => 'A234-5678-9CDF-GHJK'],
  ])('is not taken from %s', async (_, outcome, make) => {
    const facts = await factsOf(await issued())
    const checked = await check(make(facts))
    expect(checked.outcome).toBe(outcome)
    expect(checked.body).not.toContain('Mallory')
  })

  it('counts no more once its key was withdrawn, or its council is accredited no more; and nobody can tell while nobody can be asked', async () => {
    const print = signed(await factsOf(await issued()))
    const { did, keys } = scene.network.authorities[0] ?? expect.fail('there is one')
    withdrawn.add(keys.credential.kid)
    expect((await check(print)).outcome).toBe('key_withdrawn')
    withdrawn.clear()
    notAccredited.add(did)
    expect((await check(print)).outcome).toBe('unknown_issuer')
    notAccredited.clear()
    isAway = true
    expect((await check(print)).outcome).toBe('cannot_tell')
    isAway = false
    expect((await check(print)).outcome).toBe('genuine')
  })

  it('asks again for what was left empty, without a word of it in an address', async () => {
    const { statusCode, headers } = await desk.post('/staff/prints', { print: ' ' })
    expect([statusCode, headers['location']]).toEqual([303, '/staff/prints?print=missing'])
    expect((await desk.get('/staff/prints?print=missing')).body).toContain('Scan the code, or type the reference')
  })
})
