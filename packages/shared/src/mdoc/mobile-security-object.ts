import { embeddedCbor, isBytes, isCborMap, Tagged, type Cbor, type CborMap } from '../cbor/cbor.ts'
import { CborFault, decodeCbor } from '../cbor/decode-cbor.ts'
import { toBase64Url } from '../kernel/bytes.ts'
import type { Json } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { timeOf } from '../vc/values.ts'
import { plainOf } from './plain-value.ts'

/** What the issuer of an mdoc signs. @see ISO/IEC 18013-5, section 9.1.2.4 */
export interface MobileSecurityObject {
  readonly docType: string
  /** Digests in base64url. */
  digestOf(namespace: string, digestId: number): string | null
  readonly deviceKey: P256PublicJwk
  /** In milliseconds. */
  readonly signed: number
  readonly validFrom: number
  readonly validUntil: number
  /** @see Token Status List, section 6.3 */
  readonly status: Json | undefined
}

/** Key parameters by their numbers. @see RFC 9053, section 7.1 */
const key = { kty: 1, alg: 3, crv: -1, x: -2, y: -3 } as const
const [ec2, p256, es256, coordinateLength] = [2, 1, -7, 32]
const dateTime = 0

/** Throws a `CborFault`. */
export function parseSecurityObject(payload: Uint8Array | null): MobileSecurityObject {
  const outer = payload === null ? null : decodeCbor(payload)
  const inner = outer instanceof Tagged && outer.tag === embeddedCbor && isBytes(outer.value) ? decodeCbor(outer.value) : null
  const object = mapOf(inner, 'MobileSecurityObject')
  const [docType, digests, keys, dates] = [object.get('docType'), mapOf(object.get('valueDigests'), 'valueDigests'), mapOf(object.get('deviceKeyInfo'), 'deviceKeyInfo'), mapOf(object.get('validityInfo'), 'validityInfo')]
  if (object.get('version') !== '1.0' || object.get('digestAlgorithm') !== 'SHA-256' || typeof docType !== 'string') throw new CborFault('MobileSecurityObject')
  const status = object.get('status')
  return {
    docType,
    digestOf: (namespace, digestId) => {
      const inNamespace = digests.get(namespace)
      const digest = isCborMap(inNamespace) ? inNamespace.get(digestId) : undefined
      return isBytes(digest) ? toBase64Url(digest) : null
    },
    deviceKey: keyOf(mapOf(keys.get('deviceKey'), 'deviceKey')),
    signed: instantOf(dates, 'signed'),
    validFrom: instantOf(dates, 'validFrom'),
    validUntil: instantOf(dates, 'validUntil'),
    status: status === undefined ? undefined : plainOf(status),
  }
}

function keyOf(parameters: CborMap): P256PublicJwk {
  const [x, y, alg = es256] = [parameters.get(key.x), parameters.get(key.y), parameters.get(key.alg)]
  if (parameters.get(key.kty) !== ec2 || parameters.get(key.crv) !== p256 || alg !== es256) throw new CborFault('a key of another kind')
  if (!isBytes(x) || !isBytes(y) || x.length !== coordinateLength || y.length !== coordinateLength) throw new CborFault('coordinates')
  return { kty: 'EC', crv: 'P-256', x: toBase64Url(x), y: toBase64Url(y) }
}

function instantOf(dates: CborMap, name: string): number {
  const date = dates.get(name)
  const time = date instanceof Tagged && date.tag === dateTime && typeof date.value === 'string' ? timeOf(date.value) : Number.NaN
  if (Number.isNaN(time)) throw new CborFault(name)
  return time
}

function mapOf(value: Cbor, what: string): CborMap {
  if (!isCborMap(value)) throw new CborFault(what)
  return value
}
