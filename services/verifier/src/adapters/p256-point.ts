import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

function coordinate(text: string): bigint | null {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== 32 || bytes.toString('base64url') !== text) return null
  return BigInt(`0x${bytes.toString('hex')}`)
}

/**
 * Whether the coordinates are canonical and lie on P-256. Its cofactor is 1, so that is all there is to check; nothing
 * secret is involved, and it costs a tenth of an import. @see NIST SP 800-186, section 3.2.1.3; SP 800-56A, section 5.6.2.3.3
 */
export function isOnP256({ x, y }: P256PublicJwk): boolean {
  const [across, up] = [coordinate(x), coordinate(y)]
  if (across === null || up === null || across >= p || up >= p) return false
  return (up * up - (across * across * across - 3n * across + b)) % p === 0n
}
