import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { EmbeddedJWK, jwtVerify, type JWK } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'
import { outsideCredentials, type OutsideSigner } from './outside-credential.ts'
import { makePng } from './png.ts'

/** A wallet as the provider registers it. */
export interface RegisteredWallet {
  readonly clientId: string
  readonly redirectUri: string
}

export interface OutsideProvider {
  /** An offer to whoever signs in, of a type that is asked for by its scope or by its details. */
  offer(configuration: 'by-scope' | 'by-details'): object
  /** How many credentials were given. */
  given(): number
  close(): Promise<void>
}

interface Wanted {
  readonly proofs: { readonly jwt: readonly string[] }
}

/**
 * An issuer that citizens sign in to and that knows nothing of Counterfoil's: `oidc-provider` with its own OpenID4VCI, PAR, PKCE and DPoP, and the pages
 * that it brings along. It wants a nonce of its own in every proof of possession.
 */
export async function startOutsideProvider(signer: OutsideSigner, wallet: RegisteredWallet): Promise<OutsideProvider> {
  const { identifier, vct } = signer
  const make = outsideCredentials(signer)
  const credentialEndpoint = `${identifier}/credential`
  const configuration = { format: 'dc+sd-jwt', vct, cryptographic_binding_methods_supported: ['jwk'], credential_signing_alg_values_supported: ['ES256'], proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } } }
  const named = (name: string) => ({ ...configuration, credential_metadata: { display: [{ name, locale: 'en', logo: { uri: `data:image/png;base64,${makePng({ width: 64, height: 64 }).toString('base64')}`, alt_text: 'A blue square' } }] } })
  let count = 0
  const details = (identified: readonly object[]): object[] => identified.map((detail) => ({ ...detail, credential_identifiers: ['card-of-the-citizen'] }))
  const settings = {
    clients: [
      {
        client_id: wallet.clientId,
        redirect_uris: [wallet.redirectUri],
        // As the standard of this library has it for addresses of one's own machine.
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        require_pushed_authorization_requests: true,
        dpop_bound_access_tokens: true,
        authorization_details_types: ['openid_credential'],
      },
    ],
    clientBasedCORS: () => true,
    cookies: { keys: [randomBytes(32).toString('hex')] },
    findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    pkce: { required: () => true },
    features: {
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      resourceIndicators: { enabled: true, defaultResource: () => identifier, useGrantedResource: () => true, getResourceServerInfo: () => ({ scope: 'leisure-card', audience: credentialEndpoint, accessTokenFormat: 'opaque' }) },
      richAuthorizationRequests: {
        enabled: true,
        types: {},
        authorizationDetailsForGrantSource: ({ oidc }: { readonly oidc: { readonly params: { readonly authorization_details?: string } } }) => (oidc.params.authorization_details === undefined ? undefined : details(JSON.parse(oidc.params.authorization_details) as object[])),
        authorizationDetailsForAccessToken: (_context: unknown, _token: unknown, source: { readonly rar?: readonly object[] }) => source.rar,
      },
      openid4vci: {
        enabled: true,
        ack: 'experimental-01',
        nonceSecret: randomBytes(32),
        credentialConfigurationsSupported: { 'by-scope': { ...named('Leisure card'), scope: 'leisure-card' }, 'by-details': named('Season ticket') },
        issueCredential: async (_context: unknown, { proofs: { jwt } }: Wanted) => {
          // The library has judged the proofs; whose keys they are is in them.
          const credentials = await Promise.all(jwt.map(async (proof) => ({ credential: await make((await jwtVerify(proof, EmbeddedJWK)).protectedHeader.jwk as JWK) })))
          count += credentials.length
          return { credentials }
        },
      },
    },
  }
  // The types know less than the library.
  const provider = new Provider(identifier, settings as unknown as Configuration)
  const handle = provider.callback()
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(Number(new URL(identifier).port), 'localhost', resolve))
  return {
    offer: (id) => ({ credential_issuer: identifier, credential_configuration_ids: [id], grants: { authorization_code: {} } }),
    given: () => count,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
