import type { Random } from '@counterfoil/shared/kernel/random'

// No letter or digit that reads like another.
const alphabet = '23456789BCDFGHJKMNPQRSTVWXYZ'

/** A reference to quote, such as `BB-7FK3-92QD`. */
export function makeReference(prefix: string, random: Random): string {
  const letters = [...random.bytes(8)].map((byte) => alphabet[byte % alphabet.length] ?? '2').join('')
  return `${prefix}-${letters.slice(0, 4)}-${letters.slice(4)}`
}
