import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ledgerWritesTable } from '@counterfoil/issuer/adapters/ledger-writes-table'
import { payerMigrations } from '@counterfoil/service-kit/outbox/open-payer'
import { findIntent, keepAttempt, moveIntent, putDown } from '@counterfoil/service-kit/outbox/intents-table'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { AnyNetwork, NetworkAuthority } from '@counterfoil/shared/network/network'

const account = `0x${'Aa'.repeat(20)}`
const authorities = [{ id: 'aldermoor', gasAccount: account }, { id: 'brackenfield', gasAccount: `0x${'bb'.repeat(20)}` }, { id: 'calderwick' }] as unknown as NetworkAuthority[] // what this reads of them
const network = { authorities } as unknown as AnyNetwork // and of their network
const start = 1_800_000_000
let folder: string
let database: Database
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-test-'))
  database = await openDatabase({ file: join(folder, 'outbox.sqlite'), entities: [], migrations: payerMigrations })
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (key: string, at: number): Promise<unknown> =>
  database.write((writes) => putDown(writes, account.toLowerCase(), { key, to: account, data: '0x', reason: 'test', actor: 'issuer' }, epochSeconds(at)))
const found = async (key: string) => (await findIntent(database.reads, key)) ?? Promise.reject(new Error('not put down'))

it('tells an authority what of its writes waits, in the order in which it is written', async () => {
  await ask('counterfoil/audit-head:aldermoor:1', start)
  await ask('something', start + 5)
  expect(await ledgerWritesTable(database, network).underWay('aldermoor')).toEqual([
    { what: 'audit_head', askedAt: start, isSent: false },
    { what: 'other', askedAt: start + 5, isSent: false },
  ])
})

it('tells what was sent from what wasn’t, and leaves out what is over', async () => {
  await ask('counterfoil/audit-head:aldermoor:1', start)
  const intent = await found('counterfoil/audit-head:aldermoor:1')
  await database.write((unit) => keepAttempt(unit, intent, { nonce: 0, hash: '0x01', raw: '0x02', fee: { tip: 0n, most: 0n }, now: epochSeconds(start) }))
  const writes = ledgerWritesTable(database, network)
  expect(await writes.underWay('aldermoor')).toMatchObject([{ isSent: true }])
  const sent = await found('counterfoil/audit-head:aldermoor:1')
  await database.write((unit) => moveIntent(unit, sent, { state: 'dead', reason: 'undone' }))
  expect(await writes.underWay('aldermoor')).toEqual([])
})

it('tells nobody of another’s, nor one that has no account', async () => {
  await ask('counterfoil/audit-head:aldermoor:1', start)
  const writes = ledgerWritesTable(database, network)
  for (const other of ['brackenfield', 'calderwick', 'nobody']) expect(await writes.underWay(other)).toEqual([])
})
