import { derivationsOf } from '@counterfoil/service-kit/crypto/derivations'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { Random } from '@counterfoil/shared/kernel/random'

const block = 32

/** What looks drawn at random and follows from a secret: the same each time it is asked from the start. @see RFC 5869, section 2.3 */
export function derivedRandom(secret: string): Random {
  const derivations = derivationsOf(secret)
  let count = 0
  const bytes = (length: number): Uint8Array => {
    const drawn = new Uint8Array(Math.ceil(length / block) * block)
    for (let from = 0; from < drawn.length; from += block) {
      drawn.set(derivations.key(`random block ${count}`), from)
      count += 1
    }
    return drawn.subarray(0, length)
  }
  return { bytes, secret: (length) => toBase64Url(bytes(length)) }
}
