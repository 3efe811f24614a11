import { createHash, randomUUID } from 'node:crypto'
import type { CouncilClient, CouncilClientId, CouncilScope } from '@counterfoil/issuer/domain/council-client'
import type { LightMyRequestResponse } from 'fastify'
import { SignJWT } from 'jose'
import { issuerUrl, makeKeyPair, type KeyPair, type Scene } from './issuer-scene.ts'

export const systemKey: KeyPair = makeKeyPair()
export const systemSecret = 'a-secret-of-the-crm-that-nobody-could-ever-guess'
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
const allScopes: readonly CouncilScope[] = ['offers:write', 'counterfoils:read', 'status:write']

/** Systems of two councils, as an operator registers them: one shows a key, the others a secret. */
export const councilClients: ReadonlyMap<string, CouncilClient> = new Map(
  (
    [
      ['aldermoor-crm', 'aldermoor', allScopes, { method: 'private_key_jwt', jwks: { keys: [{ ...systemKey.jwk }] } }],
      ['aldermoor-reports', 'aldermoor', ['counterfoils:read'], { method: 'client_secret_basic', secretHashes: [hashOf('an-older-secret-that-is-being-replaced-now'), hashOf(systemSecret)] }],
      ['brackenfield-crm', 'brackenfield', allScopes, { method: 'client_secret_basic', secretHashes: [hashOf(systemSecret)] }],
    ] as const
  ).map(([id, authority, scopes, proof]) => [id, { id: id as CouncilClientId, authority, scopes, proof }]),
)

export const basic = (client: string, secret = systemSecret): string => `Basic ${Buffer.from(`${encodeURIComponent(client)}:${encodeURIComponent(secret)}`).toString('base64')}`

export interface AssertionChanges {
  readonly key?: KeyPair
  readonly claims?: Readonly<Record<string, unknown>>
}

export async function assertionOf(now: number, { key = systemKey, claims = {} }: AssertionChanges = {}, header: { readonly alg?: string } = {}): Promise<string> {
  const base = { iss: 'aldermoor-crm', sub: 'aldermoor-crm', aud: `${issuerUrl}/aldermoor/api`, iat: now, exp: now + 60, jti: randomUUID(), ...claims }
  return new SignJWT(Object.fromEntries(Object.entries(base).filter(([, value]) => value !== undefined))).setProtectedHeader({ alg: header.alg ?? 'ES256' }).sign(key.privateKey)
}

/** The hands of councils' systems. */
export function systemsOf(scene: Pick<Scene, 'inject' | 'form' | 'clock'>) {
  const askToken = (fields: Readonly<Record<string, string>>, options: { readonly authority?: string; readonly authorization?: string } = {}): Promise<LightMyRequestResponse> => {
    const { payload, headers } = scene.form({ grant_type: 'client_credentials', ...fields })
    return scene.inject({ method: 'POST', url: `/${options.authority ?? 'aldermoor'}/api/token`, payload, headers: { ...headers, ...(options.authorization === undefined ? {} : { authorization: options.authorization }) } })
  }
  const byAssertion = async (fields: Readonly<Record<string, string>> = {}, changes: AssertionChanges = {}, authority = 'aldermoor') =>
    askToken({ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: await assertionOf(scene.clock.now(), changes), ...fields }, { authority })
  const tokenOf = async (authority = 'aldermoor', scope?: string): Promise<string> => {
    const fields: Record<string, string> = scope === undefined ? {} : { scope }
    const answer = authority === 'aldermoor' ? await byAssertion(fields) : await askToken(fields, { authority, authorization: basic(`${authority}-crm`) })
    return answer.json<{ access_token: string }>().access_token
  }
  const post = (token: string | null, path: string, body: unknown, options: { readonly key?: string | null; readonly authority?: string } = {}): Promise<LightMyRequestResponse> => {
    const { key = randomUUID(), authority = 'aldermoor' } = options
    const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(key === null ? {} : { 'idempotency-key': `"${key}"` }) }
    return scene.inject({ method: 'POST', url: `/${authority}/api/${path}`, headers, payload: typeof body === 'string' ? body : JSON.stringify(body) })
  }
  const get = (token: string | null, path: string, authority = 'aldermoor'): Promise<LightMyRequestResponse> =>
    scene.inject({ method: 'GET', url: `/${authority}/api/${path}`, headers: token === null ? {} : { authorization: `Bearer ${token}` } })
  return { askToken, byAssertion, tokenOf, post, get }
}
