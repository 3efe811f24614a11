import { join } from 'node:path'
import { Wallet, encodeBytes32String } from 'ethers'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { callDataOf } from '@counterfoil/service-kit/authority/planned-write'
import { openLedgerAccount } from '@counterfoil/service-kit/outbox/ledger-account'
import { payerMigrations } from '@counterfoil/service-kit/outbox/open-payer'
import { openOutbox } from '@counterfoil/service-kit/outbox/open-outbox'
import { openDatabase } from '@counterfoil/service-kit/persistence/database'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { changedOf } from '@counterfoil/shared/ledger/erc1056'
import { LedgerDoubtful, LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { networkLedger } from '@counterfoil/shared/ledger/network-ledger'
import { faultProxy, type FaultProxy, type ProxyFault } from '../support/fault-proxy.ts'
import { makeActor, startLocalLedger, temporaryFolder, writeTo } from '../support/ledger.ts'
import { watch } from '../support/watched.ts'

// Five addresses of one chain: what programs do when nodes fail, and not what nodes agree on. That takes real ones, which
// rehearsal.integration.test.ts has.

const folder = temporaryFolder()
let ledger: DevLedger
let nodes: FaultProxy[]
let identity: string
let changed: number
let alarms: number

beforeAll(async () => {
  ledger = await startLocalLedger(join(folder.path, 'ledger'))
  nodes = await Promise.all(Array.from({ length: 5 }, () => faultProxy(ledger.rpcUrl)))
  const actor = makeActor(ledger)
  identity = actor.address
  await writeTo(actor, 'setAttribute', identity, encodeBytes32String('did/svc/Test'), '0x01', 3600)
  changed = Number(await actor.registry.getFunction('changed')(identity))
})
afterAll(async () => {
  for (const node of nodes ?? []) node.close()
  await ledger?.close()
  folder.remove()
})
beforeEach(() => {
  for (const node of nodes) Object.assign(node, { fault: 'none', asked: 0 })
  alarms = 0
})

const known = () => {
  const [first = '', ...others] = nodes.map(({ url }) => url)
  return { rpcUrl: first, otherRpcUrls: others, chainId: ledger.chainId, registry: ledger.registry }
}
const readerOf = (readQuorum?: number) => networkLedger({ ...known(), ...(readQuorum === undefined ? {} : { readQuorum }) }, { fetch, clock: systemClock, onDisagreement: () => (alarms += 1) })
const spoil = (...faults: readonly ProxyFault[]): void => faults.forEach((fault, turn) => Object.assign(nodes[turn] ?? {}, { fault }))

describe('reading, the authority’s own node first', () => {
  it('asks no other while it answers', async () => {
    expect(await readerOf().ask([changedOf(ledger.registry, identity)])).toEqual([changed])
    expect(nodes.map(({ asked }) => asked)).toEqual([1, 0, 0, 0, 0])
  })

  it.each<[string, readonly ProxyFault[]]>([
    ['one is stopped', ['stopped']],
    ['two are stopped', ['stopped', 'stopped']],
    ['one hangs', ['hangs']],
    ['one is too busy', ['busy']],
    ['one is of another chain', ['another chain']],
    ['only the last is there', ['stopped', 'busy', 'another chain', 'stopped']],
  ])('goes on within seconds when %s', async (_what, faults) => {
    spoil(...faults)
    const from = performance.now()
    expect(await readerOf().ask([changedOf(ledger.registry, identity)])).toEqual([changed])
    expect(performance.now() - from).toBeLessThan(8000)
  })

  it('leaves a node that hung alone for a few seconds', async () => {
    spoil('hangs')
    const reader = readerOf()
    for (let time = 0; time < 3; time += 1) await reader.ask([changedOf(ledger.registry, identity)])
    // The question, and one more of its own: whether it lives at all.
    expect(nodes[0]?.asked).toBe(2)
  })

  it('gives up when none is there', async () => {
    spoil('stopped', 'stopped', 'stopped', 'stopped', 'stopped')
    await expect(readerOf().ask([changedOf(ledger.registry, identity)])).rejects.toBeInstanceOf(LedgerUnavailable)
  })
})

describe('reading what two must agree on (SRF-07)', () => {
  it.each<[string, readonly ProxyFault[]]>([
    ['the own node lies', ['lies']],
    ['the own node lies and another is stopped', ['lies', 'stopped']],
    ['two are stopped', ['stopped', 'stopped']],
    ['one hangs', ['hangs']],
    ['three are away in some way', ['stopped', 'busy', 'another chain']],
  ])('tells the truth when %s', async (_what, faults) => {
    spoil(...faults)
    expect(await readerOf(2).ask([changedOf(ledger.registry, identity)])).toEqual([changed])
  })

  it('believes nobody when there is one against one, and tells the operator', async () => {
    spoil('lies', 'none', 'stopped', 'stopped', 'stopped')
    await expect(readerOf(2).ask([changedOf(ledger.registry, identity)])).rejects.toBeInstanceOf(LedgerDoubtful)
    expect(alarms).toBe(1)
  })

  it('believes no single one', async () => {
    spoil('none', 'stopped', 'stopped', 'stopped', 'stopped')
    await expect(readerOf(2).ask([changedOf(ledger.registry, identity)])).rejects.not.toBeInstanceOf(LedgerDoubtful)
  })
})

describe('writing', () => {
  it('goes on while nodes are stopped, waits while all are, and catches up in order, once each', async () => {
    const file = join(folder.path, 'outbox.sqlite')
    const database = await openDatabase({ file, entities: [], migrations: payerMigrations })
    const account = await openLedgerAccount(known(), Wallet.createRandom())
    const outbox = openOutbox({ database, account, clock: systemClock, random: cryptoRandom, confirmations: 1, log: 'consortium', alarm: () => {}, every: 20 })
    const deployment = { issuer: null, verifier: null, keyStores: [], otherStores: [file], network: null, logs: null, ledger: ledger.rpcUrl, ledgerJournal: null, now: systemClock.now(), grace: 0, fetch, markers: [], searched: [], acknowledged: null }
    const watched = watch({ deployment: () => deployment, unseen: ['INV-09', 'INV-20'] })
    onTestFinished(async () => {
      await watched.end()
      await outbox.stop()
      await database.close()
      account.close()
    })
    let turn = 0
    const write = () => {
      turn += 1
      const data = callDataOf(account.address, { method: 'setAttribute', name: encodeBytes32String('counterfoil/test'), value: `0x0${turn}`, validity: 3600 })
      return outbox.send({ key: `write ${turn}`, to: ledger.registry, data, reason: 'test', actor: 'tester' })
    }
    const done = [await write()]
    spoil('stopped')
    done.push(await write())
    spoil('stopped', 'busy')
    done.push(await write())
    spoil('stopped', 'stopped', 'stopped', 'stopped', 'stopped')
    const waiting = [write(), write(), write()]
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await outbox.standing()).toMatchObject({ waiting: 3, onTheirWay: 0 })
    spoil('stopped', 'none', 'none', 'none', 'none')
    done.push(...(await Promise.all(waiting)))
    expect(done.map(({ block }) => block)).toEqual([...new Set(done.map(({ block }) => block))].toSorted((one, other) => one - other))
    expect(new Set(done.map(({ hash }) => hash)).size).toBe(6)
    expect(await account.transactionsMined()).toBe(6)
  })
})
