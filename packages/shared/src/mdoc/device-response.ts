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
  /** The bytes that the digest covers. */
  readonly encoded: Uint8Array
}

/** What the holder's device adds. Its own elements are vouched for by nobody, and are dropped. */
export interface DeviceSigned {
  readonly namespaces: Tagged
  /** Null for a MAC, which needs a session key that OpenID4VP doesn't make. */
  readonly signature: CoseSign1 | null
}

export interface PresentedMdoc {
  readonly docType: string
  readonly issuerAuth: CoseSign1
  readonly security: MobileSecurityObject
  readonly items: readonly IssuerSignedItem[]
  readonly device: DeviceSigned | null
}

const longest = 262_144
const mostItems = 200
const fewestSaltBytes = 16

const fault = (why: string): CborFault => new CborFault(why)

/** The one document of a DeviceResponse in base64url. Refuses with `malformed_credential`. @see OpenID4VP 1.0, appendix B.2.5; ISO/IEC 18013-5, section 8.3.2.1.2.2 */
export function parseDeviceResponse(presentation: string): PresentedMdoc {
  const bytes = presentation.length > longest ? null : fromBase64Url(presentation)
  try {
    if (bytes === null) throw fault('no base64url, or too large')
    return documentOf(mapOf(decodeCbor(bytes), 'DeviceResponse'))
  } catch (cause) {
    if (!(cause instanceof CborFault)) throw cause
    throw new Refusal('malformed_credential', { detail: cause.message, cause })
  }
}

function documentOf(response: CborMap): PresentedMdoc {
  const documents = response.get('documents')
  // What answers one query is one document; one that tells of errors answers nothing.
  if (response.get('version') !== '1.0' || response.get('status') !== 0 || !isCborList(documents) || documents.length !== 1) throw fault('documents')
  const document = mapOf(documents[0], 'document')
  const docType = document.get('docType')
  const issuerSigned = mapOf(document.get('issuerSigned'), 'issuerSigned')
  const issuerAuth = parseCoseSign1(issuerSigned.get('issuerAuth'))
  const security = parseSecurityObject(issuerAuth.payload)
  if (typeof docType !== 'string' || security.docType !== docType) throw fault('docType')
  return { docType, issuerAuth, security, items: itemsOf(issuerSigned.get('nameSpaces')), device: deviceOf(document.get('deviceSigned')) }
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
  return { namespace, digestId, name, value: item.get('elementValue'), encoded: value.encoded }
}

function deviceOf(value: Cbor): DeviceSigned | null {
  if (value === undefined) return null
  const signed = mapOf(value, 'deviceSigned')
  const [namespaces, auth] = [signed.get('nameSpaces'), mapOf(signed.get('deviceAuth'), 'deviceAuth')]
  if (!(namespaces instanceof Tagged) || namespaces.tag !== embeddedCbor || auth.size !== 1) throw fault('deviceSigned')
  return { namespaces, signature: auth.has('deviceSignature') ? parseCoseSign1(auth.get('deviceSignature')) : null }
}

function mapOf(value: Cbor, what: string): CborMap {
  if (!isCborMap(value)) throw fault(what)
  return value
}
