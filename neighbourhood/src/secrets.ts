import { generateKeyPairSync, hash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { councils } from './councils.ts'
import { beginAfresh } from './existing-network.ts'

/** Files that hold one secret each, readable by the owner alone. */
export interface SecretFiles {
  readonly authoritiesKek: string
  readonly issuerKek: string
  readonly verifierKek: string
  readonly listKek: string
  readonly issuerSecret: string
  readonly verifierSecret: string
  readonly oidcClientSecret: string
  /** What the issuer shows itself with where citizens sign in, as a private JWK. */
  readonly citizenSignInKey: string
  readonly verifierApiKeys: string
  readonly websiteApiKeys: string
  /** Keys with which form teams rehearse: what they begin, made-up credentials answer. */
  readonly sandboxApiKeys: string
  /** What a system of each council shows itself with to the issuer, and the file that the issuer knows them by. */
  readonly councilSecrets: string
  readonly councilClients: string
  readonly openidProviderKek: string
  /** What the form team that knows OpenID Connect alone shows itself with. */
  readonly openidClientSecret: string
  /** The verifier's key of that team's form, by the team's name there. */
  readonly openidApiKeys: string
  /** Tokens of the registrar's callers, and their digests. */
  readonly registrarTokens: string
  readonly registrarTokenDigests: string
}

/** The object in a file of ours. Throws `CannotStart` for one that was damaged, or that `isWhole` doesn't take. */
function readObject(file: string, isWhole: (keys: Readonly<Record<string, unknown>>) => boolean = () => true): Readonly<Record<string, unknown>> {
  try {
    const keys: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof keys === 'object' && keys !== null && isWhole(keys as Record<string, unknown>)) return keys as Record<string, unknown>
  } catch {
    // The same sentence as for a file that lacks a key.
  }
  throw new CannotStart(`The file ${file} is broken. ${beginAfresh}`)
}

const readKeys = (file: string, owners: readonly string[] = councils.map(({ id }) => id)): Readonly<Record<string, string>> =>
  readObject(file, (keys) => owners.every((id) => typeof keys[id] === 'string')) as Readonly<Record<string, string>> // checked just now

function ensure(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 })
  return file
}

/** Makes what is missing; what is there stays. */
export function ensureSecrets(folder: string): SecretFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const secret = (name: string): string => ensure(join(folder, name), () => randomBytes(32).toString('hex'))
  const ids = councils.map(({ id }) => id)
  const keysOf = (name: string, owners: readonly string[] = ids): string => ensure(join(folder, name), () => JSON.stringify(Object.fromEntries(owners.map((id) => [id, randomBytes(32).toString('base64url')]))))
  const websiteApiKeys = keysOf('website-api-keys.json')
  const sandboxApiKeys = keysOf('sandbox-api-keys.json')
  const openidApiKeys = keysOf('openid-api-keys.json', [openidTeam])
  const registrarTokens = keysOf('registrar-tokens.json', ['operator', ...ids])
  const councilSecrets = keysOf('council-system-secrets.json')
  const digestsOf = (file: string): string => JSON.stringify(Object.fromEntries(Object.entries(readKeys(file)).map(([id, key]) => [id, hash('sha256', key)])))
  readKeys(websiteApiKeys)
  return {
    authoritiesKek: secret('authorities-kek'),
    issuerKek: secret('issuer-kek'),
    verifierKek: secret('verifier-kek'),
    listKek: secret('list-kek'),
    issuerSecret: secret('issuer-secret'),
    verifierSecret: secret('verifier-secret'),
    oidcClientSecret: secret('oidc-client-secret'),
    citizenSignInKey: ensure(join(folder, 'citizen-sign-in-key.json'), () =>
      JSON.stringify({ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'citizens' }),
    ),
    websiteApiKeys,
    sandboxApiKeys,
    openidProviderKek: secret('openid-provider-kek'),
    openidClientSecret: secret('openid-client-secret'),
    openidApiKeys,
    verifierApiKeys: withTeam(ensure(join(folder, 'verifier-api-keys.json'), () => formServerKeys(readKeys(websiteApiKeys), readKeys(sandboxApiKeys))), hash('sha256', readKeys(openidApiKeys, [openidTeam])[openidTeam] ?? '')),
    councilSecrets,
    councilClients: ensure(join(folder, 'council-clients.json'), () => clientsFile(readKeys(councilSecrets))),
    registrarTokens,
    registrarTokenDigests: ensure(join(folder, 'registrar-token-digests.json'), () => digestsOf(registrarTokens)),
  }
}

/** What the verifier knows of each council's form servers. */
const formServerKeys = (real: Readonly<Record<string, string>>, sandbox: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(real).map(([id, key]) => [id, [{ sha256: hash('sha256', key) }, { sha256: hash('sha256', sandbox[id] ?? ''), sandbox: true }]])))

/** One who asks by one form of aldermoor alone. */
export const openidTeam = 'openid-form'

/** Adds that team's key to those of aldermoor, where it isn't among them: earlier releases had none. */
function withTeam(file: string, sha256: string): string {
  const keys = readObject(file)
  const known: readonly unknown[] = Array.isArray(keys['aldermoor']) ? keys['aldermoor'] : [{ sha256: keys['aldermoor'] }]
  if (!JSON.stringify(known).includes(sha256)) writeFileSync(file, JSON.stringify({ ...keys, aldermoor: [...known, { sha256, forms: ['blue-badge-renewal'] }] }), { mode: 0o600 })
  return file
}

/** A system of each council, which may do what there is. */
const clientsFile = (secrets: Readonly<Record<string, string>>): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(secrets).map(([id, secret]) => [id, [{ clientId: `${id}-crm`, scopes: ['offers:write', 'counterfoils:read', 'status:write'], method: 'client_secret_basic', secretHashes: [hash('sha256', secret)] }]]),
    ),
  )
