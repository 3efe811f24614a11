import fc from 'fast-check'
import { Wallet, type HDNodeWallet } from 'ethers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEthrResolver } from '@counterfoil/shared/did/ethr-resolver'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import { step, writeHistory, type HistoryWriter } from '../../support/random-history.ts'
import { RealChain } from '../../support/real-chain.ts'
import { FunctionProvider, stockResolver } from '../../support/stock-resolver.ts'

let chain: RealChain
beforeAll(async () => {
  chain = await RealChain.start()
})
afterAll(() => chain.engine.close())
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const nobody = `0x${'0'.repeat(40)}`

/** Writes as whoever owns the identity at the time, several steps to a block. */
function writerOf(identity: HDNodeWallet): HistoryWriter {
  const owners = [identity, Wallet.createRandom(), Wallet.createRandom()]
  let owner = identity
  const delegateOf = (index: number): string => owners[index]?.address ?? ''
  const write = (method: string, ...parameters: readonly unknown[]): Promise<void> => chain.write(owner, method, identity.address, ...parameters)
  return {
    mine: (after) => chain.mine(after),
    changeOwner: async (index) => {
      await write('changeOwner', owners[index]?.address ?? nobody)
      // Who was given the identity writes after it is theirs. Given to nobody, the registry hands it back to its own key.
      await chain.mine()
      owner = owners[index] ?? identity
    },
    publish: (one) => (one.kind === 'delegate' ? write('addDelegate', one.type, delegateOf(one.delegate), one.validity) : write('setAttribute', one.name, one.value, one.validity)),
    revoke: (one) => (one.kind === 'delegate' ? write('revokeDelegate', one.type, delegateOf(one.delegate)) : write('revokeAttribute', one.name, one.value)),
  }
}

/** The stock resolver asks for every change again at every version; the chain stands still, so each question is asked once. */
function rememberingProvider(): FunctionProvider {
  const answers = new Map<string, Promise<unknown>>()
  return new FunctionProvider(chain.chainId, (method, params) => {
    const question = JSON.stringify([method, params])
    const answer = answers.get(question) ?? chain.engine.ask(method, params)
    answers.set(question, answer)
    return answer
  })
}

describe('a did:ethr with more than two hundred changes on a real chain', () => {
  it('has byte for byte the document and the metadata of the stock resolver, now and at every block', async () => {
    let changes = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 320, maxLength: 360 }), fc.nat({ max: 500 }), async (steps, later) => {
        const identity = Wallet.createRandom()
        const first = await chain.head()
        await writeHistory(writerOf(identity), steps)
        await chain.mine()
        const now = chain.time + later
        vi.setSystemTime(now * 1000)
        const clock = { now: () => epochSeconds(now) }
        const reader = checkedLedger(jsonRpcLedger({ rpcUrl: chain.url, fetch }), chain, clock)
        const own = createEthrResolver({ reader, registry: chain.registry, chainId: chain.chainId, clock, freshFor: seconds(3600), staleFor: seconds(0) })
        const stock = stockResolver({ chainId: chain.chainId, registry: chain.registry, provider: rememberingProvider() })
        const did = `did:ethr:0x7a69:${identity.address}`
        const logs = await chain.engine.ask<readonly unknown[]>('eth_getLogs', [{ address: chain.registry, topics: [null, `0x${identity.address.slice(2).toLowerCase().padStart(64, '0')}`], fromBlock: '0x0' }])
        changes += logs.length
        expect(logs.length).toBeGreaterThanOrEqual(200)
        const [newest, told] = [await own.resolve(did), await stock(did)]
        expect(JSON.stringify(newest?.value.document)).toBe(JSON.stringify(told?.didDocument))
        expect(JSON.stringify(newest?.value.metadata)).toBe(JSON.stringify(told?.didDocumentMetadata))
        for (let block = first; block <= (await chain.head()); block += 1) {
          const [version, toldThen] = [await own.resolveVersion(did, block), await stock(`${did}?versionId=${block}`)]
          expect(JSON.stringify(version?.value.document)).toBe(JSON.stringify(toldThen?.didDocument))
          expect(JSON.stringify(version?.value.metadata)).toBe(JSON.stringify(toldThen?.didDocumentMetadata))
        }
      }),
      { numRuns: 3 },
    )
    expect(changes).toBeGreaterThanOrEqual(600)
  }, 300_000)
})
