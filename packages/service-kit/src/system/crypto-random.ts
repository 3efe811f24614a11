import { randomFillSync } from 'node:crypto'
import type { Random } from '@counterfoil/shared/kernel/random'

// One call for many: asking the system for each salt alone is 260 times slower (shared/performance.md).
const pool = Buffer.alloc(4096)
let used = pool.length

function take(length: number): Buffer {
  if (length > pool.length) return randomFillSync(Buffer.alloc(length))
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += length
  return pool.subarray(used - length, used)
}

export const cryptoRandom: Random = {
  bytes: (length) => new Uint8Array(take(length)),
  secret: (length) => take(length).toString('base64url'),
}
