import type { Cbor } from '../cbor/cbor.ts'
import { es256Header, toBeSigned } from '../cbor/cose-sign1.ts'
import { embed, encodeCbor } from '../cbor/encode-cbor.ts'
import { fromBase64Url, toBase64Url } from '../kernel/bytes.ts'
import { deviceAuthentication } from './device-authentication.ts'
import { parseIssuedMdoc } from './issuer-signed.ts'
import type { Handover } from './session-transcript.ts'

/** An element of an mdoc by its namespace and its name. */
export interface ChosenElement {
  readonly namespace: string
  readonly name: string
}

/** Whom an mdoc is shown to, and what of it. */
export interface MdocShown {
  readonly chosen: readonly ChosenElement[]
  readonly handover: Handover
  readonly nonce: string
}

interface HolderCrypto {
  readonly sha256: (content: Uint8Array) => string
  /** ES256 by the device key, as base64url. */
  readonly sign: (bytes: Uint8Array) => Promise<string>
}

/**
 * A DeviceResponse in base64url, with the chosen elements and no other, signed by the device for one request; of an mdoc as
 * its issuer handed it over. @see ISO/IEC 18013-5, sections 8.3.2.1.2.2 and 9.1.3; OpenID4VP 1.0, appendix B.2.5
 */
export async function presentMdoc(credential: string, { chosen, handover, nonce }: MdocShown, { sha256, sign }: HolderCrypto): Promise<string> {
  const { issuerAuthItem, security, items } = parseIssuedMdoc(credential)
  const { docType } = security
  const shown = new Map<string, Cbor[]>()
  for (const { namespace, name, item } of items) {
    if (chosen.some((element) => element.namespace === namespace && element.name === name)) shown.set(namespace, [...(shown.get(namespace) ?? []), item])
  }
  const namespaces = embed(encodeCbor(new Map()))
  const signature = await sign(toBeSigned(es256Header, deviceAuthentication({ docType, handover, nonce, namespaces }, sha256)))
  const document = mapOf({
    docType,
    issuerSigned: mapOf({ ...(shown.size === 0 ? {} : { nameSpaces: shown }), issuerAuth: issuerAuthItem }),
    deviceSigned: mapOf({ nameSpaces: namespaces, deviceAuth: mapOf({ deviceSignature: [es256Header, new Map(), null, fromBase64Url(signature) ?? new Uint8Array()] }) }),
  })
  return toBase64Url(encodeCbor(mapOf({ version: '1.0', documents: [document], status: 0 })))
}

const mapOf = (members: Readonly<Record<string, Cbor>>): Cbor => new Map(Object.entries(members))
