import { decodeBytes32String, getAddress, hexlify, keccak256, recoverAddress, solidityPacked, type Interface } from 'ethers'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { vctOf } from '@counterfoil/shared/network/network'
import { listingType, parseListing } from '@counterfoil/shared/trust/authority-directory'
import { anchorNames, parseAnchorValue, type AnchorName } from '../audit/anchor.ts'
import { accreditationWords } from '../authority/accreditation-words.ts'
import { parametersFor, registryInterface, type RegistryChange } from '../authority/planned-write.ts'
import { explainAnchor } from './explain-anchor.ts'
import { Unexplained, type ExplainedWrite } from './explained-write.ts'
import type { KnownFacts } from './known-facts.ts'
import type { LedgerState } from './ledger-state.ts'

/** A call of the registry taken apart; what it is made of makes exactly the same bytes again. */
interface RegistryCall {
  readonly identity: string
  readonly change: RegistryChange
  /** Who signed it, of the variants that take a signature; its digest needs the number of the signature. */
  readonly signature: { readonly v: bigint; readonly r: string; readonly s: string } | null
}

/** Decodes calldata, and makes sure that nothing is left over. Throws `Unexplained`. */
export function decodeExactly(contract: Interface, data: string): { readonly name: string; readonly values: readonly unknown[] } {
  const parsed = contract.parseTransaction({ data })
  if (parsed === null) throw new Unexplained('a call of a function that we never call')
  const values = [...(parsed.args as Iterable<unknown>)]
  if (contract.encodeFunctionData(parsed.fragment, values) !== data) throw new Unexplained('bytes that belong to no parameter')
  return { name: parsed.name, values }
}

function registryCall(data: string): RegistryCall {
  const { name, values } = decodeExactly(registryInterface, data)
  const method = name.replace(/Signed$/, '') as RegistryChange['method']
  const [identity, ...rest] = values
  const signed = name !== method
  const [v, r, s] = signed ? rest : []
  const [one, two, three] = (signed ? rest.slice(3) : rest) as [string, string, bigint]
  const change: Readonly<Record<RegistryChange['method'], () => RegistryChange>> = {
    setAttribute: () => ({ method: 'setAttribute', name: one, value: two, validity: Number(three) }),
    revokeAttribute: () => ({ method: 'revokeAttribute', name: one, value: two }),
    addDelegate: () => ({ method: 'addDelegate', type: one, delegate: two, validity: Number(three) }),
    revokeDelegate: () => ({ method: 'revokeDelegate', type: one, delegate: two }),
    changeOwner: () => ({ method: 'changeOwner', owner: one }),
  }
  return { identity: String(identity).toLowerCase(), change: change[method](), signature: signed ? { v: v as bigint, r: r as string, s: s as string } : null }
}

/** No fact of ours is valid for longer. */
const longestValidity = 20 * 365 * 24 * 3600
const dateOf = (seconds: number): string => `for ${Math.round(seconds / 86_400)} days`

/**
 * Explains a call of the registry. `caller` is who calls it: for a call without a signature it must own the identity.
 * Moves the state on when `happened`. Throws `Unexplained`.
 */
export async function explainRegistryCall(facts: KnownFacts, state: LedgerState, { data, caller, happened }: { readonly data: string; readonly caller: string; readonly happened: boolean }): Promise<ExplainedWrite> {
  const { identity, change, signature } = registryCall(data)
  const of = nameOf(facts, identity)
  if (of === null) throw new Unexplained(`an identity of nobody that we know: ${identity}`)
  const owner = state.ownerOf(identity)
  if (signature !== null && signerOf(facts, state, identity, change, signature) !== owner) throw new Unexplained('a signature that is not its controller\'s')
  if (signature === null && happened && caller !== owner) throw new Unexplained('a caller who does not control the identity')
  if ('validity' in change && change.validity > longestValidity) throw new Unexplained('a validity that is no time')
  const write = await explainChange(facts, of, change)
  if (!happened) return write
  if (signature !== null) state.signed(owner)
  if (change.method === 'changeOwner') state.ownedBy(identity, change.owner.toLowerCase())
  return write
}

/** The digest as ERC-1056 has it, from the number that the controller's next signature has to carry. */
function signerOf({ network }: KnownFacts, state: LedgerState, identity: string, change: RegistryChange, { v, r, s }: NonNullable<RegistryCall['signature']>): string {
  const { types, values } = parametersFor(change)
  const number = state.signaturesOf(state.ownerOf(identity))
  const packed = solidityPacked(['bytes1', 'bytes1', 'address', 'uint256', 'address', 'string', ...types], ['0x19', '0x00', network.ledger.registry, number, identity, change.method, ...values])
  try {
    return recoverAddress(keccak256(packed), { v: Number(v), r, s }).toLowerCase()
  } catch {
    return ''
  }
}

/** Whose identity it is: an authority's id, `consortium`, or the id of whose gas account it is. One that left is known by the key that it began with. */
function nameOf({ network, gasAccounts, controllers }: KnownFacts, identity: string): string | null {
  if (network.ledger.consortium.toLowerCase().endsWith(identity)) return 'consortium'
  return controllers.get(identity) ?? gasAccounts.get(identity) ?? null
}

