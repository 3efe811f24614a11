import type { GrantedAccess } from '@counterfoil/shared/oauth/granted-access'
import type { AuthorizationDetail } from '@counterfoil/shared/oauth/authorization-details'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { RecordHandle } from './credential-offer.ts'
import { askedClaims, claimsFor, type AskedOfType } from './asked-claims.ts'

/** A configuration that a wallet named, and what it asks of its claims; null where it leaves that to the issuer. */
export interface NamedConfiguration {
  readonly id: string
  readonly claims: AskedOfType | null
}

/** One type that a wallet may collect. A token may be for several. */
export interface Access {
  readonly typeId: string
  /** Whether the wallet asked for it by its scope. */
  readonly byScope: boolean
  /** The configurations that it is asked for by their identifiers alone; null for any of the type, by their ids. */
  readonly configurations: readonly NamedConfiguration[] | null
}

type Configurations = ReadonlyMap<string, CredentialConfiguration>

/**
 * What an authorization request is for, in the order in which it was asked. A scope that isn't known here is passed over; of one that stands
 * for the same type as the details, the details are followed. Refuses `invalid_scope`, `invalid_authorization_details`. @see OpenID4VCI 1.0, section 5.1.2
 */
export function accessesAsked({ scopes, details }: { readonly scopes: readonly string[]; readonly details: readonly AuthorizationDetail[] }, configurations: Configurations): readonly Access[] {
  const types = new Set([...configurations.values()].map(({ type }) => type.id))
  const named = byType(details, configurations)
  // A wallet that was given identifiers asks by nothing else (section 8.2), so there are some for its scopes, too.
  const wholeType = (typeId: string) => (named.size === 0 ? null : allOfType(typeId, configurations))
  const byScope = scopes.filter((scope) => types.has(scope) && !named.has(scope)).map((typeId): Access => ({ typeId, byScope: true, configurations: wholeType(typeId) }))
  if (byScope.length + named.size === 0) throw new Refusal('invalid_scope', { detail: 'no known type' })
  return [...byScope, ...[...named].map(([typeId, ids]): Access => ({ typeId, byScope: false, configurations: ids }))]
}

/** The part of what a wallet may have that it wants now; all of it where it names nothing. Refuses `invalid_authorization_details`. @see OpenID4VCI 1.0, section 6.1.1 */
export function narrowed(accesses: readonly Access[], details: readonly AuthorizationDetail[], configurations: Configurations): readonly Access[] {
  if (details.length === 0) return accesses
  return [...byType(details, configurations)].map(([typeId, wanted]): Access => {
    const access = accesses.find((one) => one.typeId === typeId)
    if (access === undefined) throw new Refusal('invalid_authorization_details', { detail: 'not of what was granted' })
    return { typeId, byScope: false, configurations: wanted.map((one) => within(access, one)) }
  })
}

function within({ configurations }: Access, wanted: NamedConfiguration): NamedConfiguration {
  const granted = configurations === null ? { id: wanted.id, claims: null } : configurations.find(({ id }) => id === wanted.id)
  if (granted === undefined) throw new Refusal('invalid_authorization_details', { detail: 'not of what was granted' })
  if (wanted.claims === null || granted.claims === null) return { id: wanted.id, claims: wanted.claims ?? granted.claims }
  // Nobody gets by the token what the citizen wasn't shown.
  const shown = new Set(granted.claims.wanted)
  return { id: wanted.id, claims: { ...wanted.claims, wanted: wanted.claims.wanted.filter((claim) => shown.has(claim)) } }
}

function byType(details: readonly AuthorizationDetail[], configurations: Configurations): ReadonlyMap<string, readonly NamedConfiguration[]> {
  const named = new Map<string, NamedConfiguration[]>()
  for (const { configurationId, claims } of details) {
    const configuration = configurations.get(configurationId)
    if (configuration === undefined) throw new Refusal('invalid_authorization_details', { detail: 'no such configuration' })
    const { type } = configuration
    named.set(type.id, [...(named.get(type.id) ?? []), { id: configurationId, claims: claims === null ? null : askedClaims(configuration, claims) }])
  }
  return named
}

/** All that the credentials of an access would say together; null when one of them lacks what its wallet needs. */
export function shownClaims(type: CredentialType, claims: JsonObject, { configurations }: Access): JsonObject | null {
  const asked = (configurations ?? []).map(({ claims: ofOne }) => ofOne)
  if (asked.some((ofOne) => claimsFor(type, claims, ofOne) === null)) return null
  const named = asked.filter((ofOne) => ofOne !== null)
  return configurations === null || named.length < asked.length ? claims : claimsFor(type, claims, { wanted: named.flatMap(({ wanted }) => wanted), needed: [] })
}

/** What a token is worth of an access: the configurations that it is asked for by identifiers alone, and the records that there are of the type. */
export interface GrantedRecords extends Access {
  /** Null for the only one. */
  readonly records: readonly (RecordHandle | null)[]
}

/** All that there is of a type, by name. */
export const allOfType = (typeId: string, configurations: Configurations): readonly NamedConfiguration[] => [...configurations.values()].filter(({ type }) => type.id === typeId).map(({ id }) => ({ id, claims: null }))

/**
 * Accesses with their records. Where somebody has several records of a type its wallet is given identifiers, for by nothing else can it tell which
 * it means; and then for every type, for it asks by nothing else. @see OpenID4VCI 1.0, section 8.2
 */
export function withRecords(accesses: readonly Access[], found: readonly { readonly typeId: string; readonly record: RecordHandle | null }[], configurations: Configurations): readonly GrantedRecords[] {
  const isByIdentifiers = found.some(({ record }) => record !== null)
  return accesses.flatMap((access): readonly GrantedRecords[] => {
    const records = found.flatMap(({ typeId, record }) => (typeId === access.typeId ? [record] : []))
    const named = isByIdentifiers ? (access.configurations ?? allOfType(access.typeId, configurations)) : access.configurations
    return records.length === 0 ? [] : [{ ...access, configurations: named, records }]
  })
}

const onlyOne = 'current'

/** The identifier of a dataset of a configuration: the council's record as it is now; of several, this one. @see OpenID4VCI 1.0, section 6.2 */
export const credentialIdentifierOf = (configurationId: string, record: RecordHandle | null): string => `${configurationId}.${record ?? onlyOne}`

/** The configuration and the record that an identifier stands for, if it is one. */
export function readIdentifier(identifier: string): { readonly configurationId: string; readonly record: RecordHandle | null } {
  const [configurationId = '', record, ...more] = identifier.split('.')
  if (record === undefined || record === '' || more.length > 0) return { configurationId: '', record: null }
  return { configurationId, record: record === onlyOne ? null : (record as RecordHandle) }
}

/** What a token response says that its token is for. */
export const grantedAccess = (accesses: readonly GrantedRecords[]): GrantedAccess => ({
  scopes: accesses.filter(({ byScope }) => byScope).map(({ typeId }) => typeId),
  details: accesses.flatMap(({ configurations, records }) => (configurations ?? []).map(({ id }) => ({ configurationId: id, identifiers: records.map((record) => credentialIdentifierOf(id, record)) }))),
})
