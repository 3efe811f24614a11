import type { CredentialType } from '../catalogue/credential-type.ts'
import { elementsOf } from '../catalogue/mdoc-names.ts'
import { bareObject, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'

/** The format in which a form wants its credential. */
export const formFormats = ['dc+sd-jwt', 'jwt_vc_json', 'mso_mdoc'] as const
export type FormFormat = (typeof formFormats)[number]

export type NamedType = Pick<CredentialType, 'w3cTypes' | 'mdoc'>
type Path = readonly string[]

/** Where a format has a claim of the catalogue; null for one that it hasn't. @see OpenID4VP 1.0, section 7 */
export function pathIn(format: FormFormat, { mdoc }: NamedType, path: Path): Path | null {
  if (format === 'dc+sd-jwt') return path
  if (format === 'jwt_vc_json') return ['credentialSubject', ...path]
  const element = mdoc === undefined ? undefined : elementsOf(mdoc).find((one) => one.path.join('\n') === path.join('\n'))
  return element === undefined ? null : [element.namespace, element.name]
}

/** What a query says of a type in each format. @see OpenID4VP 1.0, appendix B */
export type FormMeta =
  | { readonly format: 'dc+sd-jwt'; readonly meta: { readonly vct_values: readonly string[] } }
  | { readonly format: 'jwt_vc_json'; readonly meta: { readonly type_values: readonly (readonly string[])[] } }
  | { readonly format: 'mso_mdoc'; readonly meta: { readonly doctype_value: string } }

/** A type without names as an mdoc gets a query that its linter refuses. */
export function metaOf(format: FormFormat, { w3cTypes, mdoc }: NamedType, vct: string): FormMeta {
  if (format === 'dc+sd-jwt') return { format, meta: { vct_values: [vct] } }
  return format === 'jwt_vc_json' ? { format, meta: { type_values: [w3cTypes] } } : { format, meta: { doctype_value: mdoc?.docType ?? '' } }
}

/** Verified claims as the catalogue names them, whatever format they came in. */
export function asInCatalogue(format: FormFormat, type: NamedType, claims: JsonObject, paths: readonly Path[]): JsonObject {
  if (format === 'dc+sd-jwt') return claims
  const named = bareObject()
  for (const path of paths) {
    const value = valueAt(claims, pathIn(format, type, path) ?? [])
    if (value !== undefined) put(named, path, value)
  }
  return named
}

function valueAt(claims: JsonObject, path: Path): Json | undefined {
  let found: Json | undefined = path.length === 0 ? undefined : claims
  for (const name of path) found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
  return found
}

function put(into: Record<string, Json>, [name = '', ...rest]: Path, value: Json): void {
  if (rest.length === 0) into[name] = value
  else put((into[name] ??= bareObject()) as Record<string, Json>, rest, value)
}
