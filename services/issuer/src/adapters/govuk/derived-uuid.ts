import { utf8 } from '@counterfoil/shared/kernel/bytes'
import type { ProofCrypto } from '../../ports.ts'

/** A UUID that follows from a text and the service secret, so that who asks again asks under the same name. @see RFC 9562, section 5.8 */
export function derivedUuid({ nonceMac }: Pick<ProofCrypto, 'nonceMac'>, purpose: string, text: string): string {
  const bytes = Buffer.from(nonceMac(purpose)(utf8(text)).subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
