import { join } from 'node:path'
import { Wallet, concat } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { accreditationType, delegateValidityOf } from '@counterfoil/shared/ledger/erc1056'
import { LedgerWriteFailed } from '@counterfoil/service-kit/ledger/ledger-sender'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { callOf } from '@counterfoil/shared/ledger/questions'
import { createSafe } from '@counterfoil/service-kit/governance/create-safe'
import { executeProposal, executionOf, standingOf } from '@counterfoil/service-kit/governance/execute-proposal'
import { addOwner, removeOwner, swapOwner } from '@counterfoil/service-kit/governance/owner-changes'
import { parseProposal, type Proposal } from '@counterfoil/service-kit/governance/proposal'
import { deploySafeContracts, multiSendInterface, safeInterface, type SafeContracts } from '@counterfoil/service-kit/governance/safe-contracts'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { callsOf, hashOf, transactionOf, type SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'
import { signProposal } from '@counterfoil/service-kit/governance/sign-proposal'
import { directSender } from '../../support/direct-sender.ts'
import { makeActor, startTestLedger, temporaryFolder, writeTo, type Actor } from '../../support/ledger.ts'

const folder = temporaryFolder()
const councils = Array.from({ length: 5 }, () => Wallet.createRandom())
const vct = 'https://types.example/residency/1'
let ledger: DevLedger
let reader: LedgerReader
let sender: ReturnType<typeof directSender>
let contracts: SafeContracts
let consortium: Actor
let safe: string

beforeAll(async () => {
  ledger = await startTestLedger(join(folder.path, 'ledger'))
  reader = jsonRpcLedger({ rpcUrl: ledger.rpcUrl, fetch })
  sender = directSender(ledger)
  contracts = await deploySafeContracts(sender, 'operator')
  consortium = makeActor(ledger)
  safe = await found()
  await writeTo(consortium, 'changeOwner', consortium.address, safe)
})
afterAll(async () => {
  sender.close()
  await ledger.close()
  folder.remove()
})

const found = (salt = 0n): Promise<string> => createSafe({ reader, sender }, { contracts, owners: councils.map(({ address }) => address), threshold: 3, salt, actor: 'operator' })
const council = (index: number): (typeof councils)[number] => councils[index] as (typeof councils)[number]
const registryCall = (name: string, ...parameters: readonly unknown[]): SafeCall => ({ to: ledger.registry, data: consortium.registry.interface.encodeFunctionData(name, parameters) })
const accreditCall = (authority: string): SafeCall => registryCall('addDelegate', consortium.address, accreditationType('issue', vct), authority, 3600)
const isAccredited = async (authority: string): Promise<boolean> => (await reader.ask([delegateValidityOf(ledger.registry, consortium.address, accreditationType('issue', vct), authority)]))[0] > 0n

async function propose(calls: readonly SafeCall[], place: Partial<Proposal> = {}): Promise<Proposal> {
  const { nonce } = await readSafe(reader, place.safe ?? safe)
  return { chainId: ledger.chainId, safe, transaction: transactionOf(calls, contracts, nonce), reason: 'A test', signatures: [], ...place }
}
async function signedBy(proposal: Proposal, ...signers: readonly { getAddress(): Promise<string> }[]): Promise<Proposal> {
  let signed = proposal
  // Each signs at its own place: what travels is text.
  for (const signer of signers) signed = parseProposal(JSON.stringify(await signProposal(signed, signer as (typeof councils)[number])))
  return signed
}
const execute = (proposal: Proposal) => executeProposal({ reader, sender }, proposal, 'operator')

describe('a consortium governed by three of five', () => {
  it('does what three authorities signed, whoever sends it', async () => {
    const authority = Wallet.createRandom().address
    await execute(await signedBy(await propose([accreditCall(authority)]), council(4), council(0), council(2)))
    expect(await isAccredited(authority)).toBe(true)
  })

  it('does nothing with two signatures, here or on the ledger', async () => {
    const authority = Wallet.createRandom().address
    const two = await signedBy(await propose([accreditCall(authority)]), council(0), council(1))
    await expect(execute(two)).rejects.toMatchObject({ code: 'conflict', detail: '2 of 3 signatures' })
    const forced = { key: 'forced', to: safe, data: executionOf(two, { signedBy: two.signatures.map(({ signer }) => signer) }), reason: 'attack', actor: 'stranger' }
    await expect(sender.send(forced)).rejects.toBeInstanceOf(LedgerWriteFailed)
    expect(await isAccredited(authority)).toBe(false)
  })

  it('does several things together or none of them', async () => {
    const [one, other] = [Wallet.createRandom().address, Wallet.createRandom().address]
    const proposal = await propose([accreditCall(one), accreditCall(other)])
    expect(callsOf(proposal.transaction, contracts)).toEqual([accreditCall(one), accreditCall(other)].map((call) => ({ ...call, to: expect.stringMatching(new RegExp(call.to, 'i')) })))
    await execute(await signedBy(proposal, council(1), council(2), council(3)))
    expect([await isAccredited(one), await isAccredited(other)]).toEqual([true, true])

    const third = Wallet.createRandom().address
    const impossible = registryCall('addDelegate', third, accreditationType('issue', vct), third, 3600)
    const half = await signedBy(await propose([accreditCall(third), impossible]), council(1), council(2), council(3))
    await expect(execute(half)).rejects.toBeInstanceOf(LedgerWriteFailed)
    expect(await isAccredited(third)).toBe(false)
  })

  it('is found again, not founded twice', async () => {
    expect(await found()).toBe(safe)
    expect(await found(1n)).not.toBe(safe)
  })
})

describe('a signature', () => {
  it('counts once, however often it is given', async () => {
    const proposal = await signedBy(await propose([accreditCall(safe)]), council(0), council(0), council(1))
    const doubled = { ...proposal, signatures: [...proposal.signatures, ...proposal.signatures] }
    expect(standingOf(doubled, await readSafe(reader, safe))).toMatchObject({ signedBy: [council(0).address, council(1).address], needed: 3 })
  })

  it('of a stranger does not count, nor one in the name of another', async () => {
    const stranger = Wallet.createRandom()
    const proposal = await signedBy(await propose([accreditCall(safe)]), council(0), stranger)
    const forged = { ...proposal, signatures: [...proposal.signatures, { signer: council(1).address, signature: proposal.signatures[0]?.signature ?? '' }] }
    expect(standingOf(forged, await readSafe(reader, safe)).signedBy).toEqual([council(0).address])
  })

  it.each([
    ['chain', { chainId: 1 }],
    ['Safe', { safe: Wallet.createRandom().address }],
  ])('for another %s does not count', async (_, place) => {
    const proposal = await propose([accreditCall(safe)])
    const elsewhere = await signedBy({ ...proposal, ...place }, council(0), council(1), council(2))
    expect(standingOf({ ...proposal, signatures: elsewhere.signatures }, await readSafe(reader, safe)).signedBy).toEqual([])
  })

  it('of other calls does not count for these', async () => {
    const proposal = await signedBy(await propose([accreditCall(safe)]), council(0), council(1), council(2))
    const changed = { ...proposal, transaction: { ...proposal.transaction, data: accreditCall(Wallet.createRandom().address).data } }
    expect(standingOf(changed, await readSafe(reader, safe)).signedBy).toEqual([])
  })

  it('does not count once its proposal was executed', async () => {
    const proposal = await signedBy(await propose([accreditCall(Wallet.createRandom().address)]), council(0), council(1), council(2))
    await execute(proposal)
    await expect(execute(proposal)).rejects.toMatchObject({ code: 'conflict', detail: 'this number was used' })
    const replayed = { key: 'replayed', to: safe, data: executionOf(proposal, { signedBy: proposal.signatures.map(({ signer }) => signer) }), reason: 'attack', actor: 'stranger' }
    await expect(sender.send(replayed)).rejects.toBeInstanceOf(LedgerWriteFailed)
  })

  it('waits while an earlier proposal has not been executed', async () => {
    const later = await propose([accreditCall(safe)])
    const signed = await signedBy({ ...later, transaction: { ...later.transaction, nonce: later.transaction.nonce + 1 } }, council(0), council(1), council(2))
    await expect(execute(signed)).rejects.toMatchObject({ code: 'conflict', detail: 'earlier proposals come first' })
  })
})

describe('governing authorities', () => {
  it('that left do not count any more, though they signed before', async () => {
    const leaver = council(4)
    const authority = Wallet.createRandom().address
    const leaving = await propose([removeOwner(safe, await readSafe(reader, safe), { owner: leaver.address, threshold: 3 })])
    const early = { ...leaving, transaction: transactionOf([accreditCall(authority)], contracts, leaving.transaction.nonce + 1) }
    const signed = await signedBy(early, leaver, council(0), council(1))
    await execute(await signedBy(leaving, council(0), council(1), council(2)))
    expect(standingOf(signed, await readSafe(reader, safe))).toEqual({ signedBy: [council(0).address, council(1).address], needed: 3, turn: 'ready' })
    const forced = { key: 'forced by one who left', to: safe, data: executionOf(signed, { signedBy: signed.signatures.map(({ signer }) => signer) }), reason: 'attack', actor: 'stranger' }
    await expect(sender.send(forced)).rejects.toBeInstanceOf(LedgerWriteFailed)
    await execute(await signedBy(signed, council(3)))
    expect(await isAccredited(authority)).toBe(true)
  })

  it('change their key and keep their voice; a new one joins', async () => {
    const [renewed, joiner] = [Wallet.createRandom(), Wallet.createRandom()]
    const state = await readSafe(reader, safe)
    const calls = [swapOwner(safe, state, { from: council(3).address, to: renewed.address }), addOwner(safe, { owner: joiner.address, threshold: 3 })]
    await execute(await signedBy(await propose(calls), council(0), council(1), council(3)))
    const { owners, threshold } = await readSafe(reader, safe)
    expect(owners.toSorted()).toEqual([council(0), council(1), council(2), renewed, joiner].map(({ address }) => address).toSorted())
    expect(threshold).toBe(3)
    await execute(await signedBy(await propose([accreditCall(joiner.address)]), renewed, joiner, council(0)))
    expect(await isAccredited(joiner.address)).toBe(true)
  })
})

describe('a proposal that comes from elsewhere', () => {
  const good = { chainId: 1, safe: `0x${'11'.repeat(20)}`, transaction: { to: `0x${'22'.repeat(20)}`, data: '0x', operation: 0, nonce: 0 }, reason: 'why', signatures: [] }
  it.each([
    ['not JSON', '{'],
    ['null', 'null'],
    ['with a member that nobody knows', JSON.stringify({ ...good, value: 1 })],
    ['with value hidden in the transaction', JSON.stringify({ ...good, transaction: { ...good.transaction, value: 1 } })],
    ['with an operation that is none', JSON.stringify({ ...good, transaction: { ...good.transaction, operation: 2 } })],
    ['with an address of a wrong checksum', JSON.stringify({ ...good, safe: '0x52908400098527886E0F7030069857D2E4169Ee7' })],
    ['with a number below zero', JSON.stringify({ ...good, transaction: { ...good.transaction, nonce: -1 } })],
    ['with a signature of another length', JSON.stringify({ ...good, signatures: [{ signer: good.safe, signature: `0x${'00'.repeat(64)}` }] })],
    ['with a thousand signatures', JSON.stringify({ ...good, signatures: Array.from({ length: 1000 }, () => ({ signer: good.safe, signature: `0x${'00'.repeat(65)}` })) })],
    ['without a reason', JSON.stringify({ ...good, reason: '' })],
  ])('is refused when it is %s', (_, text) => {
    expect(() => parseProposal(text)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })

  it('that runs foreign code shows no calls to sign for', () => {
    const transaction = { to: `0x${'33'.repeat(20)}`, data: '0x', operation: 1 as const, nonce: 0 }
    expect(callsOf(transaction, { multiSend: `0x${'44'.repeat(20)}` })).toBeNull()
  })

  it.each([
    ['value', concat(['0x00', `0x${'22'.repeat(20)}`, `0x${'00'.repeat(31)}01`, `0x${'00'.repeat(32)}`])],
    ['a delegate call', concat(['0x01', `0x${'22'.repeat(20)}`, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`])],
    ['a torn end', `0x00${'22'.repeat(20)}`],
  ])('with %s inside a batch shows no calls to sign for', (_, packed) => {
    const batch = transactionOf([accreditCall(safe), accreditCall(safe)], contracts, 0)
    const data = multiSendOf(packed)
    expect(callsOf({ ...batch, data }, contracts)).toBeNull()
  })

  it('has the hash that the Safe itself computes', async () => {
    const { transaction } = await propose([accreditCall(safe), accreditCall(council(0).address)])
    expect(await hashOnLedger(transaction)).toBe(hashOf({ chainId: ledger.chainId, safe }, transaction))
  })
})

function multiSendOf(packed: string): string {
  return multiSendInterface.encodeFunctionData('multiSend', [packed])
}
async function hashOnLedger({ to, data, operation, nonce }: Proposal['transaction']): Promise<string> {
  const zero = `0x${'00'.repeat(20)}`
  const input = safeInterface.encodeFunctionData('getTransactionHash', [to, 0, data, operation, 0, 0, 0, zero, zero, nonce]) as `0x${string}`
  const [hash] = await reader.ask([callOf(safe, input, (bytes) => bytes)])
  return hash
}
