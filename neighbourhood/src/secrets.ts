import { hash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { councils } from './councils.ts'

/** Files that hold one secret each, readable by the owner alone. */
export interface SecretFiles {
  readonly authoritiesKek: string
  readonly issuerKek: string
  readonly verifierKek: string
  readonly issuerSecret: string
  readonly verifierSecret: string
  readonly oidcClientSecret: string
  readonly verifierApiKeys: string
  readonly websiteApiKeys: string
}

function ensure(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 })
  return file
}

/** Makes what is missing; what is there stays. */
export function ensureSecrets(folder: string): SecretFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const secret = (name: string): string => ensure(join(folder, name), () => randomBytes(32).toString('hex'))
  const websiteApiKeys = ensure(join(folder, 'website-api-keys.json'), () =>
    JSON.stringify(Object.fromEntries(councils.map(({ id }) => [id, randomBytes(32).toString('base64url')]))),
  )
  const keys = JSON.parse(readFileSync(websiteApiKeys, 'utf8')) as Record<string, string>
  return {
    authoritiesKek: secret('authorities-kek'),
    issuerKek: secret('issuer-kek'),
    verifierKek: secret('verifier-kek'),
    issuerSecret: secret('issuer-secret'),
    verifierSecret: secret('verifier-secret'),
    oidcClientSecret: secret('oidc-client-secret'),
    websiteApiKeys,
    verifierApiKeys: ensure(join(folder, 'verifier-api-keys.json'), () => JSON.stringify(Object.fromEntries(Object.entries(keys).map(([id, key]) => [id, hash('sha256', key)])))),
  }
}
