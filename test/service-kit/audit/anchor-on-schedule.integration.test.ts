import { join } from 'node:path'
import { Wallet } from 'ethers'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { CreateIssuerTables1763942400000 } from '@counterfoil/issuer/adapters/migrations/0001-create-issuer-tables'
import { ChainAuditEntries1764028800000 } from '@counterfoil/issuer/adapters/migrations/0002-chain-audit-entries'
import { NoteAuditAnchors1764115200000 } from '@counterfoil/issuer/adapters/migrations/0003-note-audit-anchors'
import { anchorNames, readAnchors, type AnchorName } from '@counterfoil/service-kit/audit/anchor'
import { anchorOnSchedule, type AnchorOptions } from '@counterfoil/service-kit/audit/anchor-on-schedule'
import { ledgerSink } from '@counterfoil/service-kit/audit/ledger-sink'
import { appendEntries } from '@counterfoil/service-kit/audit/append-entries'
import { exportAudit } from '@counterfoil/service-kit/audit/export-audit'
import { verifyAudit } from '@counterfoil/service-kit/audit/verify-audit'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { CreateOutboxTables1764000000000 } from '@counterfoil/service-kit/outbox/create-outbox-tables'
import { openLedgerAccount } from '@counterfoil/service-kit/outbox/ledger-account'
import { openOutbox, type Outbox } from '@counterfoil/service-kit/outbox/open-outbox'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import { LedgerDoubtful, type LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { startTestLedger, temporaryFolder } from '../../support/ledger.ts'
import { watch } from '../../support/watched.ts'
import { fund } from '../../support/outside-ledger.ts'

const folder = temporaryFolder()
const did = 'did:ethr:0x7a69:0x1111111111111111111111111111111111111111'
let ledger: DevLedger
beforeAll(async () => {
  ledger = await startTestLedger(join(folder.path, 'ledger'))
})
afterAll(async () => {
  await ledger.close()
  folder.remove()
})

/** A log that is anchored when the test says so. */
async function openLog(name: string) {
  const file = join(folder.path, `${name}.sqlite`)
  const wallet = Wallet.createRandom()
  const clock = fixedClock(Math.floor(Date.now() / 1000))
  const database: Database = await openDatabase({ file, entities: [], migrations: [CreateIssuerTables1763942400000, CreateOutboxTables1764000000000, ChainAuditEntries1764028800000, NoteAuditAnchors1764115200000] })
  const deployment = { issuer: null, verifier: null, keyStores: [], otherStores: [file], network: null, logs: null, ledger: ledger.rpcUrl, ledgerJournal: null, now: clock.now(), grace: 0, fetch, markers: [], searched: [], acknowledged: null }
  const watched = watch({ deployment: () => deployment, unseen: ['INV-09', 'INV-20'] })
  onTestFinished(async () => {
    await watched.end()
    await database.close()
  })
  const outboxAt = async (rpcUrl: string): Promise<Outbox> => {
    await fund(ledger, wallet.address)
    const account = await openLedgerAccount({ rpcUrl, chainId: ledger.chainId }, wallet)
    const outbox = openOutbox({ database, account, clock, random: cryptoRandom, confirmations: 1, log: 'aldermoor', alarm: () => {}, working: false })
    onTestFinished(async () => {
      await outbox.stop()
      account.close()
    })
    return outbox
  }
  const options: Omit<AnchorOptions, 'sink'> = { database, log: 'aldermoor', schedule: { every: seconds(600) }, actor: 'issuer' }
  return {
    clock,
    outboxAt,
    add: (count: number) => database.write((writes) => appendEntries(writes, Array.from({ length: count }, (_, index) => ({ authority: 'aldermoor', at: epochSeconds(index), actor: 'wallet', event: 'offer.redeemed', object: `offer-${index}`, reason: null })))),
    anchor: (outbox: Outbox, more: Partial<AnchorOptions> = {}) => anchorOnSchedule({ ...options, sink: ledgerSink(outbox, { identity: wallet.address, registry: ledger.registry }), ...more }, clock.now()),
    anchors: (what: AnchorName = anchorNames.auditHead) => readAnchors(createLedgerReader({ rpcUrl: ledger.rpcUrl, chainId: ledger.chainId, registry: ledger.registry }), ledger.registry, wallet.address, what),
    anchorsBy: (reader: LedgerReader) => readAnchors(reader, ledger.registry, wallet.address, anchorNames.auditHead),
    lines: () => Array.fromAsync(exportAudit(database.reads, { id: 'aldermoor', did })),
  }
}

/** Two turns: one sends, one sees it in its block. */
const settle = async (outbox: Outbox): Promise<void> => {
  await expect.poll(async () => {
    await outbox.turn()
    const { waiting, onTheirWay, unconfirmed } = await outbox.standing()
    return waiting + onTheirWay + unconfirmed
  }).toBe(0)
}

const numbersOf = (anchors: readonly { readonly number: number }[]): number[] => anchors.map(({ number }) => number)

it('anchors go to the ledger at once and then each time so long has passed, whatever happened in between', async () => {
  const log = await openLog('schedule')
  const outbox = await log.outboxAt(ledger.rpcUrl)
  expect(await log.anchor(outbox)).toBe(true)
  await settle(outbox)
  await log.add(2000)
  log.clock.advance(599)
  expect(await log.anchor(outbox)).toBe(false)
  log.clock.advance(1)
  expect(await log.anchor(outbox)).toBe(true)
  await settle(outbox)
  log.clock.advance(600)
  expect(await log.anchor(outbox)).toBe(true)
  await settle(outbox)

  const anchors = await log.anchors()
  const lines = await log.lines()
  expect(anchors).toHaveLength(3)
  // Each anchor has the entry that tells of it.
  for (const { number } of anchors) expect(lines[number]).toContain(`"event":"ledger.queued","hash":"`)
  expect(lines[anchors[0]?.number ?? 0]).toContain('"actor":"issuer"')
  expect(lines[anchors[0]?.number ?? 0]).toContain('"reason":"anchor.schedule"')
  expect(await verifyAudit(lines, { did, anchors })).toMatchObject({ sound: true, anchored: anchors.at(-1)?.number })
})

it('the digest of the status lists goes with the head, and is told in it', async () => {
  const log = await openLog('lists')
  const outbox = await log.outboxAt(ledger.rpcUrl)
  const digest = { hash: Buffer.alloc(32, 7), number: 1 }
  expect(await log.anchor(outbox, { listsOf: async () => digest })).toBe(true)
  await settle(outbox)
  expect(await log.anchors(anchorNames.statusLists)).toMatchObject([digest])
  const [head] = await log.anchors()
  expect((await log.lines()).slice(1, 1 + (head?.number ?? 0)).map((line) => (JSON.parse(line) as { object: string }).object)).toEqual(['counterfoil/status-lists:aldermoor:1', 'counterfoil/audit-head:aldermoor:2'])
})

it('a log of acts is anchored when something was done, and not because of its own anchor', async () => {
  const log = await openLog('acts')
  const outbox = await log.outboxAt(ledger.rpcUrl)
  const afterActs = { schedule: 'when_moved' } as const
  expect(await log.anchor(outbox, afterActs)).toBe(false)
  await log.add(1)
  expect(await log.anchor(outbox, afterActs)).toBe(true)
  await settle(outbox)
  expect(await log.anchor(outbox, afterActs)).toBe(false)
  await log.add(1)
  expect(await log.anchor(outbox, afterActs)).toBe(true)
})

it('a clock that was set back stops no anchor', async () => {
  const log = await openLog('back')
  const outbox = await log.outboxAt(ledger.rpcUrl)
  await log.anchor(outbox)
  await settle(outbox)
  log.clock.advance(-3600)
  expect(await log.anchor(outbox)).toBe(true)
})

it('while the ledger is away one anchor waits, and afterwards the newest head is caught up with', async () => {
  const log = await openLog('away')
  const away = await log.outboxAt('http://127.0.0.1:1')
  await log.add(2)
  expect(await log.anchor(away)).toBe(true)
  await away.turn()
  await log.add(50)
  log.clock.advance(86_400)
  expect(await log.anchor(away)).toBe(false)
  await away.stop()

  const back = await log.outboxAt(ledger.rpcUrl)
  await settle(back)
  expect(await log.anchor(back)).toBe(true)
  await settle(back)
  const anchors = await log.anchors()
  // The first entry that tells of an anchor, fifty more, what became of that anchor, and the next one.
  expect(numbersOf(anchors)).toEqual([3, 56])
  expect(await verifyAudit((await log.lines()).slice(0, 56), { did, anchors })).toMatchObject({ sound: false, line: 57 })
})

it('a node that leaves an anchor out is found out', async () => {
  const log = await openLog('left-out')
  const outbox = await log.outboxAt(ledger.rpcUrl)
  for (let turn = 0; turn < 3; turn += 1) {
    await log.anchor(outbox)
    await settle(outbox)
    log.clock.advance(600)
  }
  expect(await log.anchors()).toHaveLength(3)
  const leavingOut: typeof fetch = async (url, init) => {
    const answer = (await (await fetch(url, init)).json()) as { result: unknown }
    return Response.json(Array.isArray(answer.result) ? { ...answer, result: (answer.result as unknown[]).toSpliced(1, 1) } : answer)
  }
  await expect(log.anchorsBy(jsonRpcLedger({ rpcUrl: ledger.rpcUrl, fetch: leavingOut }))).rejects.toThrow(LedgerDoubtful)
})
