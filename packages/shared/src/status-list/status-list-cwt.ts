import { isBytes, isCborMap, Tagged } from '../cbor/cbor.ts'
import { parseCoseSign1 } from '../cbor/cose-sign1.ts'
import { decodeCbor } from '../cbor/decode-cbor.ts'
import { strictUtf8 } from '../kernel/bytes.ts'
import type { EpochSeconds } from '../kernel/branded.ts'
import { Refusal } from '../kernel/refusal.ts'
import { datesOfList, inflateStrictly, isBitsPerEntry, type ReadStatusList } from './status-list-token.ts'

/** Claims by their numbers. @see RFC 8392, section 3.1; Token Status List, section 5.2 */
const claim = { sub: 2, aud: 3, exp: 4, nbf: 5, iat: 6, statusList: 65_533, ttl: 65_534 } as const
const [coseSign1, cwt] = [18, 61]
const mediaTypes: readonly unknown[] = ['application/statuslist+cwt', 'statuslist+cwt']

const invalid = (detail: string, cause?: unknown): Refusal => new Refusal('invalid_status_list', { detail, cause })

/** Parses a Status List Token as CWT by every rule but its signature. Refuses with `invalid_status_list`. @see Token Status List, sections 5.2 and 8.3 */
export function parseStatusListCwt(bytes: Uint8Array, expected: { readonly uri: string; readonly now: EpochSeconds; readonly notBefore?: number }, inflate: (bytes: Uint8Array, largest: number) => Uint8Array): ReadStatusList {
  const { message, claims } = opened(bytes)
  const list = claims.get(claim.statusList)
  if (!message.isEs256 || !mediaTypes.includes(message.typ)) throw invalid('typ or alg')
  if (claims.get(claim.sub) !== expected.uri) throw invalid('sub is not the uri of the credential')
  if (claims.has(claim.aud)) throw invalid('aud')
  const dates = datesOfList({ iat: claims.get(claim.iat), exp: claims.get(claim.exp), nbf: claims.get(claim.nbf), ttl: claims.get(claim.ttl) }, expected)
  const [bits, lst] = isCborMap(list) ? [list.get('bits'), list.get('lst')] : []
  if (!isBitsPerEntry(bits) || !isBytes(lst)) throw invalid('status_list')
  return { kid: message.kid === null ? null : kidOf(message.kid), x5c: message.x5c, signed: { input: message.signedBytes(), signature: message.signature }, list: { bits, bytes: inflateStrictly(lst, inflate) }, ...dates }
}

function opened(bytes: Uint8Array) {
  try {
    const outer = decodeCbor(bytes)
    const inner = outer instanceof Tagged && outer.tag === cwt ? outer.value : outer
    const message = parseCoseSign1(inner instanceof Tagged && inner.tag === coseSign1 ? inner.value : inner)
    const claims = message.payload === null ? null : decodeCbor(message.payload)
    if (isCborMap(claims)) return { message, claims }
  } catch (cause) {
    throw invalid('not a CWT', cause)
  }
  throw invalid('no claims')
}

function kidOf(kid: Uint8Array): string | null {
  try {
    return strictUtf8(kid)
  } catch {
    return null
  }
}
