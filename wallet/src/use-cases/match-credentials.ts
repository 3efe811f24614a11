import { satisfiableSets } from '@counterfoil/shared/dcql/choose-credentials'
import { needsHolderBinding, type CredentialQuery } from '@counterfoil/shared/dcql/credential-query'
import type { DcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import type { AnsweredClaim } from '@counterfoil/shared/dcql/match-claims'
import { leavesOf, leavesUnder } from '../domain/claim-leaves.ts'
import type { Asked } from '../domain/asked-sets.ts'
import type { AskedCredential, FittingCredential } from '../domain/consent.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { OpenedCredential } from '../formats/format.ts'
import { openHeld } from '../formats/formats.ts'

/** The names under which the consortium would accredit whoever asks this, as far as the query itself says them. */
export const namesAsked = ({ credentials }: DcqlQuery): readonly string[] => [...new Set(credentials.flatMap((query) => (query.format === 'dc+sd-jwt' ? query.meta.vct_values : [])))]

/** Those held that a query means by another name than the consortium's, which only what is held says. */
export function meantByOtherNames({ credentials }: DcqlQuery, held: readonly HeldCredential[]): readonly HeldCredential[] {
  const queries = credentials.filter(({ format }) => format !== 'dc+sd-jwt')
  return held.filter((credential) => {
    const opened = queries.length === 0 ? undefined : candidateOf(credential)?.opened
    return opened !== undefined && queries.some((query) => opened.isAskedBy(query))
  })
}

/**
 * The credentials asked for, each with those held ones that answer it, the best first, and the ways through the sets of
 * them; null when the query can't be answered. `optional` names the claims that a stated purpose lets the citizen leave out.
 * @see OpenID4VP 1.0, section 6.4
 */
export function matchCredentials(query: DcqlQuery, held: readonly HeldCredential[], optional: readonly string[] | null): Asked | null {
  const presentable = held.filter(({ unconfirmed }) => unconfirmed === undefined).toSorted(bestFirst)
  const candidates = presentable.flatMap((credential) => candidateOf(credential) ?? [])
  const answerable = new Map<string, AskedCredential>()
  for (const one of query.credentials) {
    const [best, ...others] = candidates.flatMap((candidate) => fitting(candidate, one, optional) ?? [])
    if (best !== undefined) answerable.set(one.id, { queryId: one.id, mayBeSeveral: one.multiple === true, isBound: needsHolderBinding(one), fitting: [best, ...others] })
  }
  const sets = (satisfiableSets(query, new Set(answerable.keys())) ?? []).flatMap(({ required, options: [first, ...others] }) => (first === undefined ? [] : [{ isNeeded: required, options: [first, ...others] as const }]))
  if (!sets.some(({ isNeeded }) => isNeeded)) return null
  // What is needed comes first, in the verifier's order.
  const inOrder = sets.toSorted((one, other) => Number(other.isNeeded) - Number(one.isNeeded))
  const ids = new Set(inOrder.flatMap(({ options }) => options.flat()))
  return { asked: [...ids].flatMap((id) => answerable.get(id) ?? []), sets: inOrder }
}

// What still stands before what doesn't, the newest first: the citizen is told about the rest on the home screen.
const bestFirst = (one: HeldCredential, other: HeldCredential): number =>
  Number(other.standing.state === 'active') - Number(one.standing.state === 'active') || other.receivedAt - one.receivedAt

interface Candidate {
  readonly credential: HeldCredential
  readonly opened: OpenedCredential
}

/** Null for one that was kept when the rules were laxer: no form would take it. */
function candidateOf(credential: HeldCredential): Candidate | null {
  try {
    return { credential, opened: openHeld(credential) }
  } catch {
    return null
  }
}

/** What of a credential would be seen, and what may be left out; null when it doesn't answer. */
function fitting({ credential, opened }: Candidate, query: CredentialQuery, optional: readonly string[] | null): FittingCredential | null {
  const preferred = opened.answer(query)
  if (preferred === null) return null
  const smallest = smallestWithin(preferred, opened, query)
  const isSpare = ({ query: { id } }: AnsweredClaim): boolean => id !== undefined && !smallest.has(id) && (optional === null || optional.includes(id))
  const leaves = leavesOf(opened, credential.labels)
  const under = (answers: readonly AnsweredClaim[]) => answers.flatMap(({ selected }) => selected.flatMap(({ path }) => leavesUnder(leaves, path)))
  const asked = under(preferred)
  const open = leaves.filter(({ path }) => !opened.canHide(path))
  const required = [...new Set([...under(preferred.filter((answer) => !isSpare(answer))), ...open])]
  const spare = [...new Set(under(preferred.filter(isSpare)))].filter((leaf) => !required.includes(leaf))
  const unseen = leaves.filter((leaf) => !required.includes(leaf) && !spare.includes(leaf))
  return { credential, required, unasked: required.filter((leaf) => !asked.includes(leaf)), optional: spare, unseen: [...new Map(unseen.map(({ label }) => [label.en, label])).values()] }
}

/** The claim ids of the smallest way to answer that lies within the preferred one: what the verifier can't do without. */
function smallestWithin(preferred: readonly AnsweredClaim[], opened: OpenedCredential, query: CredentialQuery): ReadonlySet<string> {
  const ids = new Set(preferred.flatMap(({ query: { id } }) => id ?? []))
  const within = (query.claim_sets ?? []).filter((set) => set.every((id) => ids.has(id)) && opened.answer({ ...query, claim_sets: [set] }) !== null)
  return within.reduce<ReadonlySet<string>>((least, set) => (set.length < least.size ? new Set(set) : least), ids)
}
