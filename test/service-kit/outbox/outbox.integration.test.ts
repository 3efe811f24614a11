import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import registryPackage from 'ethr-did-registry'
import { Interface, Wallet, encodeBytes32String, type HDNodeWallet } from 'ethers'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { KeyTaken, attemptsOf } from '@counterfoil/service-kit/outbox/intents-table'
import { openLedgerAccount } from '@counterfoil/service-kit/outbox/ledger-account'
import { payerMigrations } from '@counterfoil/service-kit/outbox/open-payer'
import { openOutbox, type Outbox, type OutboxOptions } from '@counterfoil/service-kit/outbox/open-outbox'
import type { OutboxAlarm } from '@counterfoil/service-kit/outbox/outbox-alarm'
import { LedgerWriteFailed, type LedgerCall } from '@counterfoil/service-kit/ledger/ledger-sender'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { processMark } from '@counterfoil/service-kit/system/process-mark'
import { startTestLedger, temporaryFolder } from '../../support/ledger.ts'
import { startMarked } from '../../support/other-process.ts'
import { RealChain } from '../../support/real-chain.ts'
import { watch, type Watched } from '../../support/watched.ts'
import { fund } from '../../support/outside-ledger.ts'

const registry = new Interface(registryPackage.EthereumDIDRegistry.abi)
let chain: RealChain
beforeAll(async () => {
  chain = await RealChain.start()
})
afterAll(() => chain.engine.close())

type Trouble = 'away' | 'mute' | null

/** A node that can be away, or take transactions without passing them on. */
async function nodeInFront(): Promise<{ readonly url: string; trouble: Trouble; chainId: string | null; sent: string[]; close(): void }> {
  const node = { url: '', trouble: null as Trouble, chainId: null as string | null, sent: [] as string[], close: () => {} }
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void answer(Buffer.concat(chunks).toString()).then((text) => (text === null ? request.socket.destroy() : response.setHeader('content-type', 'application/json').end(text))))
  })
  const answer = async (body: string): Promise<string | null> => {
    const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: string[] }
    if (node.trouble === 'away') return null
    if (method === 'eth_chainId' && node.chainId !== null) return JSON.stringify({ jsonrpc: '2.0', id, result: node.chainId })
    if (method === 'eth_sendRawTransaction') {
      node.sent.push(params[0] ?? '')
      if (node.trouble === 'mute') return null
    }
    return (await fetch(chain.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).text()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  node.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  node.close = () => {
    server.closeAllConnections()
    server.close()
  }
  return node
}

let wallet: HDNodeWallet
let database: Database
let node: Awaited<ReturnType<typeof nodeInFront>>
let now: number
let alarms: OutboxAlarm[]
let watched: Watched
let ledgerInUse: string

beforeEach(async () => {
  const folder = temporaryFolder()
  wallet = Wallet.createRandom()
  database = await openDatabase({ file: join(folder.path, 'outbox.sqlite'), entities: [], migrations: payerMigrations })
  node = await nodeInFront()
  now = chain.time
  alarms = []
  ledgerInUse = chain.url
  const deployment = { issuer: null, verifier: null, keyStores: [], otherStores: [join(folder.path, 'outbox.sqlite')], network: null, logs: null, ledgerJournal: null, now, grace: 0, fetch, markers: [], searched: [], acknowledged: null }
  // Neither claims nor answers: writes to the ledger alone.
  watched = watch({ deployment: () => ({ ...deployment, ledger: ledgerInUse }), unseen: ['INV-09', 'INV-20'] })
  onTestFinished(async () => {
    await watched.end()
    node.close()
    await database.close()
    folder.remove()
  })
})

/** An outbox that works when the test says so. */
async function open(options: Partial<OutboxOptions> = {}): Promise<Outbox> {
  const account = await openLedgerAccount({ rpcUrl: node.url, chainId: chain.chainId }, wallet)
  const outbox = openOutbox({ database, account, clock: { now: () => epochSeconds(now) }, random: cryptoRandom, confirmations: 1, log: 'consortium', alarm: (alarm) => alarms.push(alarm), working: false, ...options })
  onTestFinished(async () => {
    await outbox.stop()
    account.close()
  })
  return outbox
}

