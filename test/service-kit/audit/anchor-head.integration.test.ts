import { join } from 'node:path'
import { Wallet } from 'ethers'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { CreateIssuerTables1763942400000 } from '@counterfoil/issuer/adapters/migrations/0001-create-issuer-tables'
import { ChainAuditEntries1764028800000 } from '@counterfoil/issuer/adapters/migrations/0002-chain-audit-entries'
import { NoteAuditAnchors1764115200000 } from '@counterfoil/issuer/adapters/migrations/0003-note-audit-anchors'
import { readAnchors } from '@counterfoil/service-kit/audit/anchor'
import { anchorHead, type AnchorOptions } from '@counterfoil/service-kit/audit/anchor-head'
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
import { startTestLedger, temporaryFolder } from '../../support/ledger.ts'
import { watch } from '../../support/watched.ts'

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
    const account = await openLedgerAccount({ rpcUrl, chainId: ledger.chainId }, wallet)
    const outbox = openOutbox({ database, account, clock, random: cryptoRandom, confirmations: 1, alarm: () => {}, working: false })
    onTestFinished(async () => {
      await outbox.stop()
      account.close()
    })
    return outbox
  }
  const options: Omit<AnchorOptions, 'outbox'> = { database, authority: 'aldermoor', identity: wallet.address, registry: ledger.registry, schedule: { every: seconds(600), entries: 5 }, actor: 'issuer' }
  return {
    clock,
    outboxAt,
    add: (count: number) => database.write((writes) => appendEntries(writes, Array.from({ length: count }, (_, index) => ({ authority: 'aldermoor', at: epochSeconds(index), actor: 'wallet', event: 'offer.redeemed', object: `offer-${index}`, reason: null })))),
    anchor: (outbox: Outbox) => anchorHead({ ...options, outbox }, clock.now()),
    anchors: () => readAnchors(createLedgerReader({ rpcUrl: ledger.rpcUrl, chainId: ledger.chainId, registry: ledger.registry }), ledger.registry, wallet.address),
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

it('a head that moved is anchored at once, then after its time or its number of entries, and an unmoved one never', async () => {
  const log = await openLog('schedule')
  const outbox = await log.outboxAt(ledger.rpcUrl)
  expect(await log.anchor(outbox)).toBe(false)
  await log.add(3)
  expect(await log.anchor(outbox)).toBe(true)
  await settle(outbox)
  log.clock.advance(100_000)
  expect(await log.anchor(outbox)).toBe(false)
  await log.add(1)
  expect(await log.anchor(outbox)).toBe(true)
  await settle(outbox)
  await log.add(4)
  expect(await log.anchor(outbox)).toBe(false)
  await log.add(1)
  expect(await log.anchor(outbox)).toBe(true)
  await settle(outbox)

  const anchors = await log.anchors()
  // Each anchor has the entry that tells of it.
  expect(anchors.map(({ number }) => number)).toEqual([4, 6, 12])
  const lines = await log.lines()
  expect(await verifyAudit(lines, { did, anchors })).toEqual({ sound: true, authority: 'aldermoor', entries: 12, anchored: 12 })
  expect(lines[4]).toContain('"actor":"issuer"')
  expect(lines[4]).toContain('"event":"ledger.audit_head"')
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
  expect(anchors.map(({ number }) => number)).toEqual([3, 54])
  expect(await verifyAudit((await log.lines()).slice(0, -2), { did, anchors })).toMatchObject({ sound: false, line: 54 })
})
