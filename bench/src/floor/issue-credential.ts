import { randomFillSync, type KeyObject } from 'node:crypto'
import { sha256, signText } from './es256.ts'

const pool = Buffer.alloc(4096)
let used = pool.length

function salt(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += 16
  return pool.toString('base64url', used - 16, used)
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An SD-JWT VC with every claim disclosable, its header made once. */
export function issueAtTheFloor(key: KeyObject, header: object): (open: object, claims: Readonly<Record<string, string>>) => string {
  const encodedHeader = encode(header)
  return (open, claims) => {
    const disclosures = Object.entries(claims).map(([name, value]) => encode([salt(), name, value]))
    const digests = disclosures.map(sha256).sort()
    const input = `${encodedHeader}.${encode({ ...open, _sd: digests, _sd_alg: 'sha-256' })}`
    return `${input}.${signText(key, input)}~${disclosures.join('~')}~`
  }
}
