import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { utf8 } from '@counterfoil/shared/kernel/bytes'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { signInOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import { makeNonce, readNonce, type Mac } from '@counterfoil/shared/oid4vci/nonce'
import type { Authority } from '../domain/authority.ts'

const stateLifetime = seconds(24 * 60 * 60)

/** States that an offer gives along, and that come back with the request: which type it was for, by whom, until when. */
export interface IssuerStates {
  make(authority: Authority, typeId: string, now: EpochSeconds): string
  /** Null for one that this authority didn't make, or that has expired. */
  typeOf(authority: Authority, state: string, now: EpochSeconds): string | null
}

/** Nothing is kept of them: a keyed hash vouches for the type. */
export function issuerStates({ random, macOf, types }: { readonly random: Random; readonly macOf: (authority: string) => Mac; readonly types: ReadonlyMap<string, CredentialType> }): IssuerStates {
  const macFor = ({ id }: Authority, typeId: string): Mac => (message) => macOf(id)(Buffer.concat([utf8(`${typeId}\n`), message]))
  return {
    make: (authority, typeId, now) => makeNonce(now, stateLifetime, random, macFor(authority, typeId)),
    typeOf: (authority, state, now) => [...types.keys()].find((typeId) => readNonce(state, now, macFor(authority, typeId)) !== null) ?? null,
  }
}

interface Ports {
  readonly clock: Clock
  readonly states: IssuerStates
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/** An offer to anybody who can sign in: it names a type and nobody. Refuses `not_found`. @see OpenID4VCI 1.0, section 4.1.1 */
export const offerBySignIn =
  ({ clock, states, configurations }: Ports) =>
  (authority: Authority, typeId: string): JsonObject => {
    const configurationIds = [...configurations.values()].filter(({ type }) => type.id === typeId).map(({ id }) => id)
    if (configurationIds.length === 0) throw new Refusal('not_found')
    return signInOfferObject({ credentialIssuer: authority.identifier, configurationIds, issuerState: states.make(authority, typeId, clock.now()) })
  }
