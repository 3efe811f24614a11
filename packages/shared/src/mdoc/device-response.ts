import { embeddedCbor, isCborList, Tagged, type Cbor } from '../cbor/cbor.ts'
import { parseCoseSign1, type CoseSign1 } from '../cbor/cose-sign1.ts'
import { CborFault } from '../cbor/decode-cbor.ts'
import { issuerSignedOf, mapOf, readMdocText, type IssuerSigned } from './issuer-signed.ts'

/** What the holder's device adds. Its own elements are vouched for by nobody, and are dropped. */
export interface DeviceSigned {
  readonly namespaces: Tagged
  /** Null for a MAC, which needs a session key that OpenID4VP doesn't make. */
  readonly signature: CoseSign1 | null
}

export interface PresentedMdoc extends Omit<IssuerSigned, 'issuerAuthItem'> {
  readonly device: DeviceSigned | null
}

const fault = (why: string): CborFault => new CborFault(why)

/** The one document of a DeviceResponse in base64url. Refuses with `malformed_credential`. @see OpenID4VP 1.0, appendix B.2.5; ISO/IEC 18013-5, section 8.3.2.1.2.2 */
export const parseDeviceResponse = (presentation: string): PresentedMdoc => readMdocText(presentation, documentOf)

function documentOf(value: Cbor): PresentedMdoc {
  const response = mapOf(value, 'DeviceResponse')
  const documents = response.get('documents')
  // What answers one query is one document; one that tells of errors answers nothing.
  if (response.get('version') !== '1.0' || response.get('status') !== 0 || !isCborList(documents) || documents.length !== 1) throw fault('documents')
  const document = mapOf(documents[0], 'document')
  const { issuerAuth, security, items } = issuerSignedOf(document.get('issuerSigned'))
  if (document.get('docType') !== security.docType) throw fault('docType')
  return { issuerAuth, security, items, device: deviceOf(document.get('deviceSigned')) }
}

function deviceOf(value: Cbor): DeviceSigned | null {
  if (value === undefined) return null
  const signed = mapOf(value, 'deviceSigned')
  const [namespaces, auth] = [signed.get('nameSpaces'), mapOf(signed.get('deviceAuth'), 'deviceAuth')]
  if (!(namespaces instanceof Tagged) || namespaces.tag !== embeddedCbor || auth.size !== 1) throw fault('deviceSigned')
  return { namespaces, signature: auth.has('deviceSignature') ? parseCoseSign1(auth.get('deviceSignature')) : null }
}
