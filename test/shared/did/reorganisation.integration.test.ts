import { encodeBytes32String, Wallet } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEthrResolver } from '@counterfoil/shared/did/ethr-resolver'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import { LedgerDoubtful } from '@counterfoil/shared/ledger/ledger-reader'
import { createAccreditations } from '@counterfoil/shared/trust/accreditations'
import { RealChain } from '../../support/real-chain.ts'

let chain: RealChain
beforeAll(async () => {
  chain = await RealChain.start()
})
afterAll(() => chain.engine.close())

const vct = 'https://types.example/residency/1'
const veriKey = encodeBytes32String('did/pub/JsonWebKey2020/veriKey')
const key = (byte: string): string => `0x04${byte.repeat(64)}`
const year = 365 * 86_400

/** A verifier's view of the chain: everything is asked for again at each question, and may be an hour old in an outage. */
function view(consortium: string) {
  let ahead = 0
  const clock = { now: () => epochSeconds(chain.time + ahead) }
  const reader = checkedLedger(jsonRpcLedger({ rpcUrl: chain.url, fetch }), chain, clock)
  const options = { ...chain, chainId: chain.chainId, registry: chain.registry, reader, clock, freshFor: seconds(0), staleFor: seconds(3600) }
  const resolver = createEthrResolver(options)
  const accreditations = createAccreditations({ ...options, consortium: didOf(consortium) })
  return {
    keys: async (address: string) => (await resolver.resolve(didOf(address)))?.value.document.assertionMethod.map((id) => id.split('#')[1]),
    isAccredited: async (address: string) => (await accreditations.find('issue', vct, didOf(address))).value,
    pass: (time: number) => void (ahead += time),
  }
}
const didOf = (address: string): string => `did:ethr:0x7a69:${address}`
const accredit = (consortium: Wallet, authority: string) => chain.write(consortium, 'addDelegate', consortium.address, accreditationType('issue', vct), authority, year)
const withdraw = (consortium: Wallet, authority: string) => chain.write(consortium, 'revokeDelegate', consortium.address, accreditationType('issue', vct), authority)
const wallet = (): Wallet => new Wallet(Wallet.createRandom().privateKey)

describe('F-15: a chain that is reorganised', () => {
  it.each([1, 3, 12])('by %i blocks, dropping an accreditation: nobody can tell at first, then there is none, and once more there is one', async (depth) => {
    const [consortium, authority] = [wallet(), wallet().address]
    const seen = view(consortium.address)
    await chain.undone(async () => {
      await accredit(consortium, authority)
      for (let block = 0; block < depth; block += 1) await chain.mine()
      expect(await seen.isAccredited(authority)).toBe(true)
    })
    await expect(seen.isAccredited(authority)).rejects.toThrow(LedgerDoubtful)
    for (let block = 0; block < depth; block += 1) await chain.mine()
    expect(await seen.isAccredited(authority)).toBe(false)
    await accredit(consortium, authority)
    await chain.mine()
    expect(await seen.isAccredited(authority)).toBe(true)
  })

  it.each([1, 3, 12])('by %i blocks, dropping a withdrawal: it stays withdrawn until there is a newer block', async (depth) => {
    const [consortium, authority] = [wallet(), wallet().address]
    await accredit(consortium, authority)
    await chain.mine()
    const seen = view(consortium.address)
    await chain.undone(async () => {
      await withdraw(consortium, authority)
      for (let block = 0; block < depth; block += 1) await chain.mine()
      expect(await seen.isAccredited(authority)).toBe(false)
    })
    seen.pass(60)
    expect(await seen.isAccredited(authority)).toBe(false)
    for (let block = 0; block < depth; block += 1) await chain.mine()
    expect(await seen.isAccredited(authority)).toBe(false)
    await chain.mine()
    expect(await seen.isAccredited(authority)).toBe(true)
  })

  it.each([1, 3, 12])('by %i blocks, dropping the revocation of a key: it is not believed before there is a newer block', async (depth) => {
    const identity = wallet()
    const seen = view(identity.address)
    await chain.write(identity, 'setAttribute', identity.address, veriKey, key('aa'), year)
    await chain.mine()
    await chain.undone(async () => {
      await chain.write(identity, 'revokeAttribute', identity.address, veriKey, key('aa'))
      await chain.mine()
      expect(await seen.keys(identity.address)).toEqual(['controller'])
      for (let block = 1; block < depth; block += 1) await chain.mine()
    })
    await expect(seen.keys(identity.address)).rejects.toThrow(LedgerDoubtful)
    await chain.mine()
    await expect(seen.keys(identity.address)).rejects.toThrow(LedgerDoubtful)
    await chain.mine()
    expect(await seen.keys(identity.address)).toEqual(['controller', 'delegate-1'])
  })

  it('that drops a new key drops what it could have signed', async () => {
    const identity = wallet()
    const seen = view(identity.address)
    await chain.write(identity, 'setAttribute', identity.address, veriKey, key('aa'), year)
    await chain.mine()
    await chain.undone(async () => {
      await chain.write(identity, 'setAttribute', identity.address, veriKey, key('bb'), year)
      await chain.mine()
      expect(await seen.keys(identity.address)).toEqual(['controller', 'delegate-1', 'delegate-2'])
    })
    await expect(seen.keys(identity.address)).rejects.toThrow(LedgerDoubtful)
    await chain.mine()
    await chain.mine()
    expect(await seen.keys(identity.address)).toEqual(['controller', 'delegate-1'])
  })
})
