import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto'

const madeAtOnce = 16
let ready: KeyPairKeyObjectResult[] = []

/**
 * A P-256 key pair that nobody has had before. Several are made at once and wait for their one use: a key that is made between
 * other work takes twice as long, since the processor has to fetch everything again.
 */
export function freshKeyPair(): KeyPairKeyObjectResult {
  if (ready.length === 0) ready = Array.from({ length: madeAtOnce }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }))
  return ready.pop() ?? generateKeyPairSync('ec', { namedCurve: 'P-256' })
}
