import type { EpochSeconds } from '../kernel/branded.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import type { Government, Governor, ListChange } from './list-change.ts'
import { ListDoubtful } from './list-doubtful.ts'
import { parseEntry, type EntrySignature, type ListEntry, type SignedEntry } from './list-entry.ts'
import { applyChange, emptyState, reusesKey, type ListState } from './list-state.ts'
import { thumbprintOf } from './list-thumbprint.ts'

/** Whether an ES256 signature, canonically written, is by this key. */
export type VerifyEs256 = (key: P256PublicJwk, signingInput: string, signature: string) => boolean | Promise<boolean>

/** A list as far as it was judged. */
export interface JudgedList {
  readonly length: number
  /** Hash of the last entry; empty before the first. */
  readonly last: string
  readonly state: ListState
}

export interface ListIdentity {
  /** The consortium's DID. */
  readonly network: string
  /** Hash of the first entry: everything else is believed for its sake. */
  readonly founding: string
}

export interface EntryChecks extends ListIdentity {
  readonly verify: VerifyEs256
  readonly now: EpochSeconds
}

export const emptyList: JudgedList = { length: 0, last: '', state: emptyState }
const skew = 60
/** Seconds from an entry to the end of what it accredits, at most. */
export const longestAccreditation = 10 * 366 * 86_400

/**
 * Judges the entries that follow on a list, each by the government that stands before it. Throws `ListDoubtful` at the first
 * that is not as it must be: past it nothing can be told.
 */
export async function judgeEntries(list: JudgedList, texts: readonly string[], checks: EntryChecks): Promise<JudgedList> {
  let judged = list
  for (const text of texts) judged = await judgeEntry(judged, text, checks)
  return judged
}

async function judgeEntry(list: JudgedList, text: string, checks: EntryChecks): Promise<JudgedList> {
  const signed = parseEntry(text)
  const doubtIf = (holds: boolean, why: string): void => {
    if (holds) throw new ListDoubtful(`entry ${list.length} ${why}`)
  }
  if (signed === null) throw new ListDoubtful(`entry ${list.length} makes no sense`)
  const { entry, hash } = signed
  doubtIf(entry.network !== checks.network, 'is of another network')
  doubtIf(entry.number !== list.length, 'has the number of another')
  doubtIf(entry.previous !== list.last, 'does not follow on the one before')
  doubtIf(list.length === 0 && hash !== checks.founding, 'is not the founding of this network')
  doubtIf(entry.iat > checks.now + skew, 'is of the future')
  doubtIf(entry.changes.some((change) => change.kind === 'accredit' && change.until > entry.iat + longestAccreditation), 'accredits for too long')
  doubtIf(!(await isAgreed(list, signed, checks.verify)), 'lacks the signatures that it needs')
  const state = entry.changes.reduce((before, change) => {
    doubtIf(reusesKey(before, change), 'gives a key a second use')
    return applyChange(before, change, entry.number)
  }, list.state)
  return { length: list.length + 1, last: hash, state }
}

/** Whether enough of those who govern at this place signed; or, of what is an identity's own, whoever signs for that, alone. */
async function isAgreed(list: JudgedList, { entry, signatures }: SignedEntry, verify: VerifyEs256): Promise<boolean> {
  const government = list.state.government ?? foundingGovernment(entry)
  if (government === null) return false
  const signers = await signersOf(government, signatures, verify)
  if (signers.size >= government.threshold) return true
  const owners = new Set(entry.changes.map(changedByItsOwner))
  const [owner] = owners
  const jwk = owners.size === 1 ? list.state.controllers.get(owner ?? '') : undefined
  return jwk !== undefined && (await signersOf({ governors: [{ did: owner ?? '', jwk }] }, signatures, verify)).size === 1
}

/** The first entry is signed by those whom it puts in charge. */
const foundingGovernment = ({ changes }: ListEntry): Government | null => changes.find((change) => change.kind === 'govern') ?? null

const ofItsOwner: readonly ListChange['kind'][] = ['remove-key', 'give-up', 'control', 'anchor-key']
const changedByItsOwner = (change: ListChange): string | null => (ofItsOwner.includes(change.kind) && 'did' in change ? change.did : null)

/** Governors by DID, each once however often they signed. */
export async function signersOf({ governors }: Pick<Government, 'governors'>, signatures: readonly EntrySignature[], verify: VerifyEs256): Promise<ReadonlySet<string>> {
  const byThumbprint = new Map<string, Governor>(governors.map((governor) => [thumbprintOf(governor.jwk), governor]))
  const signers = new Set<string>()
  for (const { thumbprint, signingInput, signature } of signatures) {
    const governor = byThumbprint.get(thumbprint)
    if (governor !== undefined && !signers.has(governor.did) && (await verify(governor.jwk, signingInput, signature))) signers.add(governor.did)
  }
  return signers
}
