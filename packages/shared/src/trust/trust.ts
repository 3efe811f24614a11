import type { DidResolver } from '../did/did-resolver.ts'
import type { EpochSeconds } from '../kernel/branded.ts'
import type { Fact } from '../kernel/fact.ts'
import type { ListedAuthority } from './authority-directory.ts'

/** What the consortium may accredit an identity for: to issue a type, to ask for it, to sign status lists for an authority. */
export const accreditationKinds = ['issue', 'request', 'list'] as const
export type AccreditationKind = (typeof accreditationKinds)[number]
export const isAccreditationKind = (value: unknown): value is AccreditationKind => accreditationKinds.some((kind) => kind === value)

/** Whether an identity may issue, or ask for, a credential type; or sign status lists for an authority. */
export interface AccreditationQuestion {
  readonly kind: AccreditationKind
  /** For what: the `vct` of a type; for `list`, the DID of the authority whose credentials the lists tell of. */
  readonly scope: string
  readonly did: string
}

/**
 * What is believed of organisations, and of nobody else: which keys an identity has and had, whom the consortium lists,
 * and what it accredits them for. Every answer is a fact with an age. While what is known is fresh an answer comes without
 * a promise, and is the same object until something is asked or told anew. Each throws `TrustUnavailable` when nothing
 * fresh enough is known. A document's `formerKey` tells a key that was revoked, or has expired, from one that never was.
 */
export interface Trust extends DidResolver {
  /** Everybody the consortium lists now. */
  listing(): Fact<readonly ListedAuthority[]> | Promise<Fact<readonly ListedAuthority[]>>
  /** Whether it stands now. */
  accreditation(asked: AccreditationQuestion): Fact<boolean> | Promise<Fact<boolean>>
  /** The same for several, asked together; the answers come in their order. */
  accreditations(asked: readonly AccreditationQuestion[]): Promise<readonly Fact<boolean>[]>
}

/** Asked apart from `Trust`, by whoever looks after accreditations: who checks a credential only has to know whether they stand. */
export interface AccreditationEnds {
  /** When each ends or ended, in the order of the questions; null where none is known. Throws `TrustUnavailable` when nothing fresh enough is known. */
  accreditedUntil(asked: readonly AccreditationQuestion[]): Promise<readonly Fact<EpochSeconds | null>[]>
}
