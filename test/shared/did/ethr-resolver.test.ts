import { encodeBytes32String, keccak256 } from 'ethers'
import { beforeEach, describe, expect, it } from 'vitest'
import { createEthrResolver } from '@counterfoil/shared/did/ethr-resolver'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import type { Json } from '@counterfoil/shared/kernel/json'
import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import { LedgerDoubtful, LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import { ObservedNode } from '../../support/observed-node.ts'
import { SyntheticLedger } from '../../support/synthetic-ledger.ts'

const identity = `0x${'1a'.repeat(20)}`
const stranger = `0x${'2b'.repeat(20)}`
const did = `did:ethr:0x7a69:${identity}`
const veriKey = encodeBytes32String('did/pub/JsonWebKey2020/veriKey')
const key = (byte: number): Uint8Array => new Uint8Array(65).fill(byte)
const year = 365 * 86_400

let ledger: SyntheticLedger
let node: ObservedNode
let ahead: number
const clock = { now: () => epochSeconds(ledger.time + ahead) }

beforeEach(() => {
  ledger = new SyntheticLedger()
  node = new ObservedNode(ledger)
  ahead = 5
  for (const byte of [4, 5, 6]) {
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(byte), year)
    ledger.setAttribute(stranger, veriKey, key(byte), year)
  }
})

interface Changes {
  readonly kept?: KeptFacts
  readonly freshFor?: number
  readonly timeoutMs?: number
}
const resolverOf = ({ kept, freshFor = 10, timeoutMs = 3000 }: Changes = {}) =>
  createEthrResolver({
    reader: checkedLedger(jsonRpcLedger({ rpcUrl: 'http://ledger.test', fetch: node.fetch, timeoutMs }), ledger, clock),
    registry: ledger.registry,
    chainId: ledger.chainId,
    clock,
    freshFor: seconds(freshFor),
    staleFor: seconds(3600),
    ...(kept === undefined ? {} : { kept }),
  })

const keysOf = (found: Awaited<ReturnType<ReturnType<typeof resolverOf>['resolve']>>): string[] => (found?.value.document.assertionMethod ?? []).map((id) => id.slice(did.length))

