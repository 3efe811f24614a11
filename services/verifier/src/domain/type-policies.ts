import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { vctOf } from '@counterfoil/shared/network/network'
import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { StatusMechanism } from '@counterfoil/shared/status-list/status-reference'
import type { PolicyOf, TypePolicy } from '@counterfoil/shared/verification/policy'

/** An issuer that the operator trusts though the network doesn't list it. */
export interface OutsideIssuer {
  /** Its DID, or the https address that its credentials name. */
  readonly issuer: string
  /** How its keys are found: in the document of its DID, in its JWT VC Issuer Metadata, or in certificates below its own anchors. */
  readonly keys: 'did' | 'metadata' | 'x5c'
  /** Certificates in PEM, of authorities that certify for this issuer alone; an IACA for mdocs. */
  readonly anchors?: readonly string[] | undefined
  /** The address below which its status lists lie. */
  readonly lists?: string | undefined
}

/** How a type is judged of which the operator says more than its name. */
export interface OutsideType {
  /** From whom beyond the network it is taken; without them from whoever is accredited for it. */
  readonly issuers?: readonly OutsideIssuer[] | undefined
  readonly status?: readonly StatusMechanism[] | undefined
  readonly withoutStatus?: boolean | undefined
  /** Whether wallets are told by which authorities' certificates a credential has to be: `aki`, the one kind that certificates can be judged by. */
  readonly trustedAuthorities?: 'aki' | undefined
  /** Whether one is asked for, and taken, that nobody proves to be theirs; a proof that is there is judged all the same. */
  readonly withoutHolderBinding?: boolean | undefined
  readonly maximumAge?: { readonly key?: Seconds | undefined; readonly accreditation?: Seconds | undefined; readonly status?: Seconds | undefined } | undefined
}

/** Types by their `vct`, `docType` or W3C type. */
export type OutsideTrust = Readonly<Record<string, OutsideType>>

interface Settings {
  readonly network: { readonly typesUrl: string }
  readonly limits: NonNullable<TypePolicy['maximumAge']>
  readonly outsideTrust?: OutsideTrust
}

/** The `vct` of each type by its other names. */
export function namesOfCatalogue(types: ReadonlyMap<string, CredentialType>, typesUrl: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { id, version, mdoc, w3cTypes } of types.values()) {
    const vct = vctOf(typesUrl, id, version)
    for (const name of [mdoc?.docType, w3cTypes.at(-1)]) if (name !== undefined) names.set(name, vct)
  }
  return names
}

/** Types that are listed under more than one of their names, with these: which of the two would be meant nobody could tell. */
export function listedTwice(types: ReadonlyMap<string, CredentialType>, { network: { typesUrl }, outsideTrust = {} }: Omit<Settings, 'limits'>): ReadonlyMap<string, readonly string[]> {
  const names = namesOfCatalogue(types, typesUrl)
  const byType = Map.groupBy(Object.keys(outsideTrust), (name) => names.get(name) ?? name)
  return new Map([...byType].filter(([, listed]) => listed.length > 1))
}

/**
 * How each type is judged: one of the catalogue may be issued by whoever is accredited for its `vct`, in any format; one that
 * the operator lists with issuers, by those and by nobody else. What else it lists of a type holds either way.
 */
export function policyOfCatalogue(types: ReadonlyMap<string, CredentialType>, { network: { typesUrl }, limits, outsideTrust = {} }: Settings): PolicyOf {
  const names = namesOfCatalogue(types, typesUrl)
  const listed = new Map(Object.entries(outsideTrust).map(([name, type]) => [names.get(name) ?? name, policyOfListed(names.get(name) ?? name, type, limits)]))
  return ({ name }) => {
    const as = names.get(name) ?? name
    return listed.get(as) ?? { trusted: { by: 'accreditation', as }, maximumAge: limits }
  }
}

const policyOfListed = (as: string, { issuers, status, withoutStatus = false, maximumAge }: OutsideType, limits: Settings['limits']): TypePolicy => ({
  // A form, its record and its receipt call a type by its `vct`, in whatever format it came.
  trusted: issuers === undefined ? { by: 'accreditation', as } : { by: 'list', as, issuers: issuers.map(({ issuer }) => issuer) },
  maximumAge: { key: maximumAge?.key ?? limits.key, accreditation: maximumAge?.accreditation ?? limits.accreditation, status: maximumAge?.status ?? limits.status },
  withoutStatus,
  ...(status === undefined ? {} : { status }),
})
