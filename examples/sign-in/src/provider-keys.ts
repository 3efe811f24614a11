import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '@counterfoil/service-kit/config/read-files'

export interface ProviderKeys {
  readonly jwks: { readonly keys: readonly object[] }
  readonly cookieKeys: readonly string[]
}

/** The provider's signing and cookie keys: made once, kept in a file that the owner alone reads. */
export function ensureProviderKeys(dataDir: string): ProviderKeys {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'keys.json')
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: randomBytes(8).toString('hex') }
    writeFileSync(file, JSON.stringify({ jwks: { keys: [key] }, cookieKeys: [randomBytes(32).toString('hex')] }), { mode: 0o600 })
  }
  return readJson<ProviderKeys>(file, 'keys of the sign-in provider')
}
