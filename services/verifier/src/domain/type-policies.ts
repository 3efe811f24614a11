import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { vctOf } from '@counterfoil/shared/network/network'
import type { PolicyOf, TypePolicy } from '@counterfoil/shared/verification/policy'

/** How each type of the catalogue is judged: whoever is accredited for its `vct` may issue it, in any format. */
export function policyOfCatalogue(types: ReadonlyMap<string, CredentialType>, { network: { typesUrl }, limits }: { readonly network: { readonly typesUrl: string }; readonly limits: NonNullable<TypePolicy['maximumAge']> }): PolicyOf {
  const names = new Map<string, string>()
  for (const { id, version, mdoc, w3cTypes } of types.values()) {
    const vct = vctOf(typesUrl, id, version)
    for (const name of [mdoc?.docType, w3cTypes.at(-1)]) if (name !== undefined) names.set(name, vct)
  }
  return ({ name }) => ({ trusted: { by: 'accreditation', as: names.get(name) ?? name }, maximumAge: limits })
}
