import { isBytes, isCborMap, Tagged, type Cbor, type CborMap } from '../cbor/cbor.ts'
import { parseCoseSign1 } from '../cbor/cose-sign1.ts'
import { decodeCbor } from '../cbor/decode-cbor.ts'
import { encodeCbor } from '../cbor/encode-cbor.ts'
import { fromBase45, toBase45 } from '../kernel/base45.ts'
import { epochSeconds, isNumericDate, type EpochSeconds } from '../kernel/branded.ts'
import { fromBase64Url, strictUtf8, utf8 } from '../kernel/bytes.ts'

/** What a print says of a claim. */
export type PrintedValue = string | number | boolean

/** A credential on paper: what its QR code holds, and nothing that the paper doesn't show. @see docs/decisions/0055-the-no-phone-route.md */
export interface PrintFacts {
  /** The letter that the consortium lists the authority under. */
  readonly issuer: string
  /** Its key that signs credentials, as a DID URL relative to its DID: a code that is to be scanned has no room to say it twice. @see DID Core 1.0, section 3.2.2 */
  readonly kid: string
  /** Names the type and its version, and so the claims that values stand for. */
  readonly vct: string
  /** What staff type who can't scan it. */
  readonly reference: string
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly status: { readonly idx: number; readonly uri: string }
  /** Values by the place of their claim among those that the type describes. */
  readonly values: ReadonlyMap<number, PrintedValue>
}

/** A print cut into its parts; its signature is not verified yet. */
export interface ReadPrint extends PrintFacts {
  readonly signed: { readonly input: Uint8Array; readonly signature: string }
}

/** Header parameters and claims by their numbers. @see RFC 9052, section 3.1; RFC 9596; RFC 8392, section 3.1; Token Status List, section 6.3 */
const header = { alg: 1, kid: 4, typ: 16 } as const
const claim = { iss: 1, exp: 4, iat: 6, cti: 7, status: 65_535 } as const
const es256 = -7
const coseSign1 = 18
/** So that it can never be taken for a credential, nor a credential for it. */
const mediaType = 'counterfoil-print+cwt'
const scheme = 'CFP1:'
/** Base45 may end with a space, which whoever pastes loses. */
const end = '.'
/** More than any QR code holds. */
const longest = 4296

/** What is signed of a print, and the text of its QR code once it is. */
export function printToSign({ issuer, kid, vct, reference, issuedAt, expiresAt, status, values }: PrintFacts): { readonly toSign: Uint8Array; readonly finish: (signature: string) => string } {
  const guarded = encodeCbor(new Map<number, Cbor>([[header.alg, es256], [header.kid, utf8(kid)], [header.typ, mediaType]]))
  const payload = encodeCbor(
    new Map<string | number, Cbor>([
      [claim.iss, issuer],
      [claim.exp, expiresAt],
      [claim.iat, issuedAt],
      [claim.cti, utf8(reference)],
      [claim.status, new Map([['status_list', new Map<string, Cbor>([['idx', status.idx], ['uri', status.uri]])]])],
      ['vct', vct],
      ['claims', values],
    ]),
  )
  return {
    toSign: encodeCbor(['Signature1', guarded, new Uint8Array(), payload]),
    finish: (signature) => `${scheme}${toBase45(encodeCbor(new Tagged(coseSign1, [guarded, new Map(), payload, fromBase64Url(signature) ?? new Uint8Array()])))}${end}`,
  }
}

/** Null for what is no print: not all of it, too much of it, or something else, such as a credential. */
export function readPrint(text: string): ReadPrint | null {
  if (text.length > longest || !text.startsWith(scheme) || !text.endsWith(end)) return null
  const bytes = fromBase45(text.slice(scheme.length, -end.length))
  try {
    return bytes === null ? null : partsOf(decodeCbor(bytes))
  } catch {
    return null
  }
}

function partsOf(outer: Cbor): ReadPrint | null {
  if (!(outer instanceof Tagged) || outer.tag !== coseSign1) return null
  const message = parseCoseSign1(outer.value)
  if (!message.isEs256 || message.typ !== mediaType || message.kid === null || message.payload === null) return null
  const claims = decodeCbor(message.payload)
  const facts = isCborMap(claims) ? factsIn(claims) : null
  return facts === null ? null : { ...facts, kid: strictUtf8(message.kid), signed: { input: message.signedBytes(), signature: message.signature } }
}

function factsIn(claims: CborMap): Omit<PrintFacts, 'kid'> | null {
  const issuer = claims.get(claim.iss)
  const [exp, iat, cti, vct, values] = [claims.get(claim.exp), claims.get(claim.iat), claims.get(claim.cti), claims.get('vct'), claims.get('claims')]
  const status = statusIn(claims.get(claim.status))
  if (typeof issuer !== 'string' || !isNumericDate(exp) || !isNumericDate(iat) || !isBytes(cti) || typeof vct !== 'string' || status === null || !isCborMap(values)) return null
  const printed = new Map<number, PrintedValue>()
  for (const [place, value] of values) {
    if (typeof place !== 'number' || !isPrinted(value)) return null
    printed.set(place, value)
  }
  return { issuer, vct, reference: strictUtf8(cti), issuedAt: epochSeconds(iat), expiresAt: epochSeconds(exp), status, values: printed }
}

const isPrinted = (value: Cbor): value is PrintedValue => typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'

function statusIn(status: Cbor): PrintFacts['status'] | null {
  const list = isCborMap(status) ? status.get('status_list') : undefined
  const [idx, uri] = isCborMap(list) ? [list.get('idx'), list.get('uri')] : []
  return typeof idx === 'number' && Number.isSafeInteger(idx) && idx >= 0 && typeof uri === 'string' ? { idx, uri } : null
}
