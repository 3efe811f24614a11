import { toBase64, toBase64Url } from '../kernel/bytes.ts'
import { isBytes, isCborList, isCborMap, type Cbor, type CborMap } from './cbor.ts'
import { CborFault, decodeCbor } from './decode-cbor.ts'
import { encodeCbor } from './encode-cbor.ts'

/** Header parameters by their numbers. @see RFC 9052, section 3.1; RFC 9360, section 2; RFC 9596 */
const header = { alg: 1, crit: 2, kid: 4, typ: 16, x5chain: 33 } as const
/** @see RFC 9053, section 2.1 */
const es256 = -7

/** A COSE_Sign1 cut into its parts; its signature is not verified yet. @see RFC 9052, section 4.2 */
export interface CoseSign1 {
  readonly isEs256: boolean
  readonly kid: Uint8Array | null
  readonly typ: Cbor
  /** Certificates in base64 of DER, the leaf first. */
  readonly x5c: readonly string[]
  /** Null for one that is detached. */
  readonly payload: Uint8Array | null
  /** What is signed, with the payload that the message holds or that is given for a detached one. */
  signedBytes(detached?: Uint8Array): Uint8Array
  /** r and s, in base64url. */
  readonly signature: string
}

/** The protected header of what is signed by ES256, and says no more. */
export const es256Header = encodeCbor(new Map([[header.alg, es256]]))

/** @see RFC 9052, section 4.4 */
export const toBeSigned = (guarded: Uint8Array, payload: Uint8Array): Uint8Array => encodeCbor(['Signature1', guarded, new Uint8Array(), payload])

/** Cuts a COSE_Sign1 without its tag. Throws a `CborFault`. */
export function parseCoseSign1(value: Cbor): CoseSign1 {
  const parts = isCborList(value) && value.length === 4 ? value : []
  const [guarded, beside, payload, signature] = parts
  if (!isBytes(guarded) || !isCborMap(beside) || !isBytes(signature) || !(payload === null || isBytes(payload))) throw new CborFault('no COSE_Sign1')
  const decoded = guarded.length === 0 ? new Map<string | number, Cbor>() : decodeCbor(guarded)
  if (!isCborMap(decoded)) throw new CborFault('no header')
  // Nothing critical is known here, and no parameter may stand on both sides. @see RFC 9052, sections 3 and 3.1
  if (decoded.has(header.crit) || beside.has(header.crit) || [...beside.keys()].some((label) => decoded.has(label))) throw new CborFault('a header that is not understood')
  const kid = decoded.get(header.kid) ?? beside.get(header.kid)
  return {
    isEs256: decoded.get(header.alg) === es256,
    kid: isBytes(kid) ? kid : null,
    typ: decoded.get(header.typ),
    x5c: chainOf(decoded, beside),
    payload,
    signedBytes: (detached) => toBeSigned(guarded, detached ?? payload ?? new Uint8Array()),
    signature: toBase64Url(signature),
  }
}

/** One certificate stands alone, several in a list. */
function chainOf(guarded: CborMap, beside: CborMap): readonly string[] {
  const chain = guarded.get(header.x5chain) ?? beside.get(header.x5chain)
  if (chain === undefined) return []
  const certificates = isCborList(chain) ? chain : [chain]
  return certificates.map((certificate) => {
    if (!isBytes(certificate)) throw new CborFault('x5chain')
    return toBase64(certificate)
  })
}
