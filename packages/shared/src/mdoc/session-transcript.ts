import type { Cbor } from '../cbor/cbor.ts'
import { encodeCbor } from '../cbor/encode-cbor.ts'
import { fromBase64Url } from '../kernel/bytes.ts'

/** How a request reached its wallet. @see OpenID4VP 1.0, appendices B.2.6.1 and B.2.6.2 */
export type Handover =
  | { readonly kind: 'redirect'; readonly clientId: string; readonly responseUri: string; /** Thumbprint (RFC 7638) of the key that the answer is encrypted to, in base64url; null when it isn't encrypted. */ readonly thumbprint: string | null }
  | { readonly kind: 'dc_api'; /** Without `origin:`. */ readonly origin: string; readonly thumbprint: string | null }

type Sha256 = (content: Uint8Array) => string

const bytesOf = (encoded: string): Uint8Array => fromBase64Url(encoded) ?? new Uint8Array()

/** What an mdoc's holder signs of the request: the same for holder and verifier, byte by byte. */
export function sessionTranscript(handover: Handover, nonce: string, sha256: Sha256): Cbor {
  const key = handover.thumbprint === null ? null : bytesOf(handover.thumbprint)
  const [name, told]: [string, Cbor] =
    handover.kind === 'redirect' ? ['OpenID4VPHandover', [handover.clientId, nonce, key, handover.responseUri]] : ['OpenID4VPDCAPIHandover', [handover.origin, nonce, key]]
  return [null, null, [name, bytesOf(sha256(encodeCbor(told)))]]
}
