import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { z } from 'zod'
import type { RelyingParty } from './domain/relying-party.ts'

const words = z.strictObject({ en: z.string().min(1).max(100), cy: z.string().min(1).max(100) })
const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
const isSafe = (value: string): boolean => {
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname))
}
const webAddress = z.string().max(500).refine((value) => URL.canParse(value) && isSafe(value) && !value.includes('#'), 'must be an https address without a fragment; http only on this machine')
const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const publicKey = z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate, kid: z.string().optional(), alg: z.literal('ES256').optional(), use: z.literal('sig').optional() })
const shared = {
  client_id: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  name: words,
  authority: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  form: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  website: webAddress,
  redirect_uris: z.array(webAddress).min(1).max(20),
}
const party = z.discriminatedUnion('token_endpoint_auth_method', [
  z.strictObject({ ...shared, token_endpoint_auth_method: z.literal('private_key_jwt'), jwks: z.strictObject({ keys: z.array(publicKey).min(1).max(10) }) }),
  z.strictObject({ ...shared, token_endpoint_auth_method: z.literal('client_secret_basic'), client_secret_sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
])
const parties = z.array(party)

/** The relying parties of a file, each with its own key of the verifier. Throws a `ConfigurationError` that names every place that is wrong, and no value. */
export function relyingPartiesOf(listed: unknown, apiKeys: Readonly<Record<string, unknown>>): readonly RelyingParty[] {
  const read = parties.safeParse(listed)
  if (!read.success) throw new ConfigurationError(`The relying parties file is not usable:\n${read.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`)
  const twice = read.data.find(({ client_id: id }, place) => read.data.findIndex((other) => other.client_id === id) !== place)
  if (twice !== undefined) throw new ConfigurationError(`The relying parties file has two of the client_id ${twice.client_id}.`)
  return read.data.map((one) => ({
    clientId: one.client_id,
    name: one.name,
    authority: one.authority,
    form: one.form,
    website: one.website,
    redirectUris: one.redirect_uris,
    authentication: one.token_endpoint_auth_method === 'private_key_jwt' ? { method: 'private_key_jwt', keys: one.jwks.keys.map(({ kty, crv, x, y, kid }) => ({ kty, crv, x, y, kid })) } : { method: 'client_secret_basic', secretSha256: one.client_secret_sha256 },
    apiKey: keyOf(apiKeys, one.client_id),
  }))
}

function keyOf(apiKeys: Readonly<Record<string, unknown>>, clientId: string): string {
  const key = Object.hasOwn(apiKeys, clientId) ? apiKeys[clientId] : undefined
  if (typeof key !== 'string' || key === '') throw new ConfigurationError(`The API keys file has no key for ${clientId}.`)
  return key
}
