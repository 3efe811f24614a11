import type { Cbor } from '../cbor/cbor.ts'
import { embed, encodeCbor } from '../cbor/encode-cbor.ts'
import { sessionTranscript, type Handover } from './session-transcript.ts'

/** For whom, and with which elements of the device's own, an mdoc is shown. */
export interface DeviceAuthenticated {
  readonly docType: string
  readonly handover: Handover
  readonly nonce: string
  /** Tagged as embedded CBOR. */
  readonly namespaces: Cbor
}

/** What the device signs. @see ISO/IEC 18013-5, section 9.1.3.4 */
export const deviceAuthentication = ({ docType, handover, nonce, namespaces }: DeviceAuthenticated, sha256: (content: Uint8Array) => string): Uint8Array =>
  encodeCbor(embed(encodeCbor(['DeviceAuthentication', sessionTranscript(handover, nonce, sha256), docType, namespaces])))
