import { embeddedCbor, isBytes, isCborList, isCborMap, Tagged, type Cbor, type CborMap } from '../cbor/cbor.ts'
import { parseCoseSign1, type CoseSign1 } from '../cbor/cose-sign1.ts'
import { CborFault, decodeCbor } from '../cbor/decode-cbor.ts'
import { fromBase64Url } from '../kernel/bytes.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseSecurityObject, type MobileSecurityObject } from './mobile-security-object.ts'

/** One element as its issuer digested it. @see ISO/IEC 18013-5, section 8.3.2.1.2.2 */
export interface IssuerSignedItem {
  readonly namespace: string
  readonly digestId: number
  readonly name: string
  readonly value: Cbor
  /** Tagged, as it came; the digest covers these bytes. */
  readonly item: Tagged
}

/** An mdoc as its issuer signed it, with those of its elements that are there. */
export interface IssuerSigned {
  readonly issuerAuth: CoseSign1
  /** The same as it came, to be handed on. */
  readonly issuerAuthItem: Cbor
  readonly security: MobileSecurityObject
  readonly items: readonly IssuerSignedItem[]
}

const longest = 262_144
const mostItems = 200
const fewestSaltBytes = 16

const fault = (why: string): CborFault => new CborFault(why)

/** What base64url of CBOR holds. Refuses what is malformed with `malformed_credential`. */
export function readMdocText<Read>(text: string, read: (item: Cbor) => Read): Read {
  const bytes = text.length > longest ? null : fromBase64Url(text)
  try {
    if (bytes === null) throw fault('no base64url, or too large')
    return read(decodeCbor(bytes))
  } catch (cause) {
    if (!(cause instanceof CborFault)) throw cause
    throw new Refusal('malformed_credential', { detail: cause.message, cause })
  }
}

/** An mdoc as an issuer hands it over. Refuses with `malformed_credential`. @see OpenID4VCI 1.0, appendix A.2.4 */
export const parseIssuedMdoc = (credential: string): IssuerSigned => readMdocText(credential, issuerSignedOf)

/** Throws a `CborFault`. */
export function issuerSignedOf(value: Cbor): IssuerSigned {
  const issuerSigned = mapOf(value, 'issuerSigned')
  const issuerAuthItem = issuerSigned.get('issuerAuth')
  const issuerAuth = parseCoseSign1(issuerAuthItem)
  return { issuerAuth, issuerAuthItem, security: parseSecurityObject(issuerAuth.payload), items: itemsOf(issuerSigned.get('nameSpaces')) }
}

function itemsOf(namespaces: Cbor): IssuerSignedItem[] {
  if (namespaces === undefined) return []
  const items: IssuerSignedItem[] = []
  for (const [namespace, list] of mapOf(namespaces, 'nameSpaces')) {
    if (typeof namespace !== 'string' || !isCborList(list)) throw fault('nameSpaces')
    for (const item of list) items.push(itemOf(namespace, item))
  }
  if (items.length > mostItems) throw fault('too many elements')
  if (new Set(items.map(({ namespace, name }) => JSON.stringify([namespace, name]))).size !== items.length) throw fault('an element twice')
  return items
}

function itemOf(namespace: string, value: Cbor): IssuerSignedItem {
  if (!(value instanceof Tagged) || value.tag !== embeddedCbor || !isBytes(value.value)) throw fault('an element that is not embedded')
  const item = mapOf(decodeCbor(value.value), 'element')
  const [digestId, salt, name] = [item.get('digestID'), item.get('random'), item.get('elementIdentifier')]
  if (typeof digestId !== 'number' || !isBytes(salt) || salt.length < fewestSaltBytes || typeof name !== 'string' || !item.has('elementValue')) throw fault('element')
  return { namespace, digestId, name, value: item.get('elementValue'), item: value }
}

/** Throws a `CborFault`. */
export function mapOf(value: Cbor, what: string): CborMap {
  if (!isCborMap(value)) throw fault(what)
  return value
}
