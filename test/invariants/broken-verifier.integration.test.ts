import { readFileSync, statSync, writeFileSync } from 'node:fs'
import type { Deployment } from '@counterfoil/invariants/deployment'
import { emptyMemory } from '@counterfoil/invariants/memory'
import { requiredChecks } from '@counterfoil/invariants/invariants/fully-checked'
import { openTables } from '@counterfoil/invariants/reading/tables'
import { CreateOutboxTables1764000000000 } from '@counterfoil/service-kit/outbox/create-outbox-tables'
import type { QueryRunner } from 'typeorm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startStubLedger } from './stub-ledger.ts'
import { copyOf, look, loosen, tamper } from './tampering.ts'
import { makeVerifierSpecimen, type VerifierSpecimen } from './verifier-specimen.ts'

let specimen: VerifierSpecimen
let copy: ReturnType<typeof copyOf>
let file: string
let keys: string
beforeAll(async () => {
  specimen = await makeVerifierSpecimen()
})
afterAll(() => specimen.close())
beforeEach(() => {
  copy = copyOf(...specimen.files)
  file = copy.file('verifier.sqlite')
  keys = copy.file('keys.sqlite')
})
afterEach(() => copy.remove())

const blind = ['INV-09', 'INV-20']
const here = (changes: Partial<Deployment> = {}): Deployment => ({ ...specimen.deployment, verifier: file, keyStores: [keys], ...changes })
const one = (status: string): string => `transaction_id = (SELECT transaction_id FROM presentations WHERE status = '${status}' LIMIT 1)`
const record = (outcome: string): string => `transaction_id = (SELECT transaction_id FROM check_records WHERE outcome = '${outcome}' LIMIT 1)`

describe('a whole verifier', () => {
  it('has a presentation in every state, and holds every invariant that applies', async () => {
    const tables = await openTables(file)
    expect(await tables.names('SELECT DISTINCT status FROM presentations ORDER BY 1')).toEqual(['answered', 'collected', 'declined', 'expired', 'fetched', 'refused', 'requested'])
    await tables.close()
    expect(await look(here())).toEqual({ broken: [], unseen: [...blind, 'INV-22'], findings: '' })
  })
})

const inRows: readonly (readonly [string, string, readonly string[], string])[] = [
  ['INV-13', 'an answer without its check record', [`DELETE FROM check_records WHERE ${record('declined')}`], 'otherwise than its check record tells'],
  ['INV-13', 'a check record of a presentation that is open', [`UPDATE presentations SET status = 'requested', response_key = 'x' WHERE ${one('declined')}`], 'otherwise than its check record tells'],
  ['INV-14', 'a check record of another authority', [`UPDATE check_records SET authority = 'calderwick' WHERE ${record('answered')}`], 'of another authority or form'],
  ['INV-14', 'a typed code of another authority', ["UPDATE presentations SET code = 'A' || substr(code, 2) WHERE code IS NOT NULL"], 'begins as another authority'],
  ['INV-14', 'a presentation of nobody here', [`UPDATE presentations SET authority = 'elsewhere', code = NULL WHERE ${one('requested')}`], 'elsewhere has rows'],
  ...requiredChecks.map((check) => ['INV-15', `an answer without the check of ${check}`, [`UPDATE check_records SET checks = replace(',' || checks || ',', ',${check},', ',') WHERE outcome = 'answered'`], `without the check "${check}"`] as const),
  ...['holder binding', 'holder signature'].map((check) => ['INV-15', `an answer without half of the holder's proof, ${check}`, [`UPDATE check_records SET checks = replace(checks, '${check}', '~${check}') WHERE outcome = 'answered'`], 'with half a proof of whose it is'] as const),
  ['INV-15', 'an answer with a failed check', ["UPDATE check_records SET checks = checks || ',!status' WHERE outcome = 'answered'"], 'although a check failed'],
  ...['issuer_key_at', 'accreditation_at', 'status_at', 'status_list_uri', 'issuer_kid'].map((fact) => ['INV-15', `an answer without ${fact}`, [`UPDATE check_records SET ${fact} = NULL WHERE outcome = 'answered'`], `was answered without ${fact}`] as const),
  ['INV-15', 'a refusal without its reason', ["UPDATE check_records SET refusal = NULL WHERE outcome = 'refused'"], 'ended without an answer or a refusal'],
  ['INV-16', 'two presentations with one nonce', ["UPDATE presentations SET nonce = 'same' WHERE status IN ('requested', 'fetched')"], 'one nonce'],
  ['INV-16', 'two presentations with one request', [...loosen('presentations'), "UPDATE presentations SET request_id = 'same' WHERE status IN ('requested', 'fetched')"], 'one request_id'],
  ['INV-17', 'a result that was delivered and stayed', [`UPDATE presentations SET sealed_result = 'x' WHERE ${one('collected')}`], 'was delivered or ended'],
  ['INV-17', 'a result past its time', ["UPDATE presentations SET ended_at = ended_at - 601 WHERE status = 'answered'"], 'a result past its time'],
  ['INV-17', 'an answer without a result', ["UPDATE presentations SET sealed_result = NULL WHERE status = 'answered'"], 'is answered and holds no result'],
  ['INV-17', 'a response key that stayed', [`UPDATE presentations SET response_key = 'x' WHERE ${one('refused')}`], 'a response key past its time'],
  ['INV-17', 'an open presentation past its time', [`UPDATE presentations SET expires_at = 1000 WHERE ${one('requested')}`], 'a response key past its time'],
]

