import { CborFault } from '../../cbor/decode-cbor.ts'
import type { EpochSeconds } from '../../kernel/branded.ts'
import { bareObject, type Json } from '../../kernel/json.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { deviceAuthentication } from '../../mdoc/device-authentication.ts'
import { parseDeviceResponse, type DeviceSigned, type PresentedMdoc } from '../../mdoc/device-response.ts'
import { parseIssuedMdoc, type IssuerSignedItem } from '../../mdoc/issuer-signed.ts'
import type { MobileSecurityObject } from '../../mdoc/mobile-security-object.ts'
import { plainOf } from '../../mdoc/plain-value.ts'
import type { PathStep } from '../../sd-jwt/disclosure.ts'
import { validityIn } from '../../x509/certificate.ts'
import { tokenStatus } from '../check-status.ts'
import type { ClaimsView, ExpectedBinding, OpenedPresentation, OpenPresentation, PresentationReading } from './opened-presentation.ts'

const skew = 60
const second = 1000

/** An mdoc. @see ISO/IEC 18013-5, section 9; OpenID4VP 1.0, appendix B.2 */
export const openMdoc: OpenPresentation = (presentation, reading) => opened(parseDeviceResponse(presentation), reading)

/** The same of an mdoc as its holder keeps it, bound to no request. */
export const openHeldMdoc: OpenPresentation = (credential, reading) => opened({ ...parseIssuedMdoc(credential), device: null }, reading)

function opened({ issuerAuth, security, items, device }: PresentedMdoc, reading: PresentationReading): OpenedPresentation {
  const { docType } = security
  if (!issuerAuth.isEs256) throw new Refusal('credential_invalid', { detail: 'alg' })
  if (issuerAuth.x5c.length === 0) throw new Refusal('issuer_key_unknown', { detail: 'x5chain' })
  const type = { format: 'mso_mdoc', name: docType, names: [docType], contexts: [] } as const
  let bound: Uint8Array | null = null
  return {
    issuer: { kid: null, name: null, x5c: issuerAuth.x5c },
    signed: { input: issuerAuth.signedBytes(), signature: issuerAuth.signature },
    restore: () => viewOf(items, security, reading),
    typeFor: () => type,
    isAskedBy: (query) => query.format === 'mso_mdoc' && query.meta.doctype_value === docType,
    isBound: (expected, { sha256 }) => {
      if (device === null) return false
      bound = boundBytes(device, docType, expected, sha256)
      return true
    },
    isSignedByHolder: ({ verifyHolder }) => bound !== null && device?.signature != null && verifyHolder(security.deviceKey, device.signature.signedBytes(bound), device.signature.signature),
    checkValidity: (now) => checkDates(security, issuerAuth.x5c, now),
    statuses: () => tokenStatus(security.status),
  }
}

function boundBytes({ namespaces, signature }: DeviceSigned, docType: string, { handover, nonce }: ExpectedBinding, sha256: PresentationReading['sha256']): Uint8Array {
  if (signature === null || !signature.isEs256 || signature.payload !== null) throw new Refusal('invalid_format', { detail: 'deviceAuth' })
  if (handover === undefined) throw new Refusal('holder_binding_mismatch', { detail: 'no handover' })
  return deviceAuthentication({ docType, handover, nonce, namespaces }, sha256)
}

/** Every element that is there must be one whose digest is signed. @see ISO/IEC 18013-5, section 9.3.1, step 3 */
function viewOf(items: readonly IssuerSignedItem[], security: MobileSecurityObject, { sha256 }: PresentationReading): ClaimsView {
  const claims = bareObject()
  const disclosed: { readonly path: readonly PathStep[] }[] = []
  for (const { namespace, digestId, name, value, item } of items) {
    if (security.digestOf(namespace, digestId) !== sha256(item.encoded)) throw new Refusal('malformed_credential', { detail: 'an element that was not signed' })
    const elements = (claims[namespace] ??= bareObject()) as Record<string, Json>
    elements[name] = plain(value)
    disclosed.push({ path: [namespace, name] })
  }
  return { claims, disclosed, issuedAt: Math.floor(security.signed / second) }
}

function plain(value: IssuerSignedItem['value']): Json {
  try {
    return plainOf(value)
  } catch (cause) {
    if (!(cause instanceof CborFault)) throw cause
    throw new Refusal('malformed_credential', { detail: cause.message, cause })
  }
}

/** Also that it was signed while the certificate stood. @see ISO/IEC 18013-5, section 9.3.1, step 5 */
function checkDates({ signed, validFrom, validUntil }: MobileSecurityObject, [certificate]: readonly string[], now: EpochSeconds): void {
  if (certificate !== undefined && !stoodAt(certificate, signed)) throw new Refusal('credential_invalid', { detail: 'signed when its certificate did not stand' })
  if (validUntil <= (now - skew) * second) throw new Refusal('credential_expired')
  if (Math.max(signed, validFrom) > (now + skew) * second) throw new Refusal('jwt_premature')
}

function stoodAt(certificate: string, milliseconds: number): boolean {
  const validity = validityIn(certificate)
  return validity !== null && validity.from * second <= milliseconds && milliseconds <= validity.until * second
}