describe('resolving a did:ethr', () => {
  it('takes two round trips when it is new, with one query for all events, and the check of chain and registry rides along', async () => {
    await resolverOf().resolve(did)
    expect(node.trips).toEqual([
      ['eth_call', 'eth_chainId', 'eth_getCode'],
      ['eth_call', 'eth_getBlockByNumber', 'eth_getLogs', 'eth_getBlockByNumber'],
    ])
  })

  it('takes none and no promise while it is fresh, then one call', async () => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    node.trips = []
    expect(resolver.resolve(did)).not.toBeInstanceOf(Promise)
    expect(node.trips).toEqual([])
    ahead += 10
    const confirmed = await resolver.resolve(did)
    expect(node.trips).toEqual([['eth_call']])
    expect(confirmed?.observedAt).toBe(clock.now())
  })

  it('takes two again after a change, and brings the key that was added', async () => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(9), year)
    ahead += 10
    node.trips = []
    expect(keysOf(await resolver.resolve(did))).toContain('#delegate-4')
    expect(node.trips).toHaveLength(2)
  })

  it('asks once for any number who want to know at the same time', async () => {
    const resolver = resolverOf()
    await Promise.all(Array.from({ length: 20 }, async () => resolver.resolve(did)))
    expect(node.trips).toHaveLength(2)
  })

  it('keeps its value while nothing changes, so that what was made of it can be kept too', async () => {
    const resolver = resolverOf()
    const first = await resolver.resolve(did)
    ahead += 10
    expect((await resolver.resolve(did))?.value).toBe(first?.value)
  })

  it('an identity that was never written to has the default document', async () => {
    const found = await resolverOf().resolve(`did:ethr:0x7a69:0x${'9c'.repeat(20)}`)
    expect(found?.value.document.verificationMethod).toHaveLength(1)
    expect(found?.value.metadata).toEqual({})
  })

  it('an expired key is gone at its second, without asking', async () => {
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(7), 100)
    const resolver = resolverOf({ freshFor: 1000 })
    ahead = 100
    expect(keysOf(await resolver.resolve(did))).toContain('#delegate-4')
    node.trips = []
    ahead = 101
    expect(keysOf(await resolver.resolve(did))).not.toContain('#delegate-4')
    expect(node.trips).toEqual([])
  })

  it('one that was given up stays so, whatever is written afterwards', async () => {
    ledger.mine()
    ledger.changeOwner(identity, `0x${'0'.repeat(40)}`)
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(7), year)
    const found = await resolverOf().resolve(did)
    expect(found?.value.document.verificationMethod).toEqual([])
    expect(found?.value.metadata).toMatchObject({ deactivated: true, versionId: '4' })
  })

  it('a delegate whose type is a hash, such as an accreditation, is no obstacle, and counts', async () => {
    ledger.mine()
    ledger.addDelegate(identity, `0x${'f1'.repeat(32)}`, stranger, year)
    ledger.setAttribute(identity, veriKey, key(7), year)
    expect(keysOf(await resolverOf().resolve(did))).toEqual(['#controller', '#delegate-1', '#delegate-2', '#delegate-3', '#delegate-5'])
  })

  it.each([
    ['of another network', 'did:ethr:0x7a6a:0x1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a'],
    ['of a network with a zero in front', 'did:ethr:0x07a69:0x1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a'],
    ['of a network by name', 'did:ethr:mainnet:0x1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a'],
    ['of no network', 'did:ethr:0x1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a'],
    ['SRF-06: of a node of the attacker', 'did:ethr:0x7a69@evil.example:0x1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a'],
    ['with a wrong checksum', 'did:ethr:0x7a69:0xFA17c5B66A985F44Bc249C8E8faBD64767f414B1'],
    ['of a key that is no point of the curve', `did:ethr:0x7a69:0x02${'f'.repeat(64)}`],
    ['PRF-20: with a path', 'did:ethr:0x7a69:../../etc/passwd'],
    ['PRF-20: with two dots', 'did:ethr:0x7a69:0x..'],
    ['PRF-20: without end', `did:ethr:0x7a69:0x${'1'.repeat(65_536)}`],
    ['that is a DID URL', `${did}#delegate-1`],
    ['PRF-20: that is no DID', '__proto__'],
  ])('a DID %s is refused, and nobody is asked', (_, wrong) => {
    expect(resolverOf().resolve(wrong)).toBeNull()
    expect(node.trips).toEqual([])
  })

  it('the same address is one identity in all three ways of writing it', async () => {
    const address = '0xfA17c5B66A985F44Bc249C8E8faBD64767f414B1'
    for (const written of [address, address.toLowerCase(), `0x${address.slice(2).toUpperCase()}`]) {
      const found = await resolverOf().resolve(`did:ethr:0x7a69:${written}`)
      expect(found?.value.document.verificationMethod[0]?.blockchainAccountId).toBe(`eip155:31337:${address}`)
    }
  })
})

describe('past versions', () => {
  it('say what ended them', async () => {
    const resolver = resolverOf()
    const found = await resolver.resolveVersion(did, 2)
    expect(keysOf(found)).toEqual(['#controller', '#delegate-1', '#delegate-2'])
    expect(found?.value.metadata).toEqual({ versionId: '2', updated: '2023-11-14T22:13:22Z', nextVersionId: '3', nextUpdate: '2023-11-14T22:13:23Z' })
  })

  it('of a block that is not there yet there is none', async () => {
    expect(await resolverOf().resolveVersion(did, 99)).toBeNull()
    for (const block of [-1, 1.5, Number.NaN]) expect(await resolverOf().resolveVersion(did, block)).toBeNull()
  })
})

describe('a key that the document has no more', () => {
  const fate = async (id: string) => (await resolverOf().resolve(did))?.value.formerKey(`${did}#${id}`)

  it('was revoked', async () => {
    ledger.mine()
    ledger.revokeAttribute(identity, veriKey, key(5))
    expect(await fate('delegate-2')).toEqual({ fate: 'revoked', block: 4 })
  })

  it('or has expired', async () => {
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(7), 3)
    expect(await fate('delegate-4')).toEqual({ fate: 'expired', at: ledger.time + 3 })
  })

  it('is revoked when it was revoked after it had expired', async () => {
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(7), 3)
    ledger.mine(100)
    ledger.revokeAttribute(identity, veriKey, key(7))
    expect(await fate('delegate-4')).toEqual({ fate: 'revoked', block: 5 })
  })

  it('or was published again under another id, and is revoked under all of them', async () => {
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(4), 2 * year)
    expect(await fate('delegate-1')).toEqual({ fate: 'replaced', block: 4 })
    ledger.mine()
    ledger.revokeAttribute(identity, veriKey, key(4))
    expect([await fate('delegate-1'), await fate('delegate-4')]).toEqual([{ fate: 'revoked', block: 5 }, { fate: 'revoked', block: 5 }])
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(4), year)
    expect([await fate('delegate-1'), await fate('delegate-6')]).toEqual([{ fate: 'revoked', block: 5 }, null])
  })

  it('or never was', async () => {
    for (const id of ['delegate-99', 'delegate-0', 'controller', '__proto__', '']) expect(await fate(id)).toBeNull()
  })

  it('never counts the event that revoked another', async () => {
    ledger.mine()
    ledger.revokeAttribute(identity, veriKey, key(5))
    expect(await fate('delegate-4')).toBeNull()
  })
})

