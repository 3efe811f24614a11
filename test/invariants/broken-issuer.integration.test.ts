import { readdirSync, readFileSync } from 'node:fs'
import { emptyMemory } from '@counterfoil/invariants/memory'
import { openTables } from '@counterfoil/invariants/reading/tables'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeIssuerSpecimen, type IssuerSpecimen, type TokenChanges } from './issuer-specimen.ts'
import { copyOf, look, loosen, tamper, type Judgement } from './tampering.ts'

let specimen: IssuerSpecimen
let copy: ReturnType<typeof copyOf>
let file: string
beforeAll(async () => {
  specimen = await makeIssuerSpecimen()
})
afterAll(() => specimen.close())
beforeEach(() => {
  copy = copyOf(specimen.file)
  file = copy.file('issuer.sqlite')
})
afterEach(() => copy.remove())

/** Not to be seen without markers and a journal, or in a single look. */
const blind = ['INV-09', 'INV-20']

/** A look at the copy, whose lists are published as it stands now, or otherwise. */
const judge = async (changes?: TokenChanges): Promise<Judgement> => look(specimen.deployment(file, await specimen.publish(file, changes)))

/** Looks, does something, and looks again in the same run. */
async function judgeChange(statements: readonly string[], changes?: TokenChanges): Promise<Judgement> {
  const memory = emptyMemory()
  const before = await look(specimen.deployment(file, await specimen.publish(file)), memory)
  expect(before.broken).toEqual([])
  if (statements.length > 0) await tamper(file, ...statements)
  return look(specimen.deployment(file, await specimen.publish(file, changes)), memory)
}

const id = (name: keyof IssuerSpecimen['credentials']): string => `'${specimen.credentials[name]}'`
const offerOf = (name: keyof IssuerSpecimen['credentials']): string => `(SELECT offer FROM counterfoils WHERE id = ${id(name)})`
const one = (state: string): string => `id = (SELECT id FROM credential_offers WHERE state = '${state}' LIMIT 1)`
const told = (event: string, object: string): string => `INSERT INTO audit_entries (authority, at, actor, event, object) VALUES ('aldermoor', 1, 'test', '${event}', ${object})`

const writeToLedger = (key: string, state: string): string => `INSERT INTO ledger_intents (key, account, data, reason, actor, made_at, state) VALUES ('${key}', '0x00', '0x', 'test', 'test', 1, '${state}')`

const bySameSignIn = (...names: readonly (keyof IssuerSpecimen['credentials'])[]): readonly string[] =>
  names.map((name) => `INSERT INTO authorization_steps (lookup, kind, authority, family, state, offer, expires_at) VALUES ('${name}', 'code', 'aldermoor', 'one', 'used', ${offerOf(name)}, 1)`)

/** A whole second credential for the offer of the first: nothing is missing but the right to it. */
const secondCredential = (): readonly string[] => [
  ...loosen('counterfoils'),
  `INSERT INTO counterfoils (id, authority, offer, configuration_id, person, status_issuer, status_list, status_index, status, issued_at, expires_at, changed_at, holder_hash, nonce, outcome)
    SELECT 'second', authority, offer, configuration_id, person, status_issuer, status_list, 77, 0, issued_at, expires_at, changed_at, holder_hash, randomblob(16), NULL FROM counterfoils WHERE id = ${id('accepted')}`,
  "UPDATE status_lists SET allotted = allotted + 1 WHERE authority = 'aldermoor'",
  told('credential.issued', "'second'"),
]

describe('a whole database', () => {
  it('holds every invariant that applies, and says what it could not see', async () => {
    expect(await judge()).toEqual({ broken: [], unseen: [...blind, 'INV-22'], findings: '' })
  })

  it('holds them in a second look of the same run', async () => {
    expect(await judgeChange([])).toEqual({ broken: [], unseen: blind, findings: '' })
  })

  it('is left as it was, without a file beside it', async () => {
    const before = readFileSync(file)
    await judge()
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(copy.folder)).toEqual(['issuer.sqlite'])
  })
})

