import { fromBase64Url } from '../kernel/bytes.ts'
import { isNumericDate, seconds, type EpochSeconds } from '../kernel/branded.ts'
import type { Json } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { readCredentialJwt, type CredentialJwt } from '../vc/credential-jwt.ts'
import type { StatusBits } from './status-bits.ts'
import { certificatesIn, clampTtl, inflateStrictly, type ReadStatusList } from './status-list-token.ts'

/** The same for everybody, however few its entries: a short list would tell whose it is. @see Bitstring Status List 1.0, section 6.1 */
const fewestBytes = 131_072 / 8
const skew = 60
const second = 1000

const invalid = (detail: string): Refusal => new Refusal('invalid_status_list', { detail })

/** A Bitstring Status List Credential by every rule but its signature, its list still zipped. */
export interface CutBitstringList extends Omit<ReadStatusList, 'list'> {
  readonly zipped: Uint8Array
}

interface ExpectedList {
  readonly uri: string
  readonly purpose: string
  readonly now: EpochSeconds
  readonly notBefore?: number
}

/** Parses a Bitstring Status List Credential by every rule but its signature. Refuses with `invalid_status_list`. @see Bitstring Status List 1.0, section 3.2 */
export function parseBitstringList(compact: string, expected: ExpectedList, gunzip: (bytes: Uint8Array, largest: number) => Uint8Array): ReadStatusList {
  const { zipped, ...cut } = cutBitstringList(compact, expected)
  return { ...cut, list: bitsOfBitstring(inflateStrictly(zipped, gunzip)) }
}

/** The same where the platform unzips in its own time; `bitsOfBitstring` takes what comes of it. */
export function cutBitstringList(compact: string, expected: ExpectedList): CutBitstringList {
  const read = credentialOf(compact)
  const { credential, jwt, types } = read
  const subject = credential['credentialSubject'] as Record<string, Json> // one object: readCredentialJwt
  if (jwt.header['alg'] !== 'ES256' || !types.includes('BitstringStatusListCredential')) throw invalid('alg or type')
  if (credential['id'] !== expected.uri) throw invalid('id is not the address that the credential names')
  if (subject['type'] !== 'BitstringStatusList' || subject['statusPurpose'] !== expected.purpose) throw invalid('statusPurpose')
  const { issuedAt, expiresAt } = datesOf(read, expected.now)
  if (issuedAt < (expected.notBefore ?? 0)) throw invalid('an older list than one already seen')
  const { encodedList, ttl } = subject
  const zipped = typeof encodedList === 'string' && encodedList.startsWith('u') ? fromBase64Url(encodedList.slice(1)) : null
  if (zipped === null) throw invalid('encodedList')
  const { kid } = jwt.header
  return {
    kid: typeof kid === 'string' ? kid : null,
    x5c: certificatesIn(jwt.header),
    signed: { input: jwt.signingInput, signature: jwt.signature },
    zipped,
    issuedAt,
    expiresAt,
    ttl: clampTtl(typeof ttl === 'number' ? seconds(ttl / second) : undefined),
  }
}

/** Its bits turned round: it counts from the leftmost, and everything here from the other end. */
export function bitsOfBitstring(bytes: Uint8Array): StatusBits {
  if (bytes.length < fewestBytes) throw invalid('too few entries')
  return { bits: 1, bytes: bytes.map(turned) }
}

function credentialOf(compact: string): CredentialJwt {
  try {
    return readCredentialJwt(compact)
  } catch (cause) {
    throw new Refusal('invalid_status_list', { detail: 'not a credential', cause })
  }
}

function datesOf({ jwt: { payload }, from, until }: CredentialJwt, now: EpochSeconds): { readonly issuedAt: number; readonly expiresAt: number | null } {
  const { iat, exp, nbf } = payload
  if ([iat, exp, nbf].some((date) => date !== undefined && !isNumericDate(date))) throw invalid('dates')
  const begin = Math.max(Number(iat ?? 0), Number(nbf ?? 0), (from ?? 0) / second)
  const end = Math.min(Number(exp ?? Number.POSITIVE_INFINITY), until === null ? Number.POSITIVE_INFINITY : until / second)
  if (begin > now + skew) throw invalid('not yet')
  if (end <= now) throw invalid('expired')
  return { issuedAt: Math.floor(begin), expiresAt: Number.isFinite(end) ? Math.floor(end) : null }
}

const turned = (byte: number): number => {
  let [from, to] = [byte, 0]
  for (let bit = 0; bit < 8; bit += 1) {
    to = (to << 1) | (from & 1)
    from >>= 1
  }
  return to
}
