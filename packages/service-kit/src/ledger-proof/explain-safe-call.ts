import { dataLength, dataSlice, recoverAddress } from 'ethers'
import { callsOf, hashOf, transactionOf, withoutRefund, type SafeTransaction } from '../governance/safe-transaction.ts'
import { factoryInterface, safeInterface } from '../governance/safe-contracts.ts'
import { decodeExactly, explainRegistryCall } from './explain-registry-call.ts'
import { Unexplained, type ExplainedWrite } from './explained-write.ts'
import type { KnownFacts } from './known-facts.ts'
import type { LedgerState } from './ledger-state.ts'

const nobody = `0x${'0'.repeat(40)}`
const controllerOf = ({ controllers }: KnownFacts, address: string): string => {
  const controller = controllers.get(address.toLowerCase())
  if (controller === undefined) throw new Unexplained(`an owner or signer of the Safe whose key nobody has in custody: ${address}`)
  return controller
}

/** Explains the creation of the consortium's Safe. Throws `Unexplained`. */
export function explainSafeCreation(facts: KnownFacts, data: string): ExplainedWrite {
  const { name, values } = decodeExactly(factoryInterface, data)
  if (name !== 'createProxyWithNonce' || values[2] !== 0n) throw new Unexplained('a call of the factory that we never make')
  const setup = decodeExactly(safeInterface, String(values[1]))
  const [owners, threshold, ...rest] = setup.values
  if (setup.name !== 'setup' || rest.some((value) => ![nobody, '0x', 0n].includes(value as string | bigint))) throw new Unexplained('a Safe with more than owners')
  const names = [...(owners as Iterable<string>)].map((owner) => controllerOf(facts, owner))
  return { kind: 'consortium founded', of: 'consortium', words: `creates the Safe of ${names.join(', ')}: ${String(threshold)} of ${names.length}`, parts: [] }
}

/** Explains what the consortium's Safe was made to do, and by whose signatures. Throws `Unexplained`. */
export async function explainSafeCall(facts: KnownFacts, state: LedgerState, { data, happened }: { readonly data: string; readonly happened: boolean }): Promise<ExplainedWrite> {
  const { governance, ledger } = facts.network
  if (governance === undefined) throw new Unexplained('a Safe that the network file does not name')
  const { name, values } = decodeExactly(safeInterface, data)
  const [to, value, inner, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, signatures] = values as [string, bigint, string, bigint, bigint, bigint, bigint, string, string, string]
  const plain = { value, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver }
  if (name !== 'execTransaction' || Object.entries(withoutRefund).some(([member, none]) => String(plain[member as keyof typeof plain]) !== String(none))) throw new Unexplained('a call of the Safe that we never make')
  const transaction: SafeTransaction = { to, data: inner, operation: Number(operation) as 0 | 1, nonce: state.turn }
  const calls = callsOf(transaction, governance)
  if (calls === null || JSON.stringify(transactionOf(calls, governance, state.turn)) !== JSON.stringify(transaction)) throw new Unexplained('calls of the Safe that have something beside them')
  const signers = signersOf(facts, signatures, hashOf({ chainId: ledger.chainId, safe: governance.safe }, transaction))
  const parts: ExplainedWrite[] = []
  for (const call of calls) {
    const caller = governance.safe.toLowerCase()
    parts.push(call.to.toLowerCase() === caller ? explainOwners(facts, call.data) : await explainInner(facts, state, call, { caller, happened }))
  }
  if (happened) state.executed()
  return { kind: 'decision of the consortium', of: 'consortium', words: `decides, signed by ${signers.join(', ')}`, parts }
}

function explainInner(facts: KnownFacts, state: LedgerState, { to, data }: { readonly to: string; readonly data: string }, by: { readonly caller: string; readonly happened: boolean }): Promise<ExplainedWrite> {
  if (to.toLowerCase() !== facts.network.ledger.registry.toLowerCase()) throw new Unexplained(`a call of the Safe to another contract: ${to}`)
  return explainRegistryCall(facts, state, { data, ...by })
}

function signersOf(facts: KnownFacts, signatures: string, digest: string): readonly string[] {
  const length = dataLength(signatures)
  if (length === 0 || length % 65 !== 0) throw new Unexplained('signatures that are none')
  return Array.from({ length: length / 65 }, (_, index) => {
    const signature = dataSlice(signatures, index * 65, index * 65 + 65)
    let signer = ''
    try {
      signer = recoverAddress(digest, signature)
    } catch {
      throw new Unexplained('signatures that are none')
    }
    return controllerOf(facts, signer)
  })
}

function explainOwners(facts: KnownFacts, data: string): ExplainedWrite {
  const { name, values } = decodeExactly(safeInterface, data)
  const write = (words: string): ExplainedWrite => ({ kind: 'governing authorities', of: 'consortium', words, parts: [] })
  const known = (place: number): string => controllerOf(facts, String(values[place]))
  // The owner before another in the contract's list is named too; the list starts at 0x1.
  const before = (place: number): unknown => /^0x0+1$/.test(String(values[place])) || known(place)
  switch (name) {
    case 'addOwnerWithThreshold':
      return write(`lets ${known(0)} govern, ${String(values[1])} must agree`)
    case 'removeOwner':
      before(0)
      return write(`lets ${known(1)} govern no more, ${String(values[2])} must agree`)
    case 'swapOwner':
      before(0)
      return write(`has another key of ${known(2)} govern, for ${known(1)}`)
    case 'changeThreshold':
      return write(`${String(values[0])} must agree from now on`)
    default:
      throw new Unexplained('a change of the Safe that we never make')
  }
}
