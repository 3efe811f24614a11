import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { subjectKeyIdentifier } from '@counterfoil/shared/dcql/trusted-authorities'
import type { AskedOfType } from '@counterfoil/shared/form-profile/form-query'
import { namesOfCatalogue, type OutsideTrust, type OutsideType } from './type-policies.ts'

/** What queries say of each type, as the operator lists it. */
export type AskedOf = (vct: string) => AskedOfType

/** Of a type that isn't listed nothing more is asked than its name. */
export function askedOfCatalogue(types: ReadonlyMap<string, CredentialType>, { network: { typesUrl }, outsideTrust = {} }: { readonly network: { readonly typesUrl: string }; readonly outsideTrust?: OutsideTrust }): AskedOf {
  const names = namesOfCatalogue(types, typesUrl)
  const asked = new Map(Object.entries(outsideTrust).map(([name, type]) => [names.get(name) ?? name, askedOf(type)]))
  return (vct) => asked.get(vct) ?? {}
}

const askedOf = ({ issuers = [], trustedAuthorities, withoutHolderBinding = false }: OutsideType): AskedOfType => ({
  ...(trustedAuthorities === undefined ? {} : { trusted_authorities: [{ type: trustedAuthorities, values: [...new Set(issuers.flatMap(({ anchors = [] }) => anchors.flatMap((pem) => keyIdentifierOf(pem) ?? [])))] }] }),
  ...(withoutHolderBinding ? { require_cryptographic_holder_binding: false } : {}),
})

/** By which a certificate below this anchor names it. */
export const keyIdentifierOf = (pem: string): string | null => subjectKeyIdentifier(pem.replaceAll(/-----[^-]+-----|\s/g, ''))
