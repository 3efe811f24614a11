import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSigningInNetwork, type SigningInNetwork } from '../issuer/signing-in-network.ts'
import { startKillableIssuer, type KillableIssuer } from '../issuer/killable-issuer.ts'
import { makeKeyPair, makeProof } from '../issuer/issuer-scene.ts'
import { insecure, withNonce } from '../support/oauth-client.ts'
import { attestationOf, attestationProof, walletKey } from '../support/outside-wallet.ts'
import { signInAndDecide } from '../support/sign-in-provider.ts'

// A client that nobody here wrote, and that the product doesn't use itself: it judges what an authorization server says by the
// standards' own rules. Issuer and sign-in provider are processes of their own.

let network: SigningInNetwork
let issuer: KillableIssuer
beforeAll(async () => {
  network = await openSigningInNetwork()
  const configFile = join(network.folder, 'config.json')
  writeFileSync(configFile, JSON.stringify(network.config))
  issuer = await startKillableIssuer(configFile, network.port)
})
afterAll(async () => {
  issuer.child.kill('SIGKILL')
  await issuer.gone
  await network.close()
})

const sorts = [
  ['a public wallet, by scope', 'https://wallet.example', { scope: 'residency' }, { credential_configuration_id: 'residency-sd-jwt' }],
  ['an attested wallet, by authorization details', 'https://wallets.example/haip', { authorization_details: JSON.stringify([{ type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt' }]) }, { credential_identifier: 'residency-sd-jwt.current' }],
] as const

describe('oauth4webapi', () => {
  it.each(sorts)('collects for %s: PAR, PKCE, iss, DPoP, token, credential, refresh', async (_sort, clientId, asked, credential) => {
    const issuerId = new URL(`${network.config.issuerUrl}/aldermoor`)
    const as = await oauth.processDiscoveryResponse(issuerId, await oauth.discoveryRequest(issuerId, { algorithm: 'oauth2', ...insecure }))
    expect(as.require_pushed_authorization_requests).toBe(true)
    const client: oauth.Client = { client_id: clientId }
    const instance = walletKey()
    const now = (): number => Math.floor(Date.now() / 1000)
    const authenticate: oauth.ClientAuth =
      clientId === 'https://wallet.example'
        ? oauth.None()
        : (_as, _client, body, headers) => {
            body.set('client_id', clientId)
            headers.set('oauth-client-attestation', attestationOf(network.provider, instance, { clientId, now: now() }))
            headers.set('oauth-client-attestation-pop', attestationProof(instance, { clientId, issuer: issuerId.href, now: now() }))
          }
    const dpop = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const redirectUri = 'https://wallet.example/callback'
    const parameters = { response_type: 'code', redirect_uri: redirectUri, state, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...asked }

    const pushed = await withNonce(async () => oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, authenticate, parameters, { DPoP: dpop, ...insecure })))
    const authorizationUrl = `${as.authorization_endpoint ?? ''}?${new URLSearchParams({ client_id: clientId, request_uri: pushed.request_uri }).toString()}`
    const answer = oauth.validateAuthResponse(as, client, await signInAndDecide(authorizationUrl, 'ada', 'allow'), state)

    const tokens = await withNonce(async () => oauth.processAuthorizationCodeResponse(as, client, await oauth.authorizationCodeGrantRequest(as, client, authenticate, answer, redirectUri, verifier, { DPoP: dpop, ...insecure })))
    expect(tokens.token_type).toBe('dpop')

    const collect = async (accessToken: string): Promise<string> => {
      const { c_nonce: nonce } = (await (await fetch(`${issuerId.href}/nonce`, { method: 'POST' })).json()) as { c_nonce: string }
      const proof = makeProof(makeKeyPair(), { iss: clientId, aud: issuerId.href, iat: now(), nonce })
      const body = JSON.stringify({ ...credential, proofs: { jwt: [proof] } })
      const given = await withNonce(() => oauth.protectedResourceRequest(accessToken, 'POST', new URL(`${issuerId.href}/credential`), new Headers({ 'content-type': 'application/json' }), body, { DPoP: dpop, ...insecure }))
      const { credentials } = (await given.json()) as { credentials: { credential: string }[] }
      return credentials[0]?.credential ?? ''
    }
    expect(await collect(tokens.access_token)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+~.*~$/)

    const refreshed = await withNonce(async () => oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, authenticate, tokens.refresh_token ?? '', { DPoP: dpop, ...insecure })))
    expect(await collect(refreshed.access_token)).toMatch(/~$/)
  })

  it('is told in the standards\' own words when a citizen cancels', async () => {
    const issuerId = new URL(`${network.config.issuerUrl}/aldermoor`)
    const as = await oauth.processDiscoveryResponse(issuerId, await oauth.discoveryRequest(issuerId, { algorithm: 'oauth2', ...insecure }))
    const client: oauth.Client = { client_id: 'https://wallet.example' }
    const parameters = { response_type: 'code', redirect_uri: 'https://wallet.example/callback', scope: 'residency', code_challenge: await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier()), code_challenge_method: 'S256' }
    const pushed = await oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, oauth.None(), parameters, insecure))
    const back = await signInAndDecide(`${as.authorization_endpoint ?? ''}?${new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri }).toString()}`, 'ada', 'cancel')
    expect(() => oauth.validateAuthResponse(as, client, back, oauth.expectNoState)).toThrow(expect.objectContaining({ error: 'access_denied' }))
  })
})
