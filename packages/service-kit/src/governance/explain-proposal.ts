import { decodeBytes32String, getAddress, toUtf8String, type Interface } from 'ethers'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import type { NetworkGovernance, NetworkLedger } from '@counterfoil/shared/network/network'
import { listingType } from '@counterfoil/shared/trust/authority-directory'
import { accreditationWords } from '../authority/accreditation-words.ts'
import { registryInterface } from '../authority/planned-write.ts'
import type { Proposal } from './proposal.ts'
import { safeInterface } from './safe-contracts.ts'
import { callsOf, type SafeCall } from './safe-transaction.ts'

/** By what a proposal is judged, and who its addresses are. */
export interface KnownNetwork {
  readonly ledger: Pick<NetworkLedger, 'chainId' | 'registry' | 'consortium'>
  readonly governance: NetworkGovernance
  readonly authorities: readonly { readonly did: string; readonly name: { readonly en: string } }[]
  /** The types that authorities are accredited for. */
  readonly vcts: readonly string[]
}

const unclear = (detail: string): Refusal => new Refusal('conflict', { detail })

/** Refuses `conflict` for a proposal of another chain or Safe: whoever signs it would agree to something elsewhere. */
export function mustBeOfThisConsortium({ chainId, safe }: Pick<Proposal, 'chainId' | 'safe'>, { ledger, governance }: Pick<KnownNetwork, 'ledger' | 'governance'>): void {
  if (chainId !== ledger.chainId) throw unclear('it is for another chain')
  if (getAddress(safe) !== getAddress(governance.safe)) throw unclear('it is for another Safe')
}

/**
 * What a proposal would do, call by call, read from what is signed and from nothing else: its reason is whatever its sender
 * wrote. Refuses `conflict` for one of another consortium, and for one with a call that can't be told in words, which nobody
 * should agree to unseen.
 */
export function explainProposal(proposal: Proposal, known: KnownNetwork): readonly string[] {
  mustBeOfThisConsortium(proposal, known)
  const calls = callsOf(proposal.transaction, known.governance)
  if (calls === null || calls.length === 0) throw unclear('it runs code of a stranger as the Safe')
  return calls.map((call) => {
    const words = wordsOf(call, known)
    if (words === null) throw unclear('it does something that cannot be told in words')
    return words
  })
}

function wordsOf({ to, data }: SafeCall, known: KnownNetwork): string | null {
  const target = getAddress(to)
  if (target === getAddress(known.ledger.registry)) return wordsOfChange(data, known)
  return target === getAddress(known.governance.safe) ? wordsOfSafeCall(data, known) : null
}

function wordsOfChange(data: string, known: KnownNetwork): string | null {
  const call = parsed(registryInterface, data)
  const [identity = '', first = '', second = '', third = 0n] = (call?.args ?? []) as readonly [string?, string?, string?, bigint?] // as the registry's functions have them
  if (call === null || identity.toLowerCase() !== parseEthrDid(known.ledger.consortium)?.address) return null
  switch (call.name) {
    case 'addDelegate':
      return `Accredit ${who(second, known)} to ${typeOf(first, known)} for ${third / 86_400n} days`
    case 'revokeDelegate':
      return `Withdraw the accreditation of ${who(second, known)} to ${typeOf(first, known)}`
    case 'setAttribute':
      return `${nameOf(first) === `did/svc/${listingType}` ? 'List' : `Publish under ${nameOf(first)}`} ${textOf(second)} for ${third / 86_400n} days`
    case 'revokeAttribute':
      return `Take off ${nameOf(first)} ${textOf(second)}`
    case 'changeOwner':
      return `Give the consortium's identity to ${who(first, known)}, who then decides everything`
    default:
      return null
  }
}

function wordsOfSafeCall(data: string, known: KnownNetwork): string | null {
  const call = parsed(safeInterface, data)
  const [first = '', second = '', third = ''] = (call?.args ?? []) as readonly (string | bigint | undefined)[] // as these functions of the Safe have them
  switch (call?.name) {
    case 'addOwnerWithThreshold':
      return `Let ${who(first, known)} govern, too; from then on it takes ${second} signatures`
    case 'removeOwner':
      return `${who(second, known)} governs no more; from then on it takes ${third} signatures`
    case 'swapOwner':
      return `${who(third, known)} governs in the place of ${who(second, known)}`
    case 'changeThreshold':
      return `From then on it takes ${first} signatures`
    default:
      // Modules, guards and handlers can do without signatures whatever signatures are for.
      return null
  }
}

/** Null for the data of no function, and for data with something more than its function takes. */
function parsed(contract: Interface, data: string): { readonly name: string; readonly args: readonly unknown[] } | null {
  try {
    const call = contract.parseTransaction({ data })
    return call !== null && contract.encodeFunctionData(call.fragment, call.args) === data.toLowerCase() ? call : null
  } catch {
    return null
  }
}

function who(address: string | bigint, { authorities }: KnownNetwork): string {
  const known = authorities.find(({ did }) => parseEthrDid(did)?.address === String(address).toLowerCase())
  return known === undefined ? `an unknown address (${address})` : `${known.name.en} (${address})`
}

function typeOf(type: string, { authorities, vcts }: KnownNetwork): string {
  const ofTypes = vcts.flatMap((vct) => (['issue', 'request'] as const).map((kind) => [accreditationType(kind, vct), accreditationWords(kind, vct)] as const))
  const ofLists = authorities.map(({ did, name }) => [accreditationType('list', did), accreditationWords('list', `${name.en} (${did})`)] as const)
  return new Map<string, string>([...ofTypes, ...ofLists]).get(type) ?? `do something of an unknown type (${type})`
}

const readable = (text: string): string => [...text].map((character) => (isReadable(character) ? character : '?')).join('')

function nameOf(word: string): string {
  try {
    return readable(decodeBytes32String(word))
  } catch {
    return word
  }
}

function textOf(bytes: string): string {
  try {
    return readable(toUtf8String(bytes))
  } catch {
    return bytes
  }
}