describe('a node that lies', () => {
  type Log = { blockNumber: string; topics: string[]; address: string; logIndex: string; data: string; removed: boolean; blockHash: string }
  const logs = (change: (found: Log[]) => unknown) => (method: string, result: unknown) => (method === 'eth_getLogs' ? change(result as Log[]) : result)
  const each = (change: (log: Log) => Partial<Log>) => logs((found) => found.map((log) => ({ ...log, ...change(log) })))
  const quantity = (value: number): string => `0x${value.toString(16)}`

  it.each([
    ['leaves the first event out', logs((found) => found.slice(1))],
    ['leaves one in the middle out', logs((found) => found.toSpliced(1, 1))],
    ['leaves the newest event out', logs((found) => found.slice(0, -1))],
    ['leaves all events out', logs(() => [])],
    ['tells one twice', logs((found) => [...found, found[0]])],
    ['brings events of another identity', each(() => ({ topics: [ledger.logs[0]?.topics[0] ?? '', `0x${'0'.repeat(24)}${stranger.slice(2)}`] }))],
    ['brings events of another contract', each(() => ({ address: stranger }))],
    ['brings events that were undone', each(() => ({ removed: true }))],
    ['brings events of an unknown kind', each(({ topics }) => ({ topics: [`0x${'ab'.repeat(32)}`, topics[1] ?? ''] }))],
    ['brings events cut short', each(({ data }) => ({ data: data.slice(0, 130) }))],
    ['brings events with a length beyond their data', each(({ data }) => ({ data: `${data.slice(0, 2 + 256)}${'f'.repeat(64)}${data.slice(2 + 320)}` }))],
    ['brings events of a block with another hash', each(() => ({ blockHash: `0x${'cd'.repeat(32)}` }))],
    ['puts events into other blocks', each(({ blockNumber }) => ({ blockNumber: quantity(Number(blockNumber) + 1) }))],
    ['puts events beyond all numbers', each(() => ({ blockNumber: '0xffffffffffffffff' }))],
    ['brings no list', logs(() => 'none')],
    ['brings a list of nothing', logs(() => [null])],
    ['has the change in a block ahead of its head', (method: string, result: unknown) => (method === 'eth_getBlockByNumber' ? { ...(result as object), number: '0x2' } : result)],
    ['does not know the block of the change', (method: string, result: unknown) => (method === 'eth_getBlockByNumber' ? null : result)],
    ['has blocks of the future, or the clock is ten minutes behind', (method: string, result: unknown) => (method === 'eth_getBlockByNumber' ? { ...(result as object), timestamp: quantity(clock.now() + 600) } : result)],
    ['answers a call with nothing', (method: string, result: unknown) => (method === 'eth_call' ? '0x' : result)],
    ['answers a call with a number', (method: string, result: unknown) => (method === 'eth_call' ? 3 : result)],
    ['answers a call with more than a word', (method: string, result: unknown) => (method === 'eth_call' ? `${result as string}00` : result)],
  ])('F-14: one that %s is not believed, whatever is at hand', async (_, alter) => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(8), year)
    ahead += 10
    node.alter = alter
    await expect(resolver.resolve(did)).rejects.toThrow(LedgerDoubtful)
    await expect(resolverOf().resolve(did)).rejects.toThrow(LedgerDoubtful)
  })

  it.each([
    ['is of another chain', (method: string, result: unknown) => (method === 'eth_chainId' ? '0x1' : result)],
    ['has another contract where the registry should be', (method: string, result: unknown) => (method === 'eth_getCode' ? '0x6001' : result)],
    ['has no contract there', (method: string, result: unknown) => (method === 'eth_getCode' ? '0x' : result)],
  ])('F-14: one that %s is not believed from the first question on', async (_, alter) => {
    node.alter = alter
    await expect(resolverOf().resolve(did)).rejects.toThrow(LedgerDoubtful)
  })

  it('chain and registry are checked again after an hour', async () => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    node.alter = (method, result) => (method === 'eth_chainId' ? '0x1' : result)
    ahead += 3000
    await resolver.resolve(did)
    ahead += 700
    await expect(resolver.resolve(did)).rejects.toThrow('chain 1 instead of 31337')
  })

  it('another program than the published one is right when the network says so', async () => {
    ledger.code = '0x6001'
    const reader = (registryCode: string) => checkedLedger(jsonRpcLedger({ rpcUrl: 'http://ledger.test', fetch: node.fetch }), { chainId: 31_337, registry: ledger.registry, registryCode }, clock)
    expect(await reader(keccak256('0x6001')).ask([])).toEqual([])
    await expect(reader(keccak256('0x6002')).ask([])).rejects.toThrow(LedgerDoubtful)
  })

  it('the order in which events come makes no difference', async () => {
    const honest = await resolverOf().resolve(did)
    node.alter = logs((found) => found.toReversed())
    expect((await resolverOf().resolve(did))?.value.document).toEqual(honest?.value.document)
  })

  it('a revocation that is announced but cannot be read is not covered by what was known before', async () => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    ledger.mine()
    ledger.revokeAttribute(identity, veriKey, key(4))
    ahead += 10
    node.instead = (calls) => (calls.length > 1 ? new Response(null, { status: 500 }) : Response.json({ jsonrpc: '2.0', id: calls[0]?.id, result: ledger.perform('eth_call', calls[0]?.params ?? []) }))
    await expect(resolver.resolve(did)).rejects.toThrow(LedgerUnavailable)
    node.instead = () => new Response(null, { status: 500 })
    await expect(resolver.resolve(did)).rejects.toThrow(LedgerUnavailable)
    node.instead = null
    expect(keysOf(await resolver.resolve(did))).not.toContain('#delegate-1')
  })
})