describe('the look at rows finds', () => {
  it.each(inRows)('%s broken: %s', async (invariant, _what, statements, words) => {
    await tamper(file, ...statements)
    const { broken, findings } = await look(here())
    expect(broken, findings).toEqual([invariant])
    expect(findings).toContain(words)
  })

  it('INV-22 broken when a clock that went back revives what has expired', async () => {
    const memory = emptyMemory()
    const past = { now: specimen.deployment.now - 3600 }
    expect((await look(here(past), memory)).broken).toEqual([])
    await tamper(file, `UPDATE presentations SET status = 'requested', response_key = 'x' WHERE ${one('expired')}`)
    expect(await look(here(past), memory)).toMatchObject({ broken: ['INV-22'], findings: expect.stringContaining('went from expired to requested') })
  })
})

describe('the search for claim values finds', () => {
  it('INV-09 broken when a value stands in a database, a log or beside them', async () => {
    const marker = { name: 'uprn', value: '100012345678' }
    const search = here({ markers: [marker], searched: [copy.folder] })
    expect((await look(search)).broken).toEqual([])
    await tamper(file, `UPDATE presentations SET return_url = 'http://localhost/${Buffer.from(`uprn=${marker.value}`).toString('base64url')}' WHERE ${one('requested')}`)
    const { broken, findings } = await look(search)
    expect(broken).toEqual(['INV-09'])
    expect(findings).toContain('verifier.sqlite holds uprn (base64')
    expect(findings).not.toContain(marker.value)
  })

  it('INV-09 broken when Veramo keeps a message or a credential', async () => {
    await tamper(keys, "INSERT INTO message (id, saveDate, updateDate, type, raw) VALUES ('1', '1970-01-01', '1970-01-01', 'jwt', 'x')")
    expect(await look(here())).toMatchObject({ broken: ['INV-09'], findings: expect.stringContaining('the table message is not empty') })
  })
})

describe('the look at the ledger finds', () => {
  const onLedger = async (...given: Parameters<typeof startStubLedger>) => {
    const ledger = await startStubLedger(...given)
    const judgement = await look(here({ ledger: ledger.url, ledgerJournal: specimen.journal }))
    await ledger.close()
    return judgement
  }
  const busiest = (): string => specimen.mined.at(-1)?.from ?? ''

  it('nothing on the one that the network was made on', async () => {
    expect((await onLedger(specimen.mined)).broken).toEqual([])
  })

  it.each([
    ['one is missing', () => specimen.mined.filter(({ from, nonce }) => from !== busiest() || nonce !== 0), 'have a gap or repeat'],
    ['one is there twice', () => [...specimen.mined, { from: busiest(), nonce: 0 }], 'have a gap or repeat'],
    ['the last is missing', () => specimen.mined.slice(0, -1), 'of which'],
  ])('INV-11 broken when of an account\'s transactions %s', async (_what, mined, words) => {
    const { broken, findings } = await onLedger(mined())
    expect(broken).toEqual(['INV-11'])
    expect(findings).toContain(words)
  })

  it('INV-11 broken when the ledger counts fewer than it mined', async () => {
    expect(await onLedger(specimen.mined, new Map([[busiest(), 0]]))).toMatchObject({ broken: ['INV-11'], findings: expect.stringContaining('counts fewer') })
  })

  it('nothing it could hold against a ledger that is away, and never that it holds', async () => {
    const { broken, unseen } = await look(here({ ledger: 'http://localhost:1' }))
    expect([broken, unseen]).toEqual([[], ['INV-09', 'INV-11', 'INV-20', 'INV-22']])
  })
})

