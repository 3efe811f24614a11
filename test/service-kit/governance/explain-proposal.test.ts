import { concat, encodeBytes32String } from 'ethers'
import { describe, expect, it } from 'vitest'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import { callDataOf, registryInterface, type RegistryChange } from '@counterfoil/service-kit/authority/planned-write'
import { explainProposal, type KnownNetwork } from '@counterfoil/service-kit/governance/explain-proposal'
import { parseProposal, type Proposal } from '@counterfoil/service-kit/governance/proposal'
import { safeInterface } from '@counterfoil/service-kit/governance/safe-contracts'
import { transactionOf, type SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'

const address = (digits: string): string => `0x${digits.repeat(20)}`
const [registry, safe, multiSend, consortium, aldermoor, stranger] = ['1a', '5a', '3d', 'c0', 'a1', 'ee'].map(address) as [string, string, string, string, string, string]
const vct = 'https://types.example/residency/1'
const issue = accreditationType('issue', vct)
const known: KnownNetwork = {
  ledger: { chainId: 31_337, registry, consortium: `did:ethr:0x7a69:${consortium}` },
  governance: { safe, multiSend },
  authorities: [{ did: `did:ethr:0x7a69:${aldermoor}`, name: { en: 'Aldermoor' } }],
  vcts: [vct],
}
const change = (what: RegistryChange, identity = consortium): SafeCall => ({ to: registry, data: callDataOf(identity, what) })
const ofSafe = (name: string, ...parameters: readonly unknown[]): SafeCall => ({ to: safe, data: safeInterface.encodeFunctionData(name, parameters) })
const proposal = (calls: readonly SafeCall[], changes: Partial<Proposal> = {}): Proposal => ({ chainId: 31_337, safe, transaction: transactionOf(calls, { multiSend }, 4), reason: 'withdraw brackenfield', signatures: [], ...changes })
const accredit = change({ method: 'addDelegate', type: issue, delegate: aldermoor, validity: 30 * 86_400 })

describe('a proposal is told from what is signed', () => {
  it.each([
    ['an accreditation', accredit, `Accredit Aldermoor (${aldermoor}) to issue ${vct} for 30 days`],
    ['one to sign lists for another', change({ method: 'addDelegate', type: accreditationType('list', `did:ethr:0x7a69:${aldermoor}`), delegate: stranger, validity: 86_400 }), /to sign status lists for Aldermoor \(did:ethr:.*\) for 1 days$/],
    ['one of a stranger', change({ method: 'addDelegate', type: accreditationType('request', vct), delegate: stranger, validity: 86_400 }), /^Accredit an unknown address \(0xeEe.*\) to request .* for 1 days$/i],
    ['one for a type nobody knows', change({ method: 'addDelegate', type: `0x${'77'.repeat(32)}`, delegate: aldermoor, validity: 86_400 }), /to do something of an unknown type \(0x77/],
    ['a withdrawal', change({ method: 'revokeDelegate', type: issue, delegate: aldermoor }), /^Withdraw the accreditation of Aldermoor .* to issue /],
    ['the consortium given away', change({ method: 'changeOwner', owner: stranger }), /^Give the consortium's identity to an unknown address .*, who then decides everything$/],
    ['an owner more', ofSafe('addOwnerWithThreshold', stranger, 1), /^Let an unknown address .* govern, too; from then on it takes 1 signatures$/],
    ['fewer signatures', ofSafe('changeThreshold', 1), 'From then on it takes 1 signatures'],
  ])('%s', (_, call, words) => {
    const [told] = explainProposal(proposal([call]), known)
    expect(told).toMatch(typeof words === 'string' ? new RegExp(`^${RegExp.escape(words)}$`, 'i') : words)
  })

  it('every call of a batch, in its order', () => {
    expect(explainProposal(proposal([accredit, ofSafe('changeThreshold', 1)]), known)).toEqual([expect.stringContaining('Accredit Aldermoor'), 'From then on it takes 1 signatures'])
  })

  it('a listing, with what terminals would obey made visible', () => {
    const listing = change({ method: 'setAttribute', name: encodeBytes32String('did/svc/AccreditedAuthority'), value: `0x${Buffer.from('{"did":"\u001B[2K\u202Ex"}').toString('hex')}`, validity: 86_400 })
    expect(explainProposal(proposal([listing]), known)).toEqual(['List {"did":"?[2K?x"} for 1 days'])
  })
})

describe('nobody agrees to a proposal', () => {
  it.each([
    ['of another chain', proposal([accredit], { chainId: 1 }), 'it is for another chain'],
    ['of another Safe', proposal([accredit], { safe: stranger }), 'it is for another Safe'],
    ['that runs foreign code as the Safe', proposal([accredit], { transaction: { to: stranger, data: '0x', operation: 1, nonce: 4 } }), 'it runs code of a stranger as the Safe'],
    ['that runs the registry as the Safe', proposal([accredit], { transaction: { ...transactionOf([accredit], { multiSend }, 4), operation: 1 } }), 'it runs code of a stranger as the Safe'],
  ])('%s', (_, given, detail) => {
    expect(() => explainProposal(given, known)).toThrow(expect.objectContaining({ code: 'conflict', detail }))
  })

  it.each([
    ['enables a module, which needs no signatures', ofSafe('enableModule', stranger)],
    ['sets a guard', ofSafe('setGuard', stranger)],
    ['calls an unknown contract', { to: stranger, data: '0x12345678' }],
    ['pays somebody', { to: stranger, data: '0x' }],
    ['changes another identity', change({ method: 'changeOwner', owner: stranger }, aldermoor)],
    ['takes a signature along', { to: registry, data: registryInterface.encodeFunctionData('changeOwnerSigned', [consortium, 27, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`, stranger]) }],
    ['has more than its function takes', { ...accredit, data: concat([accredit.data, '0xdeadbeef']) }],
  ])('that %s', (_, call) => {
    expect(() => explainProposal(proposal([accredit, call]), known)).toThrow(expect.objectContaining({ code: 'conflict', detail: 'it does something that cannot be told in words' }))
  })

  it('whose reason gives orders to a terminal', () => {
    const text = JSON.stringify(proposal([accredit], { reason: 'withdraw brackenfield\u001B[1A\u001B[2K' }))
    expect(() => parseProposal(text)).toThrow(expect.objectContaining({ code: 'invalid_request', detail: 'reason' }))
  })
})
