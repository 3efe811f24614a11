import * as oauth from 'oauth4webapi'
import { signInAndDecide } from '../../support/sign-in-provider.ts'
import { insecure, withNonce } from '../../support/oauth-client.ts'
import { attestationOf, attestationProof, walletKey, type WalletProvider } from '../../support/outside-wallet.ts'
import { makeKeyPair, makeProof } from '../issuer-scene.ts'
import { entryOf, fetchText, jwtPart, verifyByCertificate, type StatusPlace } from './wallet-tools.ts'

// A wallet of the High Assurance Interoperability Profile 1.0, written from its text: discovery at the inserted well-known address, signed
// metadata by certificate, scope, PAR with attestation, PKCE, `iss`, DPoP, key proofs in a batch. The OAuth part is a client nobody here wrote.

interface Metadata {
  readonly credential_issuer: string
  readonly credential_endpoint: string
  readonly nonce_endpoint: string
  readonly batch_credential_issuance: { readonly batch_size: number }
  readonly credential_configurations_supported: Readonly<Record<string, { readonly format: string; readonly scope?: string }>>
}

export interface HaipCredential {
  readonly compact: string
  readonly status: StatusPlace
}

export interface HaipWallet {
  /** A batch of the first `dc+sd-jwt` of this scope, each judged. */
  collect(scope: string, person: string): Promise<readonly HaipCredential[]>
  /** 0 while it stands. */
  statusOf(credential: HaipCredential): Promise<number>
}

export function haipWallet({ issuer, provider, anchors, batch = 2 }: { readonly issuer: string; readonly provider: WalletProvider; readonly anchors: readonly string[]; readonly batch?: number }): HaipWallet {
  const clientId = 'https://wallets.example/haip'
  const redirectUri = 'https://wallet.example/callback'
  const instance = walletKey()
  const now = (): number => Math.floor(Date.now() / 1000)

  const signedMetadata = async (): Promise<Metadata> => {
    const { origin, pathname } = new URL(issuer)
    const { claims } = await verifyByCertificate(await fetchText(`${origin}/.well-known/openid-credential-issuer${pathname}`, 'application/jwt'), anchors, 'openidvci-issuer-metadata+jwt')
    if (claims.sub !== issuer) throw new Error('metadata of another issuer')
    return claims as unknown as Metadata
  }

  const judged = async (compact: string, holder: { readonly x: string; readonly y: string }): Promise<HaipCredential> => {
    const [jwt = ''] = compact.split('~')
    const { claims, header } = await verifyByCertificate(jwt, anchors, 'dc+sd-jwt')
    if (header.kid !== undefined || claims.iss !== undefined) throw new Error('an identity beside the certificate')
    const { status, cnf } = claims as unknown as { status: { status_list: StatusPlace }; cnf: { jwk: { x: string; y: string } } }
    if (cnf.jwk.x !== holder.x || cnf.jwk.y !== holder.y) throw new Error('bound to another key')
    if (!compact.endsWith('~')) throw new Error('not an SD-JWT without key binding')
    return { compact, status: status.status_list }
  }

  return {
    collect: async (scope, person) => {
      const metadata = await signedMetadata()
      const configurations = Object.entries(metadata.credential_configurations_supported)
      if (configurations.some(([, { scope: named }]) => named === undefined)) throw new Error('a configuration without scope')
      const configurationId = configurations.find(([, one]) => one.scope === scope && one.format === 'dc+sd-jwt')?.[0] ?? ''
      const issuerId = new URL(issuer)
      const as = await oauth.processDiscoveryResponse(issuerId, await oauth.discoveryRequest(issuerId, { algorithm: 'oauth2', ...insecure }))
      if (as.require_pushed_authorization_requests !== true || as.authorization_response_iss_parameter_supported !== true) throw new Error('not as HAIP has it')
      const client: oauth.Client = { client_id: clientId }
      const authenticate: oauth.ClientAuth = (_as, _client, body, headers) => {
        body.set('client_id', clientId)
        headers.set('oauth-client-attestation', attestationOf(provider, instance, { clientId, now: now() }))
        headers.set('oauth-client-attestation-pop', attestationProof(instance, { clientId, issuer, now: now() }))
      }
      const dpop = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
      const verifier = oauth.generateRandomCodeVerifier()
      const state = oauth.generateRandomState()
      const parameters = { response_type: 'code', redirect_uri: redirectUri, state, scope, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
      const pushed = await withNonce(async () => oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, authenticate, parameters, { DPoP: dpop, ...insecure })))
      const door = `${as.authorization_endpoint ?? ''}?${new URLSearchParams({ client_id: clientId, request_uri: pushed.request_uri }).toString()}`
      const answer = oauth.validateAuthResponse(as, client, await signInAndDecide(door, person, 'allow'), state)
      const tokens = await withNonce(async () => oauth.processAuthorizationCodeResponse(as, client, await oauth.authorizationCodeGrantRequest(as, client, authenticate, answer, redirectUri, verifier, { DPoP: dpop, ...insecure })))
      const { c_nonce: nonce } = (await (await fetch(metadata.nonce_endpoint, { method: 'POST' })).json()) as { c_nonce: string }
      const holders = Array.from({ length: Math.min(batch, metadata.batch_credential_issuance.batch_size) }, makeKeyPair)
      const proofs = { jwt: holders.map((holder) => makeProof(holder, { iss: clientId, aud: issuer, iat: now(), nonce })) }
      const body = JSON.stringify({ credential_configuration_id: configurationId, proofs })
      const given = await withNonce(() => oauth.protectedResourceRequest(tokens.access_token, 'POST', new URL(metadata.credential_endpoint), new Headers({ 'content-type': 'application/json' }), body, { DPoP: dpop, ...insecure }))
      const { credentials } = (await given.json()) as { credentials: { credential: string }[] }
      if (credentials.length !== holders.length) throw new Error('not one for each key')
      return Promise.all(credentials.map(async ({ credential }) => judged(credential, holders.find(({ jwk }) => JSON.stringify(jwtPart(credential, 1)).includes(jwk.x))?.jwk ?? { x: '', y: '' })))
    },
    statusOf: async ({ status: { idx, uri } }) => {
      const { claims } = await verifyByCertificate(await fetchText(uri, 'application/statuslist+jwt'), anchors, 'statuslist+jwt')
      if (claims.sub !== uri) throw new Error('the list of another address')
      return entryOf(claims, idx)
    },
  }
}