describe('the look at an outbox finds', () => {
  /** Three writes of one account: two are final, the third is on its way. */
  const mined = [0, 1].map((nonce) => ({ from: '0xa', nonce, hash: `0x${nonce}` }))
  const fill = async (...statements: readonly string[]): Promise<string> => {
    const outbox = copy.file('outbox.sqlite')
    const made: string[] = []
    await new CreateOutboxTables1764000000000().up({ query: async (sql: string) => made.push(sql) } as unknown as QueryRunner) // all that it asks of a runner
    const intent = (nonce: number, state: string): readonly string[] => [
      `INSERT INTO ledger_intents (key, account, data, reason, actor, made_at, state, nonce, hash, block_hash) VALUES ('write-${nonce}', '0xa', '0x', 'test', 'test', 1, '${state}', ${nonce}, '0x${nonce}', 'block')`,
      `INSERT INTO ledger_attempts VALUES (${nonce + 1}, '0x${nonce}', '0x', '0', '0', 1, 1)`,
    ]
    await tamper(outbox, ...made, ...intent(0, 'final'), ...intent(1, 'final'), ...intent(2, 'sent'), ...statements)
    return outbox
  }
  const judge = async (outbox: string, transactions: Parameters<typeof startStubLedger>[0] = mined) => {
    const ledger = await startStubLedger(transactions)
    const judgement = await look(here({ ledger: ledger.url, otherStores: [outbox] }))
    await ledger.close()
    return judgement
  }

  it('nothing where all is as it should be', async () => {
    expect((await judge(await fill())).broken).toEqual([])
  })

  it.each([
    ['a write is final that the ledger has not', [], [{ from: '0xa', nonce: 0, hash: '0x0' }, { from: '0xa', nonce: 1, hash: '0xother' }], 'write-1 is final, and the ledger has it not'],
    ['a write was mined twice', ["INSERT INTO ledger_attempts VALUES (1, '0x2', '0x', '0', '0', 1, 1)", 'DELETE FROM ledger_attempts WHERE intent = 3'], [...mined, { from: '0xa', nonce: 2, hash: '0x2' }], 'write-0 was mined more than once'],
    ['a nonce is left out', ['UPDATE ledger_intents SET nonce = 3 WHERE nonce = 2'], mined, 'a nonce of 0xa is left out'],
  ] as const)('INV-11 broken when %s', async (_what, statements, transactions, words) => {
    const { broken, findings } = await judge(await fill(...statements), transactions)
    expect(broken, findings).toEqual(['INV-11'])
    expect(findings).toContain(words)
  })
})

describe('the look at logs finds', () => {
  it.each([
    ['an unhandled rejection', '[UnhandledPromiseRejection: This error originated either by throwing inside of an async function]'],
    ['an uncaught exception', '    at triggerUncaughtException (node:internal/process/promises:394:1)'],
    ['a process without memory', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
    ['a process that ended unplanned', '{"time":TIME,"service":"supervisor","program":"issuer","planned":false,"code":1,"signal":null,"msg":"ended"}'],
  ])('INV-18 broken: %s', async (words, line) => {
    const write = (hoursAgo: number): void => writeFileSync(copy.file('issuer.log'), `{"level":30,"time":TIME,"msg":"answered"}\n${line}\n`.replaceAll('TIME', String((specimen.deployment.now - hoursAgo * 3600) * 1000)))
    write(1)
    expect(await look(here({ logs: copy.folder }))).toMatchObject({ broken: ['INV-18'], findings: `issuer.log tells of ${words}` })
    write(30)
    expect((await look(here({ logs: copy.folder }))).broken).toEqual([])
  })

  it('nothing in logs of planned ends and everyday refusals', async () => {
    writeFileSync(copy.file('issuer.log'), '{"level":40,"refusal":"temporarily_unavailable","msg":"refused"}\n{"service":"supervisor","planned":true,"msg":"ended"}\n')
    expect((await look(here({ logs: copy.folder }))).broken).toEqual([])
  })
})

describe('the look at what is durable finds', () => {
  it('INV-20 broken when an acknowledged answer is not there', async () => {
    const tables = await openTables(file)
    const [transaction = ''] = await tables.names("SELECT transaction_id FROM check_records WHERE outcome = 'answered'")
    await tables.close()
    const acknowledged = [{ what: 'begun', transaction }, { what: 'answered', transaction }] as const
    expect((await look(here({ acknowledged }))).broken).toEqual([])
    await tamper(file, `DELETE FROM check_records WHERE transaction_id = '${transaction}'`, `DELETE FROM presentations WHERE transaction_id = '${transaction}'`)
    expect(await look(here({ acknowledged }))).toMatchObject({ broken: ['INV-20'], findings: expect.stringContaining('was acknowledged as answered and is not') })
  })

  it('INV-20 broken when a page of a file is damaged', async () => {
    const tables = await openTables(file)
    const [page = ''] = await tables.names("SELECT rootpage FROM sqlite_schema WHERE name = 'presentations_by_expiry'")
    const [size = ''] = await tables.names('PRAGMA page_size')
    await tables.close()
    const bytes = readFileSync(file)
    bytes.fill(0xff, (Number(page) - 1) * Number(size), Number(page) * Number(size))
    writeFileSync(file, bytes)
    expect(await look(here())).toMatchObject({ broken: ['INV-20'], findings: expect.stringContaining('verifier.sqlite is damaged') })
  })

  it('INV-20 broken when a row refers to none', async () => {
    await tamper(keys, 'CREATE TABLE child (parent TEXT REFERENCES identifier (did))', "INSERT INTO child VALUES ('nobody')", 'DELETE FROM sqlite_sequence')
    const { broken, findings } = await look(here())
    // A table that Veramo doesn't have is not empty either.
    expect(broken).toEqual(['INV-09', 'INV-20'])
    expect(findings).toContain('a row of child refers to none of identifier')
  })

  it('nothing in a file that is no database, and never that anything in it holds', async () => {
    writeFileSync(file, Buffer.alloc(statSync(file).size, 'x'))
    const { broken, unseen } = await look(here())
    expect(broken).toEqual([])
    expect(unseen).toEqual(['INV-09', 'INV-13', 'INV-14', 'INV-15', 'INV-16', 'INV-17', 'INV-20', 'INV-22'])
  })
})