/** What the audit log tells of a write: event, by whom unless by the outbox, and why. */
async function toldOf(key: string): Promise<readonly string[]> {
  const entries = await database.reads.all<{ event: string; actor: string; reason: string | null }>('SELECT event, actor, reason FROM audit_entries WHERE object = ? ORDER BY number', [key])
  return entries.map(({ event, actor, reason }) => [event.replace('ledger.', ''), ...(actor === 'outbox' ? [] : [`by ${actor}`]), ...(reason === null ? [] : [reason])].join(' '))
}

/** A change of the account's own identity: a counter that shows what was done, in which order. */
const write = (name: string, overrides: Partial<LedgerCall> = {}): LedgerCall => ({
  key: name,
  to: chain.registry,
  data: registry.encodeFunctionData('setAttribute', [wallet.address, encodeBytes32String(name), '0x01', 3600]),
  reason: 'test',
  actor: 'tester',
  ...overrides,
})
const impossible = (name: string): LedgerCall => write(name, { data: registry.encodeFunctionData('setAttribute', [chain.registry, encodeBytes32String(name), '0x01', 3600]) })
const enqueue = (outbox: Outbox, ...names: readonly string[]): Promise<unknown> => database.write(async (writes) => {
  for (const name of names) await outbox.enqueue(writes, write(name))
})
const states = async (outbox: Outbox): Promise<string[]> => (await outbox.list()).map(({ key, state, nonce }) => `${key} ${state} ${nonce ?? '-'}`)
async function done(): Promise<string[]> {
  const logs = await chain.engine.ask<{ data: string; topics: string[] }[]>('eth_getLogs', [{ address: chain.registry, fromBlock: '0x0', topics: [null, `0x${wallet.address.slice(2).toLowerCase().padStart(64, '0')}`] }])
  return logs.map((log) => Buffer.from(String(registry.parseLog(log)?.args['name']).slice(2), 'hex').toString().replaceAll('\0', ''))
}
const fillAccount = (): Promise<unknown> => chain.engine.ask('anvil_setBalance', [wallet.address, '0xde0b6b3a7640000'])
/** From the next block on gas costs something, until the test is over. */
async function chargeFees(): Promise<void> {
  const chargeFrom = async (baseFee: string): Promise<void> => {
    await chain.engine.ask('anvil_setNextBlockBaseFeePerGas', [baseFee])
    await chain.mine()
  }
  await chargeFrom('0x3b9aca00')
  onTestFinished(() => chargeFrom('0x0'))
}
async function turnAndMine(outbox: Outbox): Promise<void> {
  await outbox.turn()
  await chain.mine()
  await outbox.turn()
  await outbox.turn()
}

describe('a write to the ledger', () => {
  it('is put down with what decided on it, or not at all', async () => {
    const outbox = await open()
    const undone = database.write(async (writes) => {
      await outbox.enqueue(writes, write('never'))
      throw new Error('the unit failed')
    })
    await expect(undone).rejects.toThrow('the unit failed')
    await enqueue(outbox, 'a', 'b')
    await turnAndMine(outbox)
    expect(await done()).toEqual(['a', 'b'])
    expect(await states(outbox)).toEqual(['a final 0', 'b final 1'])
  })

  it('is done once for the same key, and another write may not have that key', async () => {
    const outbox = await open()
    await enqueue(outbox, 'a')
    await enqueue(outbox, 'a')
    await expect(database.write((writes) => outbox.enqueue(writes, { ...write('b'), key: 'a' }))).rejects.toBeInstanceOf(KeyTaken)
    await turnAndMine(outbox)
    await enqueue(outbox, 'a')
    await turnAndMine(outbox)
    expect(await done()).toEqual(['a'])
  })

  it('keeps the order of nonces over a restart', async () => {
    const first = await open()
    await enqueue(first, 'a', 'b', 'c')
    await first.turn()
    await first.stop()
    const second = await open()
    await enqueue(second, 'd', 'e')
    await turnAndMine(second)
    expect(await done()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await states(second)).toEqual(['a final 0', 'b final 1', 'c final 2', 'd final 3', 'e final 4'])
  })

  it('that may or may not have left is sent again as the same transaction', async () => {
    const outbox = await open()
    await enqueue(outbox, 'a')
    node.trouble = 'mute'
    await outbox.turn()
    node.trouble = null
    now += 31
    await turnAndMine(outbox)
    expect(node.sent).toHaveLength(2)
    expect(new Set(node.sent).size).toBe(1)
    expect(await done()).toEqual(['a'])
  })

  it('waits while the ledger is away, and all catch up in order, none lost or doubled', async () => {
    const outbox = await open()
    await enqueue(outbox, 'a')
    await outbox.turn()
    node.trouble = 'away'
    await enqueue(outbox, 'b', 'c')
    for (let turn = 0; turn < 3; turn += 1) await outbox.turn()
    expect(alarms).toEqual([{ kind: 'ledger_unreachable', key: null }])
    expect(await outbox.standing()).toMatchObject({ waiting: 2, onTheirWay: 1, oldest: now })
    node.trouble = null
    await turnAndMine(outbox)
    expect(await done()).toEqual(['a', 'b', 'c'])
  })

  it('goes to no other chain', async () => {
    const outbox = await open()
    await enqueue(outbox, 'a')
    node.chainId = '0x1'
    await outbox.turn()
    expect(node.sent).toEqual([])
    expect(alarms).toEqual([{ kind: 'ledger_unreachable', key: null }])
  })
})

