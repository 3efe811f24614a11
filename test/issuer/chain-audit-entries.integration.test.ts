import { join } from 'node:path'
import { CreateIssuerTables1763942400000 } from '@counterfoil/issuer/adapters/migrations/0001-create-issuer-tables'
import { ChainAuditEntries1764028800000 } from '@counterfoil/issuer/adapters/migrations/0002-chain-audit-entries'
import { appendEntries, headOf } from '@counterfoil/service-kit/audit/append-entries'
import { chainEntry, noEntryYet, type AuditFacts, type ChainHead } from '@counterfoil/service-kit/audit/chained-entry'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../support/ledger.ts'

const entry = (authority: string, object: string): AuditFacts => ({ authority, at: 1_764_000_000, actor: 'wallet', event: 'offer.redeemed', object, reason: null })
const chain = (...facts: readonly AuditFacts[]): ChainHead => facts.reduce<ChainHead>(chainEntry, noEntryYet)
const openWith = (file: string, ...later: readonly (typeof ChainAuditEntries1764028800000)[]): Promise<Database> => openDatabase({ file, entities: [], migrations: [CreateIssuerTables1763942400000, ...later] })

it('entries of earlier releases are chained by the migration, each authority apart, and the chain goes on from there', async () => {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  const file = join(folder.path, 'issuer.sqlite')
  const earlier = [entry('aldermoor', 'one'), entry('brackenfield', 'two'), entry('aldermoor', 'three')]
  const before = await openWith(file)
  for (const { authority, at, actor, event, object } of earlier) {
    await before.write((writes) => writes.run('INSERT INTO audit_entries (authority, at, actor, event, object) VALUES (?, ?, ?, ?, ?)', [authority, at, actor, event, object]))
  }
  await before.close()

  const after = await openWith(file, ChainAuditEntries1764028800000)
  onTestFinished(() => after.close())
  const [one, two, three] = earlier
  if (one === undefined || two === undefined || three === undefined) throw new Error('three entries')
  expect(await headOf(after.reads, 'aldermoor')).toMatchObject({ number: 2, hash: chain(one, three).hash })
  expect(await headOf(after.reads, 'brackenfield')).toMatchObject({ number: 1, hash: chain(two).hash })

  const four = entry('aldermoor', 'four')
  await after.write((writes) => appendEntries(writes, [four]))
  expect(await headOf(after.reads, 'aldermoor')).toMatchObject({ number: 3, hash: chain(one, three, four).hash })
})

it('a unit that fails leaves neither entries nor a moved head', async () => {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  const database = await openWith(join(folder.path, 'issuer.sqlite'), ChainAuditEntries1764028800000)
  onTestFinished(() => database.close())
  const failing = database.write(async (writes) => {
    await appendEntries(writes, [entry('aldermoor', 'one')])
    throw new Error('failed')
  })
  const fine = database.write((writes) => appendEntries(writes, [entry('aldermoor', 'two'), entry('aldermoor', 'three')]))
  await expect(failing).rejects.toThrow('failed')
  await fine
  expect(await headOf(database.reads, 'aldermoor')).toMatchObject({ number: 2, hash: chain(entry('aldermoor', 'two'), entry('aldermoor', 'three')).hash })
})
