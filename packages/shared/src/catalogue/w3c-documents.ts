import type { Json, JsonObject } from '../kernel/json.ts'
import type { ClaimsSchema, ObjectSchema } from './claims-schema.ts'
import type { CredentialType } from './credential-type.ts'

const xsd = 'http://www.w3.org/2001/XMLSchema#'

const datatypeOf = (schema: ClaimsSchema): string | null => {
  if (schema.type === 'string') return schema.format === 'date' ? 'date' : 'string'
  return schema.type === 'object' ? null : schema.type
}

function termOf(schema: ClaimsSchema, id: string): JsonObject {
  if (schema.type === 'object') return { '@id': id, '@context': { '@protected': true, ...termsOf(schema, `${id}.`) } }
  return { '@id': id, '@type': `${xsd}${datatypeOf(schema) ?? 'string'}` }
}

const termsOf = ({ properties }: ObjectSchema, base: string): Record<string, Json> =>
  Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, termOf(member, `${base}${name}`)]))

/** The meaning of a type's claims: each is named by an address below its `vct`. @see JSON-LD 1.1, section 4.1 */
export const w3cContext = (type: CredentialType, vct: string): JsonObject => ({
  '@context': { '@version': 1.1, '@protected': true, ...Object.fromEntries(type.w3cTypes.slice(1).map((name) => [name, `${vct}#${name}`])), ...termsOf(type.schema, `${vct}#`) },
})

/** What a W3C credential of a type must look like. @see Verifiable Credentials JSON Schema Specification, section 4.1 */
export const w3cSchema = (type: CredentialType, address: string): JsonObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: address,
  title: type.name.en,
  description: type.description.en,
  type: 'object',
  required: ['credentialSubject'],
  properties: {
    credentialSubject: { ...type.schema, properties: { id: { type: 'string', format: 'uri' }, ...type.schema.properties } },
  },
})
