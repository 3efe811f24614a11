import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'

/** The formats that this wallet holds, the preferred first: what can be shown in part, and bound to its holder in words, before what can't. */
export const heldFormats = ['dc+sd-jwt', 'mso_mdoc', 'jwt_vc_json'] as const
export type HeldFormat = (typeof heldFormats)[number]

/** What a credential is, as its issuer's metadata announce it. @see OpenID4VCI 1.0, appendix A */
export type CredentialKind =
  | { readonly format: 'dc+sd-jwt'; readonly vct: string }
  | { readonly format: 'mso_mdoc'; readonly docType: string }
  | { readonly format: 'jwt_vc_json'; readonly types: readonly string[]; /** Of data model 2.0, or none that are announced. */ readonly contexts: readonly string[] }

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''
const areNames = (value: unknown): value is readonly string[] => Array.isArray(value) && value.length > 0 && value.every(isName)

/** Null for a configuration in a format that this wallet doesn't hold, or without what tells its type. */
export function kindOf({ format, vct, doctype, credential_definition: definition }: JsonObject): CredentialKind | null {
  if (format === 'dc+sd-jwt') return isName(vct) ? { format, vct } : null
  if (format === 'mso_mdoc') return isName(doctype) ? { format, docType: doctype } : null
  if (format !== 'jwt_vc_json' || !isJsonObject(definition)) return null
  const { type: types, '@context': contexts = [] } = definition
  return areNames(types) && Array.isArray(contexts) && contexts.every(isName) ? { format, types, contexts } : null
}

/**
 * The name by which the consortium accredits a type: its own, or, where one name stands for a type in all its formats, the one
 * that the issuer says. Whoever is accredited for a name may call nothing else by it without being found out by every verifier.
 */
export function accreditedName(kind: CredentialKind, { credential_metadata: metadata }: JsonObject): string {
  if (kind.format === 'dc+sd-jwt') return kind.vct
  const said = isJsonObject(metadata) ? metadata['accredited_as'] : undefined
  if (isName(said)) return said
  return kind.format === 'mso_mdoc' ? kind.docType : (kind.types.at(-1) ?? '')
}

/** The preferred first; of one format in the issuer's order. */
export const preferredFirst = <Of>(all: readonly Of[], formatOf: (one: Of) => HeldFormat): Of[] => all.toSorted((one, other) => heldFormats.indexOf(formatOf(one)) - heldFormats.indexOf(formatOf(other)))
