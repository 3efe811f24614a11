import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import type { DidDocument, DidService, VerificationMethod } from './did-document.ts'

const relationships = ['authentication', 'assertionMethod', 'keyAgreement', 'capabilityInvocation', 'capabilityDelegation'] as const
const mostEntries = 64

/** Something in a DID document is not as DID Core says. */
class Malformed extends Error {}

const listOf = (value: Json | undefined): readonly Json[] => {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > mostEntries) throw new Malformed('a list')
  return value as readonly Json[]
}
const textOf = (value: Json | undefined): string => {
  if (typeof value !== 'string' || value === '') throw new Malformed('a text')
  return value
}

/**
 * Parses a DID document that somebody else publishes, with relative ids made absolute; null unless it is the document of
 * this DID, each of its methods has an id of its own below the DID, and no private key lies in it. A method that stands
 * within a relationship is for that one alone. @see DID Core 1.0, sections 5 and 6.2
 */
export function parseDidDocument(text: string, did: string): DidDocument | null {
  const parsed = parseUniqueJson(text)
  if (!('value' in parsed) || !isJsonObject(parsed.value) || parsed.value['id'] !== did) return null
  try {
    return readDocument(parsed.value, did)
  } catch (error) {
    if (error instanceof Malformed) return null
    throw error
  }
}

function readDocument(value: JsonObject, did: string): DidDocument {
  const methods = new Map<string, VerificationMethod>()
  const add = (method: Json): string => {
    const read = readMethod(method, did)
    if (methods.has(read.id)) throw new Malformed('two methods of one id')
    methods.set(read.id, read)
    return read.id
  }
  for (const method of listOf(value['verificationMethod'])) add(method)
  const related = relationships.map((name) => [name, listOf(value[name]).map((entry) => (typeof entry === 'string' ? absolute(entry, did) : add(entry)))] as const)
  const [authentication, assertionMethod, ...others] = related
  const service = listOf(value['service']).map((entry) => readService(entry, did))
  return {
    id: did,
    verificationMethod: [...methods.values()],
    authentication: authentication?.[1] ?? [],
    assertionMethod: assertionMethod?.[1] ?? [],
    ...(service.length === 0 ? {} : { service }),
    ...Object.fromEntries(others.filter(([, ids]) => ids.length > 0)),
  }
}

const absolute = (id: string, did: string): string => (id.startsWith('#') ? `${did}${id}` : id)

function readMethod(value: Json, did: string): VerificationMethod {
  if (!isJsonObject(value)) throw new Malformed('a method')
  const id = absolute(textOf(value['id']), did)
  if (!id.startsWith(`${did}#`)) throw new Malformed('a method of another identity')
  const { publicKeyJwk, publicKeyMultibase, counterfoil_purpose: purpose, expires, revoked } = value
  if (publicKeyJwk !== undefined && (!isJsonObject(publicKeyJwk) || Object.hasOwn(publicKeyJwk, 'd'))) throw new Malformed('a key')
  return {
    id,
    type: textOf(value['type']),
    controller: textOf(value['controller']),
    ...(publicKeyJwk === undefined ? {} : { publicKeyJwk }),
    ...(typeof publicKeyMultibase === 'string' ? { publicKeyMultibase } : {}),
    ...(purpose === undefined ? {} : { counterfoil_purpose: textOf(purpose) }),
    ...(expires === undefined ? {} : { expires: dateOf(expires) }),
    ...(revoked === undefined ? {} : { revoked: dateOf(revoked) }),
  }
}

/** @see XML Schema 1.1, dateTimeStamp */
function dateOf(value: Json): string {
  const text = textOf(value)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) throw new Malformed('a date')
  return text
}

function readService(value: Json, did: string): DidService {
  if (!isJsonObject(value) || value['serviceEndpoint'] === undefined) throw new Malformed('a service')
  const type = Array.isArray(value['type']) ? textOf(value['type'][0]) : textOf(value['type'])
  return { id: absolute(textOf(value['id']), did), type, serviceEndpoint: value['serviceEndpoint'] }
}