describe('a write that the ledger would undo', () => {
  it('is dead at once, takes no nonce, and stands in nobody’s way', async () => {
    const outbox = await open()
    await database.write(async (writes) => {
      await outbox.enqueue(writes, impossible('bad'))
      await outbox.enqueue(writes, write('good'))
    })
    await turnAndMine(outbox)
    expect(await states(outbox)).toEqual(['bad dead -', 'good final 0'])
    expect(alarms).toEqual([{ kind: 'dead', key: 'bad' }])
  })

  it('is told to who waits for it', async () => {
    const outbox = await open({ working: true, every: 10 })
    await expect(outbox.send(impossible('bad'))).rejects.toBeInstanceOf(LedgerWriteFailed)
  })

  it('is sent again when an operator says so, or ended for good', async () => {
    const outbox = await open()
    await database.write((writes) => outbox.enqueue(writes, impossible('bad')))
    await outbox.turn()
    await expect(outbox.drop('bad', 'operator:jane')).rejects.toMatchObject({ code: 'conflict' })
    await outbox.revive('bad', 'operator:jane')
    await expect(outbox.revive('bad', 'operator:jane')).rejects.toMatchObject({ code: 'conflict' })
    await outbox.drop('bad', 'operator:jane')
    expect(await outbox.find('bad')).toMatchObject({ state: 'dead', dead: 'dropped' })
    await expect(outbox.drop('unheard of', 'operator:jane')).rejects.toMatchObject({ code: 'not_found' })
    expect(await toldOf('bad')).toEqual(['queued by tester test', 'dead would_be_undone', 'put_back by operator:jane', 'dropped by operator:jane'])
  })
})

describe('a transaction that is not mined', () => {
  it('is replaced after ten minutes by one that pays an eighth more, and whichever is mined counts', async () => {
    await fillAccount()
    await chargeFees()
    const outbox = await open()
    await enqueue(outbox, 'a')
    await outbox.turn()
    now += 601
    await outbox.turn()
    const intent = await outbox.find('a')
    const attempts = intent === null ? [] : await attemptsOf(database.reads, intent)
    expect(attempts).toHaveLength(2)
    const [before, after] = attempts.map(({ fee }) => fee.most)
    expect((after ?? 0n) * 8n).toBeGreaterThanOrEqual((before ?? 0n) * 9n)
    expect(alarms).toEqual([{ kind: 'stuck', key: 'a' }])
    await turnAndMine(outbox)
    expect(await done()).toEqual(['a'])
    const mined = (await outbox.find('a'))?.hash ?? ''
    expect(attempts.map(({ hash }) => hash)).toContain(mined)
    expect(await toldOf('a')).toEqual(['queued by tester test', `sent ${attempts[0]?.hash}`, `replaced ${attempts[1]?.hash}`, `confirmed ${mined}`])
  })

  it('because the account is empty is told, and mined once it has been filled', async () => {
    await chargeFees()
    const outbox = await open()
    await enqueue(outbox, 'a')
    await outbox.turn()
    expect(alarms).toContainEqual({ kind: 'account_empty', key: 'a' })
    await fillAccount()
    now += 31
    await turnAndMine(outbox)
    expect(await done()).toEqual(['a'])
  })

  it('because a stranger used its nonce gets another nonce, and operators hear of it', async () => {
    const outbox = await open()
    await enqueue(outbox, 'a')
    node.trouble = 'mute'
    await outbox.turn()
    node.trouble = null
    await chain.write(wallet, 'setAttribute', wallet.address, encodeBytes32String('stranger'), '0x01', 3600)
    await chain.mine()
    await outbox.turn()
    expect(await states(outbox)).toEqual(['a sent 0'])
    now += 61
    await turnAndMine(outbox)
    expect(alarms).toContainEqual({ kind: 'nonce_used_by_a_stranger', key: 'a' })
    expect(await done()).toEqual(['stranger', 'a'])
    expect(await states(outbox)).toEqual(['a final 1'])
    expect((await toldOf('a')).map((words) => words.split(' ')[0])).toEqual(['queued', 'sent', 'nonce_lost', 'sent', 'confirmed'])
  })
})

