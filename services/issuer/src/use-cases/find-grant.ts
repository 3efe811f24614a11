import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { problemsOf } from '@counterfoil/shared/catalogue/claims-schema'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { CredentialRequest } from '@counterfoil/shared/oid4vci/credential-request'
import { readIdentifier } from '../domain/access.ts'
import { claimsFor } from '../domain/asked-claims.ts'
import type { Authority } from '../domain/authority.ts'
import { recordKey, type AccessToken, type RecordHandle } from '../domain/credential-offer.ts'
import type { CredentialOffers, DraftSeals, Grant, TokenSeals } from '../ports.ts'

interface Ports {
  readonly seals: DraftSeals
  readonly offers: Pick<CredentialOffers, 'grantOf'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/** A token as it was shown, and the grant that it finds alone. */
interface ShownToken {
  readonly authority: Authority
  readonly token: AccessToken
  readonly ofToken: TokenSeals
  readonly first: Grant
  readonly now: EpochSeconds
}

/** What a token is worth for one type. */
interface GrantOfType {
  readonly token: AccessToken
  readonly ofToken: TokenSeals
  readonly grant: Grant
}

/**
 * The grant for the configuration that is asked for, which may be of another type than the token's first. A token that came with credential
 * identifiers is asked by them, and no other is. Refuses `unknown_credential_identifier`, `invalid_credential_request`,
 * `unknown_credential_configuration`, `credential_request_denied`. @see OpenID4VCI 1.0, section 8.2
 */
export async function findGrant(ports: Ports, shown: ShownToken, asked: Pick<CredentialRequest, 'configurationId' | 'identifier'>): Promise<GrantOfType & { readonly configuration: CredentialConfiguration }> {
  const { configurationId, record } = asked.configurationId === null ? readIdentifier(asked.identifier ?? '') : { configurationId: asked.configurationId, record: null }
  const configuration = ports.configurations.get(configurationId)
  const found = configuration === undefined ? null : await grantFor(ports, shown, { typeId: configuration.type.id, record })
  if (asked.identifier !== null) {
    if (configuration === undefined || found?.grant.configurations?.some(({ id }) => id === configuration.id) !== true) throw new Refusal('unknown_credential_identifier')
    return { ...found, configuration }
  }
  if ((found?.grant ?? shown.first).configurations !== null) throw new Refusal('invalid_credential_request', { detail: 'the token has credential identifiers' })
  if (configuration === undefined) throw new Refusal('unknown_credential_configuration')
  if (found === null) throw new Refusal('credential_request_denied')
  return { ...found, configuration }
}

/** A token stands for the types that were granted, each in whichever format, and each of its records. One that came by an offer is for the record that was offered. */
async function grantFor({ seals, offers }: Ports, { authority, token, ofToken, first, now }: ShownToken, { typeId, record }: { readonly typeId: string; readonly record: RecordHandle | null }): Promise<GrantOfType | null> {
  if (first.typeId === typeId && (first.record === record || (first.clientId === null && record === null))) return { token, ofToken, grant: first }
  const ofType = seals.beside(token, recordKey(typeId, record))
  const besideIt = seals.ofToken(ofType)
  const grant = await offers.grantOf(authority.id, besideIt.lookup, now)
  return grant === null ? null : { token: ofType, ofToken: besideIt, grant }
}

/** What a credential of a grant says. Refuses `credential_request_denied` when the type has changed since and the claims don't fit it any more, or when the record lost what the wallet can't do without. */
export function claimsGranted({ configurations }: Grant, { id, type, replacedAnother }: CredentialConfiguration, claims: JsonObject): JsonObject {
  if (replacedAnother === true && problemsOf(type.schema, claims).length > 0) throw new Refusal('credential_request_denied', { detail: 'the offer holds claims of an earlier version of the type' })
  const granted = claimsFor(type, claims, configurations?.find((named) => named.id === id)?.claims ?? null)
  if (granted === null) throw new Refusal('credential_request_denied', { detail: 'the record lacks a claim that is mandatory for the wallet' })
  return granted
}