function explainChange(facts: KnownFacts, of: string, change: RegistryChange): Promise<ExplainedWrite> | ExplainedWrite {
  switch (change.method) {
    case 'setAttribute':
    case 'revokeAttribute':
      return explainAttribute(facts, of, textOf(change.name), change.value.slice(2).toLowerCase(), change.method === 'setAttribute' ? dateOf(change.validity) : null)
    case 'addDelegate':
    case 'revokeDelegate':
      return explainDelegate(facts, of, change, change.method === 'addDelegate' ? dateOf(change.validity) : null)
    case 'changeOwner':
      return explainOwner(facts, of, change.owner.toLowerCase())
  }
}

function textOf(word: string): string {
  try {
    return decodeBytes32String(word)
  } catch {
    throw new Unexplained(`an attribute or delegate whose name is no text: ${word}`)
  }
}

async function explainAttribute(facts: KnownFacts, of: string, name: string, value: string, validity: string | null): Promise<ExplainedWrite> {
  if (name === anchorNames.auditHead || name === anchorNames.statusLists) return explainAnchorValue(facts, of, name, value)
  const [, section = '', what = ''] = /^did\/(pub|svc)\/(.+)$/.exec(name) ?? []
  const ends = validity === null
  if (section === 'pub') {
    const key = facts.signingKeys.get(value)
    if (key === undefined) throw new Unexplained(`a public key that nobody has in custody, as ${name}`)
    return { kind: 'signing key', of, words: `${ends ? 'removes' : 'publishes'} the ${key}${ends ? '' : ` ${validity}`}`, parts: [] }
  }
  if (section === 'svc' && what === listingType && of === 'consortium') return explainListing(facts, value, ends)
  if (section === 'svc') {
    const authority = facts.network.authorities.find(({ id }) => id === of)
    const text = Buffer.from(value, 'hex').toString()
    if (authority === undefined || ![authority.issuerUrl, authority.verifierUrl].includes(text)) throw new Unexplained(`a service address that is not the authority's: ${text}`)
    return { kind: 'service address', of, words: `${ends ? 'takes off' : 'publishes'} its address ${text}`, parts: [] }
  }
  throw new Unexplained(`an attribute that we never write: ${name}`)
}

function explainAnchorValue(facts: KnownFacts, of: string, name: AnchorName, value: string): Promise<ExplainedWrite> {
  const head = parseAnchorValue(value)
  if (head === null) throw new Unexplained('an anchor that is no digest with a number')
  return explainAnchor(facts, of, name, head)
}

/** Names and addresses may have been others then; whose they are, and that there is nothing beside them, may not. */
function explainListing(facts: KnownFacts, value: string, ends: boolean): ExplainedWrite {
  const text = Buffer.from(value, 'hex').toString()
  const listing = parseListing(jsonOf(text), (did) => authorityOf(facts, did.split(':').at(-1) ?? '') !== null)
  const of = listing === null ? null : authorityOf(facts, listing.did.split(':').at(-1) ?? '')
  const again = listing === null ? '' : JSON.stringify({ did: listing.did, letter: listing.letter, name: { en: listing.name.en, cy: listing.name.cy }, issuer: listing.issuer, verifier: listing.verifier })
  if (of === null || again !== text) throw new Unexplained(`a listing that is not one of an authority: ${text}`)
  return { kind: 'listing of an authority', of, words: `${ends ? 'takes' : 'lists'} ${of}${ends ? ' off the list' : ' with its name and addresses'}`, parts: [] }
}

function jsonOf(text: string): Json {
  try {
    const value = JSON.parse(text) as Json
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

function authorityOf(facts: KnownFacts, address: string): string | null {
  const of = nameOf(facts, address.toLowerCase())
  return of === 'consortium' || facts.gasAccounts.has(address.toLowerCase()) ? null : of
}

function explainDelegate(facts: KnownFacts, of: string, change: Extract<RegistryChange, { readonly delegate: string }>, validity: string | null): ExplainedWrite {
  const { network, types } = facts
  const ofTypes = types.flatMap(({ id, version }) => (['issue', 'request'] as const).map((kind) => ({ words: accreditationWords(kind, `${id}/${version}`), type: accreditationType(kind, vctOf(network.typesUrl, id, version)) })))
  const ofLists = network.authorities.map(({ id, did }) => ({ words: accreditationWords('list', id), type: accreditationType('list', did) }))
  const accredited = [...ofTypes, ...ofLists].find(({ type }) => type === hexlify(change.type))
  if (of !== 'consortium' || accredited === undefined) throw new Unexplained(`a delegate of a type that we never write: ${change.type}`)
  const authority = authorityOf(facts, change.delegate)
  if (authority === null) throw new Unexplained(`an accreditation of nobody that we know: ${getAddress(change.delegate)}`)
  return { kind: 'accreditation', of: authority, words: validity === null ? `withdraws from ${authority}: ${accredited.words}` : `accredits ${authority} to ${accredited.words} ${validity}`, parts: [] }
}

const nobody = `0x${'0'.repeat(40)}`

function explainOwner({ network, controllers }: KnownFacts, of: string, owner: string): ExplainedWrite {
  if (of === 'consortium' && owner === network.governance?.safe.toLowerCase()) return { kind: 'consortium founded', of, words: 'hands the consortium to its Safe', parts: [] }
  if (owner === nobody) return { kind: 'control of an identity', of, words: 'gives its identity up', parts: [] }
  const controller = controllers.get(owner)
  if (controller === undefined) throw new Unexplained(`a controller that nobody has in custody: ${owner}`)
  return { kind: 'control of an identity', of, words: `hands its identity to the controller key of ${controller}`, parts: [] }
}