describe('a reorganisation', () => {
  it('that drops a mined transaction has it sent again; only depth makes it final', async () => {
    const outbox = await open({ confirmations: 3 })
    await enqueue(outbox, 'a')
    await chain.undone(async () => {
      await outbox.turn()
      await chain.mine()
      await outbox.turn()
      expect(await states(outbox)).toEqual(['a mined 0'])
    })
    await chain.mine()
    await outbox.turn()
    expect(alarms).toEqual([{ kind: 'fell_out_of_the_chain', key: 'a' }])
    await chain.mine()
    await outbox.turn()
    expect(await states(outbox)).toEqual(['a mined 0'])
    await chain.mine()
    await outbox.turn()
    expect(await states(outbox)).toEqual(['a mined 0'])
    await chain.mine()
    await outbox.turn()
    expect(await states(outbox)).toEqual(['a final 0'])
    expect(await done()).toEqual(['a'])
  })
})

describe('two processes with one account', () => {
  it('send each write once: one at a time sends for both', async () => {
    const [one, other] = [await open(), await open()]
    await enqueue(one, 'a', 'b')
    await enqueue(other, 'c')
    await one.turn()
    await other.turn()
    expect(node.sent).toHaveLength(3)
    await chain.mine()
    await Promise.all([one.turn(), other.turn(), one.turn(), other.turn()])
    expect(await done()).toEqual(['a', 'b', 'c'])
  })

  it('take over from one another when one is gone', async () => {
    const [one, other] = [await open(), await open()]
    await enqueue(one, 'a')
    node.trouble = 'away'
    await one.turn()
    node.trouble = null
    await other.turn()
    expect(node.sent).toEqual([])
    now += 31
    await turnAndMine(other)
    expect(await done()).toEqual(['a'])
  })

  it.skipIf(processMark() === null)('wait for nobody who was killed, and for whoever may live elsewhere', async () => {
    const [outbox, killed] = [await open(), await startMarked()]
    const leave = (holder: string) => database.write((writes) => writes.run('INSERT OR REPLACE INTO ledger_leases (account, holder, until) VALUES (?, ?, ?)', [wallet.address.toLowerCase(), `secret ${holder}`, now + 30]))
    await enqueue(outbox, 'a')
    await leave(killed.mark)
    await outbox.turn()
    expect(node.sent).toHaveLength(0)
    await killed.kill()
    await leave(`another machine ${killed.mark}`)
    await outbox.turn()
    expect(node.sent).toHaveLength(0)
    await leave(killed.mark)
    await turnAndMine(outbox)
    expect(await done()).toEqual(['a'])
  })
})

it('answers who waits with where the write is', async () => {
  const folder = temporaryFolder()
  const ledger = await startTestLedger(join(folder.path, 'ledger'))
  ledgerInUse = ledger.rpcUrl
  await fund(ledger, wallet.address)
  const account = await openLedgerAccount(ledger, wallet)
  const outbox = openOutbox({ database, account, clock: { now: () => epochSeconds(now) }, random: cryptoRandom, confirmations: 1, log: 'consortium', alarm: (alarm) => alarms.push(alarm), every: 10 })
  const calls = ['a', 'b', 'c'].map((name) => write(name, { to: ledger.registry }))
  const receipts = await Promise.all(calls.map((call) => outbox.send(call)))
  expect(new Set(receipts.map(({ hash }) => hash)).size).toBe(3)
  expect(await outbox.send(write('a', { to: ledger.registry }))).toEqual(receipts[0])
  const { contract } = await outbox.send({ key: 'contract', to: null, data: registryPackage.EthereumDIDRegistry.bytecode, reason: 'test', actor: 'tester' })
  expect(contract).toMatch(/^0x[0-9a-fA-F]{40}$/)
  await outbox.stop()
  account.close()
  await watched.end()
  await ledger.close()
  folder.remove()
})
