import { DateOnly } from '@owf/mdoc'
import { schemaAt } from '@counterfoil/shared/catalogue/claims-schema'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { elementsOf } from '@counterfoil/shared/catalogue/mdoc-names'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { Profile } from '../domain/profile.ts'
import { statusReference } from '../domain/status-claims.ts'
import type { CredentialToSign } from '../ports.ts'
import type { MdocElements, MdocToSign } from './mso-mdoc.ts'

const at = (seconds: number): Date => new Date(seconds * 1000)

/** A credential as an mdoc of its type. */
export function mdocOf({ authority, configuration: { type }, counterfoil, place, statusAt, claims, holder }: CredentialToSign): MdocToSign {
  if (type.mdoc === undefined) throw new Error(`The type ${type.id} has no names as an mdoc.`)
  return {
    docType: type.mdoc.docType,
    elements: elementsFrom(type, claims),
    holder,
    validity: { from: at(counterfoil.issuedAt), until: at(counterfoil.expiresAt), update: updateOf(authority.profile, counterfoil) },
    status: statusAt ?? statusReference(authority, place),
  }
}

/** Never before it begins. */
const updateOf = ({ expectedUpdate }: Profile, { issuedAt, expiresAt }: CredentialToSign['counterfoil']): Date | null =>
  expectedUpdate === null ? null : at(Math.max(issuedAt, expiresAt - expectedUpdate.daysBefore * 86_400))

/** The claims by their names as elements; those that a person doesn't have are left out. */
export function elementsFrom({ mdoc, schema }: Pick<CredentialType, 'mdoc' | 'schema'>, claims: JsonObject): MdocElements {
  const namespaces = new Map<string, Map<string, unknown>>()
  for (const { namespace, name, path } of mdoc === undefined ? [] : elementsOf(mdoc)) {
    const value = valueAt(claims, path)
    if (value === undefined) continue
    const found = schemaAt(schema, path)
    const elements = namespaces.get(namespace) ?? new Map<string, unknown>()
    namespaces.set(namespace, elements.set(name, typeof value === 'string' && found?.type === 'string' && found.format === 'date' ? new DateOnly(value) : value))
  }
  return namespaces
}

function valueAt(claims: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = claims
  for (const name of path) value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return value
}
