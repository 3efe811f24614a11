export const prfMessageLength = 4
/** A keyed pseudo-random function: 32 bytes of a 4-byte message's MAC, good until the next is asked for. */
export type Prf = (message: Uint8Array) => Uint8Array

const rounds = 6
const largest = 2 ** 40

/**
 * The place of a counter in a keyed permutation of `[0, size)`: no two counters share a place, and without the key
 * neither the next place nor the order of two can be told. A balanced Feistel network, walked until it lands inside.
 * @see HAIP 1.0, section 6.1 (unpredictable, unique status indices)
 */
export function permute(counter: number, size: number, prf: Prf): number {
  // The halves are worked on in 32-bit integers, and the walk must end.
  if (!Number.isInteger(size) || size < 1 || size > largest) throw new RangeError('no permutation is that large')
  if (!Number.isInteger(counter) || counter < 0 || counter >= size) throw new RangeError('counter outside the permutation')
  const halfBits = Math.max(1, Math.ceil(Math.log2(size) / 2))
  let place = counter
  do place = feistel(place, halfBits, prf)
  while (place >= size)
  return place
}

function feistel(value: number, halfBits: number, prf: Prf): number {
  const mask = 2 ** halfBits - 1
  let left = Math.floor(value / 2 ** halfBits)
  let right = value & mask
  for (let round = 0; round < rounds; round += 1) {
    const message = new Uint8Array([round, right >>> 16, (right >>> 8) & 255, right & 255])
    const mac = prf(message)
    const mixed = (((mac[0] ?? 0) << 24) | ((mac[1] ?? 0) << 16) | ((mac[2] ?? 0) << 8) | (mac[3] ?? 0)) & mask
    const next = (left ^ mixed) & mask
    left = right
    right = next
  }
  return left * 2 ** halfBits + right
}
