import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { accreditationName, type ListState } from '@counterfoil/shared/signed-list/list-state'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { isAccreditationKind, type AccreditationQuestion } from '@counterfoil/shared/trust/trust'
import { accreditationWords } from '../authority/accreditation-words.ts'
import { thresholdFor } from '../governance/threshold.ts'
import { systemClock } from '../system/system-clock.ts'

/** A change that has not been made yet, with what it does in words: people see it before anything is written. */
export interface PlannedChange {
  readonly words: string
  readonly change: ListChange
}

const day = 24 * 3600
export const dayOf = (instant: number): string => new Date(instant * 1000).toISOString().slice(0, 10)

/** Until when an accreditation holds; 0 for one that there is not. */
export const accreditedUntil = ({ accredited }: ListState, { kind, scope, did }: AccreditationQuestion): number => accredited.get(accreditationName(kind, scope, did)) ?? 0

/** What accrediting (or renewing) until an instant would write; nothing where it ends within a day of that. */
export function planAccreditation(state: ListState, asked: AccreditationQuestion, until: number): readonly PlannedChange[] {
  if (Math.abs(accreditedUntil(state, asked) - until) <= Math.min(day, Math.abs(until - systemClock.now()) / 10)) return []
  const { kind, scope, did } = asked
  return [{ words: `Accredit ${did} to ${accreditationWords(kind, scope)} until ${dayOf(until)}`, change: { kind: 'accredit', to: kind, type: scope, did, until } }]
}

export function planWithdrawal(state: ListState, asked: AccreditationQuestion): readonly PlannedChange[] {
  if (accreditedUntil(state, asked) <= systemClock.now()) return []
  const { kind, scope, did } = asked
  return [{ words: `Withdraw the accreditation of ${did} to ${accreditationWords(kind, scope)}`, change: { kind: 'withdraw', to: kind, type: scope, did } }]
}

/** What listing an authority's name and addresses would write, in the place of what was listed for it before. */
export function planListing({ listed }: ListState, { did, letter, name, issuer, verifier }: ListedAuthority): readonly PlannedChange[] {
  const authority = { did, letter, name: { en: name.en, cy: name.cy }, issuer, verifier }
  if (JSON.stringify(listed.get(did)) === JSON.stringify(authority)) return []
  return [{ words: `List ${name.en} with issuer ${issuer} and verifier ${verifier}`, change: { kind: 'list', authority } }]
}

/** Lets a key anchor for an identity, in a chain of its own. */
export const planAnchorKey = (did: string, name: string, jwk: P256PublicJwk): PlannedChange => ({ words: `Have a key of its own anchor the logs and lists of ${name}`, change: { kind: 'anchor-key', did, jwk } })

export function planKeyRemoval({ removedKeys }: ListState, did: string, kid: string): readonly PlannedChange[] {
  return removedKeys.has(kid) ? [] : [{ words: `Remove the key ${kid}; what it signed is refused`, change: { kind: 'remove-key', did, kid } }]
}

/** What letting an authority go would write, together: its accreditations, its listing and its vote. */
export function planLeaving(state: ListState, authority: { readonly did: string; readonly name: Bilingual }): readonly PlannedChange[] {
  const { did } = authority
  const { government, listed, accredited } = state
  const accreditations = [...accredited.keys()].map((name) => name.split(' ')).filter(([, , of]) => of === did)
  const withdrawals = accreditations.flatMap(([kind = '', scope = '']) => planWithdrawal(state, { kind: isAccreditationKind(kind) ? kind : 'issue', scope, did }))
  const governors = government?.governors.filter((governor) => governor.did !== did) ?? []
  const threshold = thresholdFor(governors.length)
  return [
    ...withdrawals,
    ...(listed.has(did) ? [{ words: `Take ${did} off the list`, change: { kind: 'unlist', did } as const }] : []),
    ...(government === null || governors.length === government.governors.length ? [] : [{ words: `${authority.name.en} governs the consortium no more: ${threshold} of ${governors.length} decide`, change: { kind: 'govern', ...government, threshold, governors } as const }]),
  ]
}

export const planGivingUp = ({ givenUp }: ListState, did: string): readonly PlannedChange[] =>
  givenUp.has(did) ? [] : [{ words: `Give the identity ${did} up for good`, change: { kind: 'give-up', did } }]
