import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { dayAt, eventEnds, type RenewalRules } from '@counterfoil/shared/catalogue/life-events'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'

const day = 86_400

/** When something ends the standing of a credential, and the claim that says so, if one does. */
export interface Ending {
  readonly at: EpochSeconds
  readonly claim: readonly string[]
}

export type EndRules = Pick<CredentialType, 'endsOn'> & RenewalRules

/**
 * Everything that ends a credential with these claims which is issued now: the last day that the record names, and the life events that its
 * type is renewed after. Each end is the start of a day by UTC, which in London is the same day: nobody loses an hour of the day before.
 */
export function endingsOf(type: EndRules, claims: JsonObject, now: EpochSeconds): Ending[] {
  const last = type.endsOn === undefined ? null : dayAt(claims, type.endsOn)
  const named = last === null || type.endsOn === undefined ? [] : [{ end: last + 1, claim: type.endsOn }]
  return [...named, ...eventEnds(type, claims, Math.floor(now / day))].map(({ end, claim }) => ({ at: epochSeconds(end * day), claim }))
}

/** The first of them; null when nothing does. */
export function endOf(type: EndRules, claims: JsonObject, now: EpochSeconds): EpochSeconds | null {
  const ends = endingsOf(type, claims, now).map(({ at }) => at)
  return ends.length === 0 ? null : (Math.min(...ends) as EpochSeconds)
}
