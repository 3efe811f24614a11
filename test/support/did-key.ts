import { toBase58 } from '@counterfoil/shared/kernel/base58'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

/** A P-256 key as a did:key: its compressed point behind the mark of its curve. */
export function didKeyOf({ x, y }: Pick<P256PublicJwk, 'x' | 'y'>): string {
  const odd = ((Buffer.from(y, 'base64url').at(-1) ?? 0) & 1) === 1
  return `did:key:z${toBase58(Buffer.concat([Buffer.from([0x80, 0x24, odd ? 3 : 2]), Buffer.from(x, 'base64url')]))}`
}
