import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'
import { freePort } from './free-port.ts'
import { signedBy, type WalletKey } from './outside-wallet.ts'

export const wallet = { clientId: 'https://wallet.example', redirectUri: 'https://wallet.example/callback' } as const

export interface CouncilServer {
  readonly url: string
  /** Any token, as this server would sign it. */
  tokenWith(changes: { readonly header?: Readonly<Record<string, unknown>>; readonly claims?: Readonly<Record<string, unknown>>; readonly key?: WalletKey }): string
  close(): Promise<void>
}

const kid = 'the-key-of-the-council'

/** A council's own authorization server: `oidc-provider` as it is, giving JWT access tokens that are bound by DPoP. Whoever comes is Ada. */
export async function startCouncilServer(scope: string): Promise<CouncilServer> {
  const url = `http://localhost:${await freePort()}`
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const provider = new Provider(url, {
    clients: [{ client_id: wallet.clientId, redirect_uris: [wallet.redirectUri], token_endpoint_auth_method: 'none', grant_types: ['authorization_code'], response_types: ['code'], dpop_bound_access_tokens: true, id_token_signed_response_alg: 'ES256' }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }] },
    cookies: { keys: ['of a test'] },
    ttl: { AccessToken: 300, Grant: 300, Interaction: 300, Session: 300 },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({ scope, audience: resource, accessTokenTTL: 300, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
      },
    },
    loadExistingGrant: async (context) => {
      const { client, session, params } = context.oidc
      if (client === undefined || session?.accountId === undefined) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addResourceScope(String(params?.['resource']), scope)
      await grant.save()
      return grant
    },
  })
  const handle = provider.callback()
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') === true) void provider.interactionFinished(request, response, { login: { accountId: 'ada' } })
    else void handle(request, response)
  })
  server.listen(Number(new URL(url).port), 'localhost')
  await once(server, 'listening')
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const own: WalletKey = { privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } }
  return {
    url,
    tokenWith: ({ header, claims, key = own }) => {
      const now = Math.floor(Date.now() / 1000)
      return signedBy(key, { typ: 'at+jwt', kid, ...header }, { iss: url, sub: 'ada', client_id: wallet.clientId, jti: 'the id of a token', iat: now, exp: now + 300, ...claims })
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
