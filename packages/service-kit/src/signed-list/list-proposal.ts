import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { signersOf, type JudgedList } from '@counterfoil/shared/signed-list/judge-entries'
import { entryHeader, entryPayload, parseEntry, type ListEntry, type SignedEntry } from '@counterfoil/shared/signed-list/list-entry'
import { verifyEs256ByJwk } from '../crypto/es256.ts'

/** An entry that is being signed: what is sent from one authority to another. */
export interface ListProposal {
  readonly reason: string
  readonly payload: string
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[]
}

/** Signs for one governor; the key itself is not to be had from it. */
export interface GovernorSigner {
  readonly publicJwk: P256PublicJwk
  readonly sign: (signingInput: string) => string | Promise<string>
}

export const proposeEntry = (entry: ListEntry, reason: string): ListProposal => ({ reason, payload: entryPayload(entry), signatures: [] })

/** The entry as it is appended: a JWS in the general JSON serialisation. @see RFC 7515, section 7.2.1 */
export const entryText = ({ payload, signatures }: ListProposal): string => JSON.stringify({ payload, signatures })

/** What a proposal asks for. Refuses `invalid_request` for one that no reader would understand. */
export function readProposal(proposal: ListProposal): SignedEntry {
  const signed = parseEntry(entryText(proposal))
  if (signed === null) throw new Refusal('invalid_request', { detail: 'the proposal makes no sense' })
  return signed
}

const longestReason = 500

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Reads a proposal from a file that somebody sent. Refuses `invalid_request`. */
export function parseProposal(text: string): ListProposal {
  const value = jsonIn(text)
  // Its reason is shown on terminals, which take orders from what is written on them.
  if (!isJsonObject(value) || typeof value['reason'] !== 'string' || value['reason'].length > longestReason || !isReadable(value['reason'])) throw new Refusal('invalid_request', { detail: 'the proposal makes no sense' })
  const proposal = value as unknown as ListProposal // the rest is what `readProposal` judges
  readProposal(proposal)
  return proposal
}

/** The proposal with one more signature; one that stood there before in this governor's name, good or forged, gives way. */
export async function signProposal(proposal: ListProposal, { publicJwk, sign }: GovernorSigner): Promise<ListProposal> {
  const header = entryHeader(publicJwk)
  const others = proposal.signatures.filter((one) => one.protected !== header)
  return { ...proposal, signatures: [...others, { protected: header, signature: await sign(`${header}.${proposal.payload}`) }] }
}

/** One proposal with every signature that either has: which are good is judged by whoever counts them. Refuses `conflict` when they ask for different things. */
export function mergeProposals(one: ListProposal, other: ListProposal): ListProposal {
  if (one.payload !== other.payload) throw new Refusal('conflict', { detail: 'two proposals of one number' })
  const nameOf = (signature: ListProposal['signatures'][number]): string => `${signature.protected}.${signature.signature}`
  // A forged signature in somebody's name doesn't keep a good one out.
  return { ...one, signatures: [...new Map([...other.signatures, ...one.signatures].map((signature) => [nameOf(signature), signature])).values()] }
}

export interface ListStanding {
  readonly number: number
  /** DIDs of governors whose signatures count now. */
  readonly signedBy: ReadonlySet<string>
  readonly needed: number
  /** `ready` when it is this proposal's turn, which says nothing of its signatures. */
  readonly turn: 'over' | 'waiting' | 'ready'
}

/** How a proposal stands with the list as it is. */
export async function standingOf(proposal: ListProposal, { length, last, state }: JudgedList): Promise<ListStanding> {
  const { entry, signatures } = readProposal(proposal)
  const { government } = state
  // One that follows on what never came is over, too.
  const isNext = entry.number === length && entry.previous === last
  const turn = isNext ? 'ready' : entry.number > length ? 'waiting' : 'over'
  return { number: entry.number, signedBy: government === null ? new Set() : await signersOf(government, signatures, verifyEs256ByJwk), needed: government?.threshold ?? 0, turn }
}
