import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { isType, isUrl, isWords, setOf, timeOf } from './values.ts'
import { w3cContext2 } from './contexts.ts'

/**
 * What keeps a document from being a credential of data model 2.0, by the member that is wrong; null for one that is. Of its shape alone:
 * that every term means something is seen when a catalogue's contexts are tested. @see VC Data Model 2.0, section 4
 */
export function faultOfCredential(document: unknown): string | null {
  if (!isJsonObject(document)) return 'no object'
  return rules.find(([, holds]) => !holds(document))?.[0] ?? null
}

type Rule = readonly [member: string, holds: (document: JsonObject) => boolean]

const absentOr = (member: string, holds: (value: Json) => boolean): Rule => [member, (document) => document[member] === undefined || holds(document[member])]

/** Objects that each say what they are, and may say which. */
const objectsOfType = (member: string, holds: (object: JsonObject) => boolean = () => true): Rule =>
  absentOr(member, (value) => setOf(value).length > 0 && setOf(value).every((one) => isJsonObject(one) && isType(one['type']) && (one['id'] === undefined || isUrl(one['id'])) && holds(one)))

const rules: readonly Rule[] = [
  ['@context', ({ '@context': contexts }) => Array.isArray(contexts) && contexts[0] === w3cContext2 && contexts.every((context) => isUrl(context as Json) || isJsonObject(context))],
  ['type', ({ type }) => isType(type) && setOf(type).includes('VerifiableCredential')],
  absentOr('id', isUrl),
  ['issuer', ({ issuer }) => isUrl(issuer) || (isJsonObject(issuer) && isUrl(issuer['id']) && haveWords(issuer))],
  ['name or description', (document) => haveWords(document)],
  ['credentialSubject', ({ credentialSubject }) => setOf(credentialSubject).length > 0 && setOf(credentialSubject).every(isSubject)],
  absentOr('validFrom', (value) => !Number.isNaN(timeOf(value))),
  absentOr('validUntil', (value) => !Number.isNaN(timeOf(value))),
  ['validUntil', ({ validFrom, validUntil }) => validFrom === undefined || validUntil === undefined || timeOf(validFrom) <= timeOf(validUntil)],
  objectsOfType('credentialStatus'),
  objectsOfType('credentialSchema', ({ id }) => isUrl(id)),
  objectsOfType('termsOfUse'),
  objectsOfType('evidence'),
  objectsOfType('refreshService'),
  objectsOfType('proof'),
  absentOr('relatedResource', areResources),
]

function haveWords({ name, description }: JsonObject): boolean {
  return (name === undefined || isWords(name)) && (description === undefined || isWords(description))
}

function isSubject(subject: Json): boolean {
  return isJsonObject(subject) && Object.keys(subject).length > 0 && (subject['id'] === undefined || isUrl(subject['id']))
}

/** Each once, and with a digest at least. @see VC Data Model 2.0, section 5.3 */
function areResources(value: Json): boolean {
  const resources = setOf(value)
  const ids = resources.map((one) => (isJsonObject(one) && isUrl(one['id']) && (typeof one['digestSRI'] === 'string' || typeof one['digestMultibase'] === 'string') ? one['id'] : null))
  return resources.length > 0 && !ids.includes(null) && new Set(ids).size === ids.length
}