const inTheChain = /(INTO|UPDATE) audit_entries|FROM audit_entries WHERE sequence = \(SELECT min/
/** Whatever is done to audit entries breaks their chain too, but for an unchained one that is gone again. */
const andTheChain = (invariant: string, statements: readonly string[]): readonly string[] => {
  const breaks = statements.some((statement) => inTheChain.test(statement)) && !statements.some((statement) => /DELETE .*SELECT max/.test(statement))
  return [...new Set([invariant, ...(breaks ? ['INV-12'] : [])])].toSorted()
}

/** Invariant, what is done to the database, and the words that name it. */
const inRows: readonly (readonly [string, string, () => readonly string[], string])[] = [
  ['INV-01', 'a second credential for one offer', secondCredential, 'has more than one counterfoil'],
  ['INV-01', 'an offer that can be redeemed after its credential', () => [`UPDATE credential_offers SET state = 'redeemed' WHERE id = ${offerOf('accepted')}`], 'is not used up'],
  ['INV-02', 'a place taken without a counterfoil', () => ["UPDATE status_lists SET allotted = allotted + 1 WHERE authority = 'aldermoor'"], 'places without a counterfoil'],
  ['INV-02', 'a place outside its list', () => [`UPDATE counterfoils SET status_index = 99999999 WHERE id = ${id('accepted')}`], 'no place within a status list'],
  ['INV-02', 'an offer that counts as issued without a counterfoil', () => [`UPDATE credential_offers SET state = 'issued' WHERE ${one('redeemed')}`], 'has no counterfoil'],
  ['INV-03', 'a credential issued by two audit entries', () => [told('credential.issued', id('accepted'))], 'was issued more than once'],
  ['INV-04', 'one place for two credentials', () => [...loosen('counterfoils'), `UPDATE counterfoils SET status_index = (SELECT status_index FROM counterfoils WHERE id = ${id('accepted')}) WHERE id = ${id('reinstated')}`], 'was given twice'],
  ['INV-05', 'a revocation that is taken back', () => [`UPDATE counterfoils SET status = 0 WHERE id = ${id('revoked')}`], 'does not stand so'],
  ['INV-05', 'a status that moves after a revocation', () => [told('credential.suspended', id('revoked'))], 'moved after its revocation'],
  ['INV-06', 'a credential that stands though one of its sign-in was revoked', () => bySameSignIn('accepted', 'revoked'), 'stands beside a revoked one of its sign-in'],
  ['INV-10', 'a draft past its time', () => ["UPDATE credential_offers SET expires_at = 1000 WHERE state = 'offered'"], 'past its time'],
  ['INV-10', 'a draft whose token has lapsed', () => ["UPDATE credential_offers SET token_expires_at = 1000 WHERE state = 'redeemed'"], 'past its time'],
  ['INV-10', 'a draft of an offer that was withdrawn', () => [`UPDATE credential_offers SET sealed_claims = x'00' WHERE ${one('withdrawn')}`], 'has ended and holds a draft'],
  ['INV-10', 'a key that outlives its draft', () => [`UPDATE credential_offers SET sealed_claims = NULL, code_wrapped_key = x'00' WHERE id = ${offerOf('accepted')}`], 'holds a key without a draft'],
  ['INV-12', 'an audit entry whose actor is another', () => ["UPDATE audit_entries SET actor = 'staff:nobody' WHERE sequence = 3"], 'breaks at entry 3'],
  ['INV-12', 'an audit entry whose hash is another', () => ["UPDATE audit_entries SET hash = zeroblob(32) WHERE sequence = 2"], 'breaks at entry 2'],
  ['INV-12', 'a head that is not the end of its chain', () => ["UPDATE audit_heads SET number = number - 1 WHERE authority = 'aldermoor'"], 'of aldermoor does not end at its head'],
  ['INV-13', 'an offer withdrawn without an audit entry', () => ["UPDATE credential_offers SET state = 'withdrawn', sealed_claims = NULL, code_wrapped_key = NULL WHERE state = 'offered'"], 'ended otherwise than the audit tells'],
  ['INV-13', 'a suspension without an audit entry', () => [`UPDATE counterfoils SET status = 2 WHERE id = ${id('accepted')}`], 'another status than its latest audit entry tells'],
  ['INV-13', 'a suspension lifted without an audit entry', () => [`UPDATE counterfoils SET status = 0 WHERE id = ${id('suspended')}`], 'another status than its latest audit entry tells'],
  ['INV-13', 'a revocation without an audit entry', () => [`UPDATE counterfoils SET status = 1 WHERE id = ${id('accepted')}`], 'another status than its latest audit entry tells'],
  ['INV-13', 'an outcome without an audit entry', () => [`UPDATE counterfoils SET outcome = 'credential_deleted' WHERE id = ${id('accepted')}`], 'another outcome than the audit tells'],
  ['INV-13', 'an audit entry cut out', () => ["DELETE FROM audit_entries WHERE sequence = (SELECT min(sequence) FROM audit_entries WHERE event = 'offer.tx_code_refused')"], 'have gaps'],
  ['INV-13', 'the last audit entry cut off', () => [told('offer.tx_code_refused', "(SELECT id FROM credential_offers LIMIT 1)"), 'DELETE FROM audit_entries WHERE sequence = (SELECT max(sequence) FROM audit_entries)'], 'missing at the end'],
  ['INV-13', 'a write to the ledger that nobody told of', () => [writeToLedger('told', 'waiting'), told('ledger.queued', "'told'"), writeToLedger('untold', 'waiting')], 'the write untold to the ledger has no audit entry for where it stands'],
  ['INV-13', 'an audit entry of something that never was', () => [told('offer.tx_code_refused', "'nothing'")], 'tells of something that is not there'],
  ['INV-14', 'an audit entry of another authority', () => ["UPDATE audit_entries SET authority = 'brackenfield' WHERE sequence = (SELECT min(sequence) FROM audit_entries WHERE authority = 'aldermoor')"], 'of another authority than its object'],
  ['INV-14', 'an offer of an authority that is not here', () => ["UPDATE credential_offers SET authority = 'elsewhere' WHERE state = 'offered'", "UPDATE audit_entries SET authority = 'elsewhere' WHERE object = (SELECT id FROM credential_offers WHERE authority = 'elsewhere')"], 'elsewhere has rows and is not of this network'],
  ['INV-14', 'a copy in lists that its credential is not in', () => [`INSERT INTO credential_copies (authority, status_issuer, status_list, status_index, counterfoil, holder_hash) VALUES ('aldermoor', 'brackenfield', 1, 99, ${id('accepted')}, 'copy')`, "UPDATE status_lists SET allotted = allotted + 1 WHERE authority = 'brackenfield'"], 'is in lists of another authority than its counterfoil'],
  ['INV-04', 'a place in a common list given twice', () => [...loosen('counterfoils'), `UPDATE counterfoils SET (status_issuer, status_list, status_index) = (SELECT status_issuer, status_list, status_index FROM counterfoils WHERE id = ${id('accepted')}) WHERE id = ${id('elsewhere')}`, "UPDATE status_lists SET allotted = allotted + CASE authority WHEN 'aldermoor' THEN 1 ELSE -1 END"], 'was given twice'],
  ['INV-16', 'two credentials by one nonce', () => [`UPDATE counterfoils SET nonce = (SELECT nonce FROM counterfoils WHERE id = ${id('accepted')}) WHERE id = ${id('reinstated')}`], 'with one c_nonce'],
  ['INV-16', 'one code for two offers', () => [...loosen('credential_offers'), "UPDATE credential_offers SET code_lookup = 'same' WHERE state IN ('locked', 'expired')"], 'one code or one token'],
]

describe('the look at rows finds', () => {
  it.each(inRows)('%s broken: %s', async (invariant, _what, statements, words) => {
    await tamper(file, ...statements())
    const { broken, findings } = await judge()
    expect(broken, findings).toEqual(andTheChain(invariant, statements()))
    expect(findings).toContain(words)
  })
})

const placeOf = async (name: keyof IssuerSpecimen['credentials']): Promise<number> => {
  const tables = await openTables(file)
  const [index] = await tables.names('SELECT status_index FROM counterfoils WHERE id = ?', specimen.credentials[name])
  await tables.close()
  return Number(index)
}

const now = (): number => specimen.scene.clock.now()
const inLists: readonly (readonly [string, string, () => TokenChanges | Promise<TokenChanges>, string])[] = [
  ['INV-05', 'lacks a revocation', async () => ({ entries: [[await placeOf('revoked'), 0]] }), 'says valid of entry'],
  ['INV-05', 'shows a revoked credential as suspended', async () => ({ entries: [[await placeOf('revoked'), 2]] }), 'says suspended of entry'],
  ['INV-05', 'lacks a suspension', async () => ({ entries: [[await placeOf('suspended'), 0]] }), 'says valid of entry'],
  ['INV-07', 'revokes a credential that is valid', async () => ({ entries: [[await placeOf('accepted'), 1]] }), 'whose credential is valid'],
  ['INV-07', 'is signed by another key', () => ({ kid: specimen.scene.keysOf('aldermoor').credential.kid }), 'not signed by its authority'],
  ['INV-07', 'is the list of another address', () => ({ payload: { sub: 'http://localhost:5310/brackenfield/status-lists/1' } }), 'the list of another address'],
  ['INV-07', 'has expired', () => ({ payload: { exp: now() } }), 'has expired'],
  ['INV-07', 'never ends', () => ({ payload: { exp: undefined } }), 'has expired'],
  ['INV-07', 'is of the future', () => ({ payload: { iat: now() + 3600 } }), 'of the future'],
  ['INV-08', 'revokes a place that nobody has', async () => ({ entries: [[((await placeOf('accepted')) + 1) % 1_048_576, 1]] }), 'which nobody has'],
]

describe('the look at published lists finds', () => {
  it.each(inLists)('%s broken when a list %s', async (invariant, _what, changes, words) => {
    const { broken, findings } = await judge(await changes())
    expect(broken, findings).toEqual([invariant])
    expect(findings).toContain(words)
  })

  it('INV-07 broken when every list is of another size than its database says', async () => {
    const published = await specimen.publish(file)
    await tamper(file, 'UPDATE status_lists SET size = size * 2')
    expect(await look(specimen.deployment(file, published))).toMatchObject({ broken: ['INV-07'] })
  })

  it('INV-08 broken when sizes differ, since they would tell a count', async () => {
    await tamper(file, "UPDATE status_lists SET size = size * 2 WHERE authority = 'brackenfield'")
    expect(await judge()).toMatchObject({ broken: ['INV-08'], findings: 'lists differ in size' })
  })

  it('nothing it could hold against a list that it can not fetch or read, and never that it holds', async () => {
    for (const answer of [() => Promise.reject(new Error('down')), async () => new Response('', { status: 500 }), async () => new Response('not.a.list')]) {
      const { broken, unseen } = await look(specimen.deployment(file, answer))
      expect([broken, unseen]).toEqual([[], ['INV-05', 'INV-07', 'INV-08', ...blind, 'INV-22']])
    }
  })
})

const inTime: readonly (readonly [string, string, () => readonly string[], TokenChanges | undefined, string])[] = [
  ['INV-03', 'a credential is another holder\'s', () => [`UPDATE counterfoils SET holder_hash = 'another' WHERE id = ${id('accepted')}`], undefined, 'is not what it was'],
  ['INV-04', 'a place changes hands', () => [`UPDATE audit_entries SET object = 'another' WHERE object = ${id('accepted')}`, `UPDATE counterfoils SET id = 'another' WHERE id = ${id('accepted')}`], undefined, 'was another credential\'s before'],
  ['INV-07', 'a list is older than it was', () => [], { payload: { iat: 1_764_000_000 } }, 'is older than it was'],
  ['INV-22', 'an offer gets a later end', () => ["UPDATE credential_offers SET expires_at = expires_at + 1 WHERE state = 'offered'"], undefined, 'ends at another time than before'],
]

describe('a second look of the same run finds', () => {
  it.each(inTime)('%s broken when %s', async (invariant, _what, statements, changes, words) => {
    const { broken, findings } = await judgeChange(statements(), changes)
    expect(broken, findings).toEqual(andTheChain(invariant, statements()))
    expect(findings).toContain(words)
  })

  it('that an older backup was put in place: everything since is gone, and open again', async () => {
    const memory = emptyMemory()
    await look(specimen.deployment(file, await specimen.publish(file)), memory)
    await tamper(
      file,
      `DELETE FROM counterfoils WHERE id = ${id('reinstated')}`,
      `DELETE FROM audit_entries WHERE sequence > (SELECT max(sequence) FROM audit_entries) - 3`,
      "UPDATE status_lists SET allotted = allotted - 1 WHERE authority = 'aldermoor'",
      `UPDATE credential_offers SET state = 'offered' WHERE ${one('locked')}`,
    )
    const { broken } = await look(specimen.deployment(file, await specimen.publish(file)), memory)
    expect(broken).toEqual(expect.arrayContaining(['INV-02', 'INV-04', 'INV-13', 'INV-22']))
  })
})

describe('what the checker can not read', () => {
  it('is never taken for held when the schema is another than the checker knows', async () => {
    await tamper(file, 'ALTER TABLE credential_offers RENAME COLUMN sealed_claims TO draft')
    expect((await judge()).unseen).toContain('INV-10')
  })
})

