import { beforeEach, describe, expect, it } from 'vitest'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import type { Json } from '@counterfoil/shared/kernel/json'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import { LedgerDoubtful, LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { createAccreditations, type AccreditationsOptions } from '@counterfoil/shared/trust/accreditations'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import { ObservedNode } from '../../support/observed-node.ts'
import { SyntheticLedger } from '../../support/synthetic-ledger.ts'

const consortium = `0x${'c0'.repeat(20)}`
const authority = `0x${'a1'.repeat(20)}`
const did = `did:ethr:0x7a69:${authority}`
const vct = 'https://types.example/residency/1'
const type = accreditationType('issue', vct)
const year = 365 * 86_400

let ledger: SyntheticLedger
let node: ObservedNode
let now: number
const clock = { now: () => epochSeconds(now) }
const down = () => new Response(null, { status: 500 })

beforeEach(() => {
  ledger = new SyntheticLedger()
  node = new ObservedNode(ledger)
  accreditInNewBlock()
  now = ledger.time + 5
})

function accreditInNewBlock(validity = year): void {
  ledger.mine()
  ledger.addDelegate(consortium, type, authority, validity)
}
function withdrawInNewBlock(): void {
  ledger.mine()
  ledger.revokeDelegate(consortium, type, authority)
}
/** A chain on which the accreditation never was. */
function reorganised(head: number): void {
  const other = new SyntheticLedger()
  while (other.head < head) other.mine()
  node.instead = (_, init) => other.fetch('', init)
}

const accreditationsOf = (kept?: KeptFacts, changes: Partial<Pick<AccreditationsOptions, 'longestSilence' | 'consortium' | 'registry'>> = {}) =>
  createAccreditations({
    reader: jsonRpcLedger({ rpcUrl: 'http://ledger.test', fetch: node.fetch }),
    registry: ledger.registry,
    consortium: `did:ethr:0x7a69:${consortium}`,
    clock,
    freshFor: seconds(30),
    staleFor: seconds(3600),
    ...changes,
    ...(kept === undefined ? {} : { kept }),
  })
type Found = ReturnType<ReturnType<typeof accreditationsOf>['find']>
const valueOf = async (found: Found): Promise<boolean> => (await found).value

describe('an accreditation', () => {
  it('takes one round trip, then none while it is fresh', async () => {
    const accreditations = accreditationsOf()
    expect(await accreditations.find('issue', vct, did)).toEqual({ value: true, observedAt: now, block: 1 })
    expect(accreditations.find('issue', vct, did)).not.toBeInstanceOf(Promise)
    expect(node.trips).toEqual([['eth_call', 'eth_getBlockByNumber']])
  })

  it('is told with its end, by the same round trip, also when it has ended; one that never was has none', async () => {
    const accreditations = accreditationsOf()
    const end = ledger.time + year
    await accreditations.find('issue', vct, did)
    expect(await accreditations.until('issue', vct, did)).toEqual({ value: end, observedAt: now, block: 1 })
    expect(node.trips).toHaveLength(1)
    expect((await accreditations.until('request', vct, did)).value).toBeNull()
    expect((await accreditations.until('issue', vct, 'did:web:aldermoor.example')).value).toBeNull()
    withdrawInNewBlock()
    now = ledger.time + 40
    const withdrawn = await accreditations.until('issue', vct, did)
    expect(withdrawn.value).toBeLessThanOrEqual(now)
  })

  it('has no end that can be told while nobody answers', async () => {
    node.instead = down
    await expect(accreditationsOf().until('issue', vct, did)).rejects.toThrow(LedgerUnavailable)
  })

  it('takes one round trip for all who ask meanwhile, and another after one that failed', async () => {
    const accreditations = accreditationsOf()
    node.instead = down
    const failed = await Promise.allSettled([accreditations.find('issue', vct, did), accreditations.find('issue', vct, did)])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    node.instead = null
    node.trips = []
    const all = await Promise.all([accreditations.find('issue', vct, did), accreditations.find('request', vct, did), accreditations.find('issue', vct, did)])
    expect(all.map(({ value }) => value)).toEqual([true, false, true])
    expect(node.trips.length).toBe(2)
  })

  it('is of one kind, one type and one authority', async () => {
    const accreditations = accreditationsOf()
    expect(await valueOf(accreditations.find('request', vct, did))).toBe(false)
    expect(await valueOf(accreditations.find('issue', `${vct}0`, did))).toBe(false)
    expect(await valueOf(accreditations.find('issue', vct, `did:ethr:0x7a69:${consortium}`))).toBe(false)
    expect(await valueOf(accreditations.find('issue', vct, 'did:web:council.example'))).toBe(false)
  })

  it('is not of the same address on another network', async () => {
    expect(await valueOf(accreditationsOf().find('issue', vct, `did:ethr:0x1:${authority}`))).toBe(false)
    expect(node.trips).toEqual([])
  })

  it('ends at its second by our clock, although the chain stands still and nobody is asked', async () => {
    accreditInNewBlock(100)
    const accreditations = accreditationsOf()
    now = ledger.time + 99
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(true)
    now += 1
    node.trips = []
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(false)
    expect(node.trips).toEqual([])
  })

  it('ends with its block by the ledger’s time, although our clock is a little behind', async () => {
    withdrawInNewBlock()
    now = ledger.time - 30
    expect(await valueOf(accreditationsOf().find('issue', vct, did))).toBe(false)
  })

  it('cannot be told by a clock that is ten minutes behind', async () => {
    now = ledger.time - 600
    await expect(accreditationsOf().find('issue', vct, did)).rejects.toThrow(LedgerDoubtful)
  })

  it('is not confirmed by a node that stands still, on a ledger that never does', async () => {
    const accreditations = accreditationsOf(undefined, { longestSilence: 30 })
    now = ledger.time + 90
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(true)
    now += 31
    const found = await accreditations.find('issue', vct, did)
    expect([found.value, now - found.observedAt]).toEqual([true, 31])
    await expect(accreditationsOf(undefined, { longestSilence: 30 }).find('issue', vct, did)).rejects.toThrow('the node stands still')
  })

  it('that is refused is asked for again after ten seconds', async () => {
    const accreditations = accreditationsOf()
    expect(await valueOf(accreditations.find('request', vct, did))).toBe(false)
    ledger.mine()
    ledger.addDelegate(consortium, accreditationType('request', vct), authority, year)
    now += 9
    expect(await valueOf(accreditations.find('request', vct, did))).toBe(false)
    now += 1
    expect(await valueOf(accreditations.find('request', vct, did))).toBe(true)
  })
})

describe('while the ledger is away', () => {
  it('an accreditation stands for its limit, and not a second longer', async () => {
    const accreditations = accreditationsOf()
    const known = await accreditations.find('issue', vct, did)
    node.instead = down
    now += 3599
    expect(await accreditations.find('issue', vct, did)).toEqual(known)
    now += 1
    await expect(accreditations.find('issue', vct, did)).rejects.toThrow(LedgerUnavailable)
  })

  it('one that was withdrawn stays withdrawn', async () => {
    withdrawInNewBlock()
    now = ledger.time + 5
    const accreditations = accreditationsOf()
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(false)
    node.instead = down
    now += 60
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(false)
  })

  it('nobody can tell of one that never was', async () => {
    const accreditations = accreditationsOf()
    expect(await valueOf(accreditations.find('request', vct, did))).toBe(false)
    node.instead = down
    now += 10
    await expect(accreditations.find('request', vct, did)).rejects.toThrow(LedgerUnavailable)
  })

  it('INV-22: a clock that was set back makes nothing younger', async () => {
    const accreditations = accreditationsOf()
    await accreditations.find('issue', vct, did)
    node.instead = down
    now -= 2
    await expect(accreditations.find('issue', vct, did)).rejects.toThrow(LedgerUnavailable)
  })
})

describe('a reorganisation', () => {
  it('that drops an accreditation leaves nobody sure, and then none', async () => {
    ledger.mine()
    const accreditations = accreditationsOf()
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(true)
    now += 30
    reorganised(1)
    await expect(accreditations.find('issue', vct, did)).rejects.toThrow(LedgerDoubtful)
    reorganised(2)
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(false)
  })

  it('that drops a withdrawal does not bring the accreditation back before there is a newer block', async () => {
    const accreditations = accreditationsOf()
    const forked = new SyntheticLedger()
    forked.mine()
    forked.addDelegate(consortium, type, authority, year)
    withdrawInNewBlock()
    now = ledger.time + 5
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(false)
    now += 30
    forked.mine()
    node.instead = (_, init) => forked.fetch('', init)
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(false)
    forked.mine()
    expect(await valueOf(accreditations.find('issue', vct, did))).toBe(true)
  })
})

describe('what is kept on disk', () => {
  it('serves after a restart while the ledger is away, withdrawals too; what never was is not kept', async () => {
    const rows = new Map<string, Json>()
    const keep = (name: string, tell: () => Json): void => void rows.set(name, tell())
    const kept: KeptFacts = { read: (name) => rows.get(name), keep, confirm: keep }
    const known = await accreditationsOf(kept).find('issue', vct, did)
    await accreditationsOf(kept).find('request', vct, did)
    expect(rows.size).toBe(1)
    now += 1800
    node.instead = down
    expect(await accreditationsOf(kept).find('issue', vct, did)).toEqual(known)
    node.instead = null
    withdrawInNewBlock()
    now = ledger.time + 1800
    await accreditationsOf(kept).find('issue', vct, did)
    node.instead = down
    expect(await valueOf(accreditationsOf(kept).find('issue', vct, did))).toBe(false)
  })

  it.each([
    ['another consortium', { consortium: `did:ethr:0x7a69:0x${'c1'.repeat(20)}` }],
    ['another registry', { registry: `0x${'e0'.repeat(20)}` }],
  ])('of %s is not believed after the network was changed', async (_, network) => {
    const rows = new Map<string, Json>()
    const keep = (name: string, tell: () => Json): void => void rows.set(name, tell())
    const kept: KeptFacts = { read: (name) => rows.get(name), keep, confirm: keep }
    expect(await valueOf(accreditationsOf(kept).find('issue', vct, did))).toBe(true)
    node.instead = down
    await expect(valueOf(accreditationsOf(kept, network).find('issue', vct, did))).rejects.toThrow(LedgerUnavailable)
  })
})
