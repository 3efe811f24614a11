import { fromBase64Url, toBase64Url } from '../kernel/bytes.ts'
import { plus, type EpochSeconds, type Seconds } from '../kernel/branded.ts'
import type { Random } from '../kernel/random.ts'

/** A keyed hash of at least 16 bytes. */
export type Mac = (message: Uint8Array) => Uint8Array

const randomLength = 16
const macLength = 16
const bodyLength = 4 + randomLength

/**
 * A c_nonce that needs no storage until it is spent: its end, randomness, and a MAC over both and the issuer it was
 * made for. The MAC's key must be the issuer's own. @see OpenID4VCI 1.0, section 7.2
 */
export function makeNonce(now: EpochSeconds, lifetime: Seconds, random: Random, mac: Mac): string {
  const nonce = new Uint8Array(bodyLength + macLength)
  new DataView(nonce.buffer).setUint32(0, plus(now, lifetime))
  nonce.set(random.bytes(randomLength), 4)
  nonce.set(mac(nonce.subarray(0, bodyLength)).subarray(0, macLength), bodyLength)
  return toBase64Url(nonce)
}

/** A nonce that this issuer made and that hasn't expired; whether it was spent before is not known here. */
export interface LiveNonce {
  /** What must be spent, once in the world. Starts with its end, so that a table of them grows at one side. */
  readonly value: Uint8Array
  readonly expiresAt: EpochSeconds
}

/** Judges a nonce; null when it is foreign, altered or expired. */
export function readNonce(text: string, now: EpochSeconds, mac: Mac): LiveNonce | null {
  if (text.length !== Math.ceil(((bodyLength + macLength) * 4) / 3)) return null
  const nonce = fromBase64Url(text)
  if (nonce === null) return null
  const expected = mac(nonce.subarray(0, bodyLength))
  let difference = 0
  for (let index = 0; index < macLength; index += 1) difference |= (expected[index] ?? 0) ^ (nonce[bodyLength + index] ?? 0)
  const expiresAt = new DataView(nonce.buffer, nonce.byteOffset).getUint32(0) as EpochSeconds
  return difference === 0 && expiresAt > now ? { value: nonce.subarray(0, bodyLength), expiresAt } : null
}