describe('an older state than one seen', () => {
  const older = (head: number) => {
    const before = new SyntheticLedger()
    for (const byte of [4, 5]) {
      before.mine()
      before.setAttribute(identity, veriKey, key(byte), year)
    }
    while (before.head < head) before.mine()
    node.instead = (_, init) => before.fetch('', init)
  }

  it('comes from a node that lags behind, and is not believed', async () => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    ahead += 10
    older(3)
    await expect(resolver.resolve(did)).rejects.toThrow('an older state')
    node.instead = null
    expect(keysOf(await resolver.resolve(did))).toContain('#delegate-3')
  })

  it('or from a chain that was reorganised, once it is longer', async () => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    ahead += 10
    older(4)
    expect(keysOf(await resolver.resolve(did))).toEqual(['#controller', '#delegate-1', '#delegate-2'])
  })

  it('another change in the same block, after a reorganisation, is found within the hour', async () => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    const other = new SyntheticLedger()
    for (const byte of [4, 5, 8]) {
      other.mine()
      other.setAttribute(identity, veriKey, key(byte), year)
    }
    node.instead = (_, init) => other.fetch('', init)
    ahead += 3600
    const found = await resolver.resolve(did)
    expect(found?.value.document.verificationMethod.at(-1)?.publicKeyHex).toBe('08'.repeat(65))
  })
})

describe('a ledger that is away', () => {
  const endless = (): Response => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1
        controller.enqueue(new Uint8Array(1024 * 1024).fill(32))
        if (sent > 50) controller.close()
      },
    })
    return new Response(body)
  }

  it.each([
    ['answers 500', () => new Response('{"jsonrpc":"2.0","id":1,"result":"0x"}', { status: 500 })],
    ['answers 429', () => new Response(null, { status: 429, headers: { 'retry-after': '5' } })],
    ['answers HTML', () => new Response('<html>')],
    ['answers nothing', () => new Response('')],
    ['answers null', () => Response.json(null)],
    ['answers a list of nothing', () => Response.json([])],
    ['answers another question', () => Response.json({ jsonrpc: '2.0', id: 999_999, result: '0x' })],
    ['answers an error', (calls: readonly { id: number }[]) => Response.json(calls.map(({ id }) => ({ jsonrpc: '2.0', id, error: { code: -32_005, message: 'limit exceeded' } })))],
    ['answers 50 MiB', endless],
    ['is not there', () => Promise.reject(new TypeError('fetch failed'))],
    ['hangs', (_: unknown, init: RequestInit) => new Promise<Response>((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)))],
  ])('F-14: one that %s leaves what is known in use for its limit, and not a second longer', async (_, answer) => {
    const resolver = resolverOf({ timeoutMs: 500 })
    const known = await resolver.resolve(did)
    node.instead = answer
    ahead += 3599
    const found = await resolver.resolve(did)
    expect(found?.value).toBe(known?.value)
    expect(found?.observedAt).toBe(known?.observedAt)
    ahead += 1
    await expect(resolver.resolve(did)).rejects.toThrow(LedgerUnavailable)
    await expect(resolver.resolve(`did:ethr:0x7a69:${stranger}`)).rejects.toThrow(LedgerUnavailable)
    node.instead = null
    expect((await resolver.resolve(did))?.observedAt).toBe(clock.now())
  })

  it('old facts meet today’s date', async () => {
    ledger.mine()
    ledger.setAttribute(identity, veriKey, key(7), 100)
    const resolver = resolverOf()
    await resolver.resolve(did)
    node.instead = () => new Response(null, { status: 500 })
    ahead = 200
    expect(keysOf(await resolver.resolve(did))).not.toContain('#delegate-4')
  })

  it('INV-22: a clock that was set back makes nothing younger', async () => {
    const resolver = resolverOf()
    await resolver.resolve(did)
    ahead -= 50
    node.instead = () => new Response(null, { status: 500 })
    await expect(resolver.resolve(did)).rejects.toThrow(LedgerUnavailable)
  })

  it('a batch may come back in any order', async () => {
    node.instead = async (calls) => Response.json(calls.map(({ id, method, params }) => ({ jsonrpc: '2.0', id, result: ledger.perform(method, params) })).toReversed())
    const single = node.instead
    node.instead = async (calls, init) => (calls.length > 1 ? single(calls, init) : Response.json({ jsonrpc: '2.0', id: calls[0]?.id, result: ledger.perform('eth_call', calls[0]?.params ?? []) }))
    expect(keysOf(await resolverOf().resolve(did))).toContain('#delegate-3')
  })
})

