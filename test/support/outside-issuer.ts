import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EmbeddedJWK, jwtVerify, SignJWT, type JWK } from 'jose'
import { outsideCredentials, type OutsideSigner } from './outside-credential.ts'

/** Who issues, as the network knows them, and what. */
export interface OutsideIssuing extends OutsideSigner {
  readonly hasNonces: boolean
}

export interface OutsideIssuer {
  /** Where it really listens. */
  readonly url: string
  /** A new offer, by value, with its transaction code. */
  offer(): { readonly offer: Record<string, unknown>; readonly txCode: string }
  close(): Promise<void>
}

const grantType = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'
type Reply = readonly [status: number, body: object]

/**
 * An issuer of OpenID4VCI 1.0 that knows nothing of Counterfoil's: `@sd-jwt/sd-jwt-vc` makes the credential, `jose` judges
 * proofs and makes tokens, which it keeps nowhere. What the standard leaves out, it leaves out: notifications, batches, PAR.
 */
export async function startOutsideIssuer({ hasNonces, ...signer }: OutsideIssuing): Promise<OutsideIssuer> {
  const { identifier, vct } = signer
  const secret = randomBytes(32)
  const codes = new Map<string, string>()
  const token = (purpose: string): Promise<string> => new SignJWT({ purpose }).setProtectedHeader({ alg: 'HS256' }).setJti(randomUUID()).setExpirationTime('5m').sign(secret)
  const isOurs = async (jwt: string, purpose: string): Promise<boolean> => (await jwtVerify(jwt, secret).catch(() => null))?.payload['purpose'] === purpose
  const make = outsideCredentials(signer)

  async function credentialFor(proof: string): Promise<Reply> {
    const proven = await jwtVerify(proof, EmbeddedJWK, { audience: identifier, typ: 'openid4vci-proof+jwt', algorithms: ['ES256'], maxTokenAge: '5m' }).catch(() => null)
    if (proven === null) return [400, { error: 'invalid_proof' }]
    const { nonce } = proven.payload
    if (hasNonces ? !(await isOurs(String(nonce), 'nonce')) : nonce !== undefined) return [400, { error: 'invalid_nonce' }]
    return [200, { credentials: [{ credential: await make(proven.protectedHeader.jwk as JWK) }] }]
  }

  const routes: Readonly<Record<string, (request: IncomingMessage, body: string) => Promise<Reply> | Reply>> = {
    'openid-credential-issuer': () => [200, {
      credential_issuer: identifier,
      credential_endpoint: `${identifier}/credentials`,
      ...(hasNonces ? { nonce_endpoint: `${identifier}/nonces` } : {}),
      credential_configurations_supported: { card: { format: 'dc+sd-jwt', vct, cryptographic_binding_methods_supported: ['jwk'], credential_signing_alg_values_supported: ['ES256'], proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } }, credential_metadata: { display: [{ name: 'Leisure card' }] } } },
    }],
    'oauth-authorization-server': () => [200, { issuer: identifier, token_endpoint: `${identifier}/tokens`, response_types_supported: [], grant_types_supported: [grantType], 'pre-authorized_grant_anonymous_access_supported': true }],
    tokens: async (_request, body) => {
      const form = new URLSearchParams(body)
      const code = form.get('pre-authorized_code') ?? ''
      if (form.get('grant_type') !== grantType || codes.get(code) !== form.get('tx_code')) return [400, { error: 'invalid_grant' }]
      codes.delete(code)
      return [200, { access_token: await token('access'), token_type: 'Bearer', expires_in: 300 }]
    },
    nonces: async () => [200, { c_nonce: await token('nonce') }],
    credentials: async ({ headers: { authorization = '' } }, body) => {
      if (!(await isOurs(authorization.replace('Bearer ', ''), 'access'))) return [401, { error: 'invalid_token' }]
      const { credential_configuration_id: id, proofs } = JSON.parse(body) as { credential_configuration_id: string; proofs: { jwt: readonly string[] } }
      return id === 'card' ? credentialFor(proofs.jwt[0] ?? '') : [400, { error: 'unknown_credential_configuration' }]
    },
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const route = routes[Object.keys(routes).find((name) => request.url?.includes(`/${name}`) === true) ?? '']
      void Promise.resolve(route?.(request, Buffer.concat(chunks).toString()) ?? ([404, {}] as const)).then(([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    offer: () => {
      const [code, txCode] = [randomUUID(), '4711']
      codes.set(code, txCode)
      return { offer: { credential_issuer: identifier, credential_configuration_ids: ['card'], grants: { [grantType]: { 'pre-authorized_code': code, tx_code: { length: 4 } } } }, txCode }
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
