import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readJson } from '@counterfoil/service-kit/config/read-files'
import { z } from 'zod'
import { councilScopes, type CouncilClient, type CouncilClientId } from './domain/council-client.ts'

// A private part has no business here: whoever reads this file could be the client.
const publicKey = z.looseObject({ kty: z.enum(['EC', 'RSA', 'OKP']) }).refine((jwk) => jwk['d'] === undefined && jwk['k'] === undefined, 'must be a public key')
const scopes = z.array(z.enum(councilScopes)).min(1)
const clientId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be of small letters, digits, dots, dashes and underscores')

const clientShape = z.discriminatedUnion('method', [
  z.strictObject({ clientId, scopes, method: z.literal('private_key_jwt'), jwks: z.strictObject({ keys: z.array(publicKey).min(1).max(4) }) }),
  z.strictObject({ clientId, scopes, method: z.literal('client_secret_basic'), secretHashes: z.array(z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal')).min(1).max(2) }),
])

/** By the client's id, over all authorities. */
export type CouncilClientsConfig = ReadonlyMap<string, CouncilClient>

/** Reads the file that says which systems of which council may ask here. Throws a `ConfigurationError` with everything that is wrong. */
export function readCouncilClients(file: string): CouncilClientsConfig {
  const parsed = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.array(clientShape)).safeParse(readJson<unknown>(file, 'council clients file'))
  if (!parsed.success) throw new ConfigurationError(`The council clients file at ${file} can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`)
  const clients = new Map<string, CouncilClient>()
  for (const [authority, own] of Object.entries(parsed.data)) {
    for (const client of own) {
      if (clients.has(client.clientId)) throw new ConfigurationError(`The council clients file at ${file} has ${client.clientId} twice: a client belongs to one authority.`)
      clients.set(client.clientId, clientOf(authority, client))
    }
  }
  return clients
}

function clientOf(authority: string, client: z.output<typeof clientShape>): CouncilClient {
  const proof = client.method === 'private_key_jwt' ? { method: client.method, jwks: client.jwks } : { method: client.method, secretHashes: client.secretHashes }
  return { id: client.clientId as CouncilClientId, authority, scopes: client.scopes, proof }
}