describe('what is kept on disk', () => {
  const shelf = () => {
    const rows = new Map<string, Json>()
    const keep = (name: string, tell: () => Json): void => void rows.set(name, JSON.parse(JSON.stringify(tell())) as Json)
    const kept: KeptFacts = { read: (name) => rows.get(name), keep, confirm: keep }
    return { rows, kept }
  }
  const down = () => new Response(null, { status: 500 })

  it('serves after a restart while the ledger is away, with the age it has', async () => {
    const { kept } = shelf()
    const before = await resolverOf({ kept }).resolve(did)
    ahead += 1800
    node.instead = down
    const found = await resolverOf({ kept }).resolve(did)
    expect(found?.value.document).toEqual(before?.value.document)
    expect(found?.observedAt).toBe(before?.observedAt)
    ahead += 1800
    await expect(resolverOf({ kept }).resolve(did)).rejects.toThrow(LedgerUnavailable)
  })

  it('is confirmed with one call when the ledger is there', async () => {
    const { kept } = shelf()
    await resolverOf({ kept }).resolve(did)
    ahead += 60
    node.trips = []
    await resolverOf({ kept }).resolve(did)
    expect(node.trips).toEqual([['eth_call', 'eth_chainId', 'eth_getCode']])
  })

  it('is worth nothing when the clock was set back', async () => {
    const { kept } = shelf()
    await resolverOf({ kept }).resolve(did)
    ahead -= 20
    node.instead = down
    await expect(resolverOf({ kept }).resolve(did)).rejects.toThrow(LedgerUnavailable)
  })

  it.each([
    ['lacks an event', (history: { logs: Json[] }) => ({ ...history, logs: history.logs.slice(1) })],
    ['says another block', (history: { logs: Json[] }) => ({ ...history, changed: 2 })],
    ['has no events', (history: { logs: Json[] }) => ({ ...history, logs: null })],
    ['is of another shape', () => 'nothing'],
  ])('is judged again: a history that %s is none', async (_, spoil) => {
    const { rows, kept } = shelf()
    await resolverOf({ kept }).resolve(did)
    const row = rows.get(`did ${did}`) as { observedAt: number; history: { logs: Json[] } }
    rows.set(`did ${did}`, { ...row, history: spoil(row.history) as Json })
    node.instead = down
    await expect(resolverOf({ kept }).resolve(did)).rejects.toThrow(LedgerUnavailable)
  })

  it('a state older than the one kept is not believed after a restart either', async () => {
    const { kept } = shelf()
    await resolverOf({ kept }).resolve(did)
    const before = new SyntheticLedger()
    before.mine()
    before.setAttribute(identity, veriKey, key(4), year)
    node.instead = (_, init) => before.fetch('', init)
    ahead += 60
    await expect(resolverOf({ kept }).resolve(did)).rejects.toThrow('an older state')
  })

  it('strangers’ identities that were never written to are not kept', async () => {
    const { rows, kept } = shelf()
    await resolverOf({ kept }).resolve(`did:ethr:0x7a69:0x${'9c'.repeat(20)}`)
    expect(rows.size).toBe(0)
  })
})
