import { hash, timingSafeEqual } from 'node:crypto'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'

const digest = /^[0-9a-f]{64}$/
const nobody = Buffer.alloc(32)

/** Whether a presented key is the one of this authority. */
export type CheckApiKey = (authority: string, key: string) => boolean

/**
 * Form servers' keys: a map from authority to the hexadecimal SHA-256 of its key, so that the file opens nothing. The
 * comparison takes as long for an unknown authority as for a wrong key.
 */
export function apiKeys(digests: Readonly<Record<string, unknown>>, authorities: readonly string[]): CheckApiKey {
  const known = new Map<string, Buffer>()
  for (const authority of authorities) {
    // One that has just joined may have no form server yet; nobody can ask in its name.
    if (!Object.hasOwn(digests, authority)) continue
    const hex = digests[authority]
    if (typeof hex !== 'string' || !digest.test(hex)) throw new ConfigurationError(`The API keys file has no SHA-256 in lower-case hexadecimal for ${authority}.`)
    known.set(authority, Buffer.from(hex, 'hex'))
  }
  return (authority, key) => {
    const presented = hash('sha256', key, 'buffer')
    const expected = known.get(authority)
    return timingSafeEqual(presented, expected ?? nobody) && expected !== undefined
  }
}
