import fc from 'fast-check'
import { getAddress, Wallet } from 'ethers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEthrResolver } from '@counterfoil/shared/did/ethr-resolver'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import { step, writeHistory, type HistoryWriter } from '../../support/random-history.ts'
import { FunctionProvider, stockResolver } from '../../support/stock-resolver.ts'
import { SyntheticLedger } from '../../support/synthetic-ledger.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const key = new Wallet(`0x${'51'.repeat(32)}`)
const others = ['a1', 'b2', 'c3'].map((byte) => getAddress(`0x${byte.repeat(20)}`))
const nobody = `0x${'0'.repeat(40)}`

const delegateOf = (index: number): string => others[index] ?? ''
const writerOf = (ledger: SyntheticLedger, identity: string): HistoryWriter => ({
  mine: (after) => ledger.mine(after),
  changeOwner: (index) => ledger.changeOwner(identity, [identity, ...others.slice(1), nobody][index] ?? identity),
  publish: (one) =>
    one.kind === 'delegate' ? ledger.addDelegate(identity, one.type, delegateOf(one.delegate), one.validity) : ledger.setAttribute(identity, one.name, one.value, one.validity),
  revoke: (one) => (one.kind === 'delegate' ? ledger.revokeDelegate(identity, one.type, delegateOf(one.delegate)) : ledger.revokeAttribute(identity, one.name, one.value)),
})

const identifiers = fc.constantFrom(key.address, key.address.toLowerCase(), `0x${key.address.slice(2).toUpperCase()}`, key.signingKey.compressedPublicKey)

describe('a did:ethr', () => {
  it('has byte for byte the document and the metadata of the stock resolver, now and at every version', async () => {
    await fc.assert(
      fc.asyncProperty(identifiers, fc.array(step, { maxLength: 40 }), fc.nat({ max: 500 }), async (identifier, steps, later) => {
        const ledger = new SyntheticLedger()
        ledger.mine()
        await writeHistory(writerOf(ledger, key.address), steps)
        const did = `did:ethr:0x7a69:${identifier}`
        const now = ledger.time + later
        vi.setSystemTime(now * 1000)
        const clock = { now: () => epochSeconds(now) }
        const reader = checkedLedger(jsonRpcLedger({ rpcUrl: 'http://ledger.test', fetch: ledger.fetch }), ledger, clock)
        const own = createEthrResolver({ reader, registry: ledger.registry, chainId: ledger.chainId, clock, freshFor: seconds(3600), staleFor: seconds(0) })
        const provider = new FunctionProvider(ledger.chainId, (method, params) => ledger.perform(method, params))
        const stock = stockResolver({ ...ledger, provider })
        const newest = await own.resolve(did)
        const told = await stock(did)
        expect(JSON.stringify(newest?.value.document)).toBe(JSON.stringify(told?.didDocument))
        expect(JSON.stringify(newest?.value.metadata)).toBe(JSON.stringify(told?.didDocumentMetadata))
        for (let block = 0; block <= ledger.head; block += 1) {
          const version = await own.resolveVersion(did, block)
          const toldThen = await stock(`${did}?versionId=${block}`)
          expect(JSON.stringify(version?.value.document)).toBe(JSON.stringify(toldThen?.didDocument))
          expect(JSON.stringify(version?.value.metadata)).toBe(JSON.stringify(toldThen?.didDocumentMetadata))
        }
      }),
      { numRuns: 150 },
    )
  }, 120_000)
})
