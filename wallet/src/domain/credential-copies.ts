import type { CredentialCopy, HeldCredential } from './held-credential.ts'

/** More would fill the lists of status sooner than they help: people share a few times a month. */
const mostCopies = 5

/** How many copies to ask for, of an issuer that gives so many at once. @see OpenID4VCI 1.0, section 3.3.2 */
export const copiesWanted = (batchSize: number): number => Math.max(1, Math.floor(Math.min(batchSize, mostCopies)))

type Copies = Pick<HeldCredential, 'id' | 'key' | 'copies' | 'shownFor'>

/** The name of the key of the copy in use. */
export const keyNameOf = ({ id, key = id }: Pick<HeldCredential, 'id' | 'key'>): string => key

/** The names of all keys of a credential, whose end must be theirs. */
export const keyNamesOf = (held: Copies): readonly string[] => [keyNameOf(held), ...(held.copies ?? []).map(({ key }) => key)]

/** How many copies nobody was shown; null for a credential that there was only ever one of. */
export const copiesLeft = ({ copies, shownFor }: Copies): number | null => (copies === undefined ? null : copies.length + (shownFor === undefined ? 1 : 0))

/**
 * The credential with a copy in use that may be shown in this exchange: the one that was chosen for it before, should it be
 * answered again, or one that nobody was shown. The last is used again, for whoever has no other must be able to go on.
 */
export function withCopyFor(exchange: string, held: HeldCredential): HeldCredential {
  const mayShow = held.shownFor === undefined || held.shownFor === exchange
  return { ...(mayShow ? held : withNextCopy(held)), shownFor: exchange }
}

/** The credential after a copy was shown: the next one is in use, if there is one. */
export const afterShowing = (key: string, held: HeldCredential): HeldCredential => (keyNameOf(held) === key ? withNextCopy(held) : held)

function withNextCopy(held: HeldCredential): HeldCredential {
  const [next, ...copies] = held.copies ?? []
  if (next === undefined) return held
  const { shownFor: _, standing, ...rest } = held
  // What was seen of one list says nothing of another's age.
  const { list: __, ...standingElsewhere } = standing
  return { ...rest, ...next, copies, standing: listsOf(next) === listsOf(held) ? standing : standingElsewhere }
}

const listsOf = ({ status, bitstrings = [] }: Pick<CredentialCopy, 'status' | 'bitstrings'>): string => [status, ...bitstrings].map((place) => place?.uri).join(' ')

/** The copies that one credential is made of. */
export function heldCopies(copies: readonly [CredentialCopy, ...CredentialCopy[]]): Pick<HeldCredential, 'credential' | 'status' | 'bitstrings' | 'key' | 'copies'> {
  const [inUse, ...others] = copies
  return { ...inUse, ...(others.length === 0 ? {} : { copies: others }) }
}
