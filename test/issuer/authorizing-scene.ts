import { createHash, randomBytes } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import type { AuthorizationConfig } from '@counterfoil/issuer/authorization-config'
import { fingerprintOf, parseAnchor } from '@counterfoil/service-kit/crypto/certificate-chain'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { walletReturnPath } from '@counterfoil/shared/oid4vci/credential-offer'
import type { CitizenSignIn } from '@counterfoil/issuer/ports/authorization'
import { athOf, attestationOf, attestationProof, dpopProof, walletKey, walletProvider, type DpopChanges, type WalletKey, type WalletProvider } from '../support/outside-wallet.ts'
import { issuerUrl, makeProof, openScene, proofClaims, walletUrl, type Scene } from './issuer-scene.ts'

export const redirectUri = 'https://wallet.example/callback?from=council'
export const attestedClient = 'https://wallets.example/haip'
export const publicClient = 'https://wallet.example'

/** What stands for the provider: whoever comes is the person that the answer names. */
export const signInStub: CitizenSignIn = {
  start: async () => ({ url: 'http://localhost:5300/citizens', checks: { state: 'citizen-state', nonce: 'nonce', codeVerifier: 'verifier' } }),
  finish: async (callback, checks) => {
    if (callback.searchParams.get('state') !== checks.state) return { outcome: 'not_understood' }
    const subject = callback.searchParams.get('code')
    return subject === null ? { outcome: 'declined' } : { outcome: 'signed_in', subject }
  },
}

export const authorizationConfig = (provider: WalletProvider, rival: WalletProvider): AuthorizationConfig => ({
  signIn: { issuerUrl: 'http://localhost:5300', clientId: 'counterfoil-citizens', key: {}, scope: 'openid', vectorsOfTrust: [], trustmark: null, identityService: null, subjectClaim: 'sub' },
  recordColumn: 'sign_in_subject',
  clients: [
    { clientId: attestedClient, name: 'Attested wallet', redirectUris: [redirectUri], authentication: 'attest_jwt_client_auth', attestedBelow: [fingerprintOf(parseAnchor(provider.ca.certificate))] },
    { clientId: walletUrl, name: 'Counterfoil wallet', redirectUris: [`${walletUrl}${walletReturnPath}`], authentication: 'none' },
    { clientId: publicClient, name: 'Public wallet', redirectUris: [redirectUri, 'example-wallet:/cb'], authentication: 'none' },
  ],
  attestationAnchors: [rival, provider].map(({ ca }) => ca.certificate),
})

/** Who the first record belongs to, as the provider knows them; and who the one that lacks something belongs to. */
export const subject = 'ceridwens-sign-in'
export const incompleteSubject = 'morwennas-sign-in'

export const pkce = () => {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

type Fields = Readonly<Record<string, string | undefined>>
type Headers = Readonly<Record<string, string>>

export interface Wallet {
  readonly clientId: string
  /** What DPoP proofs are made with. */
  readonly key: WalletKey
  /** What the provider attests; null for a wallet that isn't attested. */
  readonly instance: WalletKey | null
}

export const publicWallet = (): Wallet => ({ clientId: publicClient, key: walletKey(), instance: null })
export const attestedWallet = (): Wallet => ({ clientId: attestedClient, key: walletKey(), instance: walletKey() })

const cookieOf = (answer: LightMyRequestResponse): string => String(answer.headers['set-cookie']).split(';')[0] ?? ''
const present = (fields: Fields): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined))

/** An issuer where citizens sign in, with the hands of a wallet and of a citizen. */
export async function openAuthorizingScene(options: Parameters<typeof openScene>[0] = {}) {
  const provider = await walletProvider()
  const rival = await walletProvider('Provider of other wallets')
  // Certificates are of now.
  const clock = fixedClock(Math.floor(Date.now() / 1000))
  const scene = { ...(await openScene({ clock, ...options, citizenSignIn: signInStub, settings: { authorization: authorizationConfig(provider, rival), ...options.settings } })), clock }
  return { ...scene, provider, rival, ...handsOf(scene, provider) }
}

function handsOf(scene: Pick<Scene, 'inject' | 'form' | 'nonce' | 'clock'>, provider: WalletProvider) {
  const identifier = (authority = 'aldermoor'): string => `${issuerUrl}/${authority}`
  const now = (): number => scene.clock.now()

  const nonce = async (authority = 'aldermoor'): Promise<string> => String((await scene.inject({ method: 'POST', url: `/${authority}/nonce` })).headers['dpop-nonce'])

  const attested = (wallet: Wallet, authority = 'aldermoor'): Headers =>
    wallet.instance === null
      ? {}
      : {
          'oauth-client-attestation': attestationOf(provider, wallet.instance, { clientId: wallet.clientId, now: now() }),
          'oauth-client-attestation-pop': attestationProof(wallet.instance, { clientId: wallet.clientId, issuer: identifier(authority), now: now() }),
        }

  const post = (path: string, fields: Fields, headers: Headers = {}, authority = 'aldermoor') => {
    const { payload, headers: form } = scene.form(present(fields))
    return scene.inject({ method: 'POST', url: `/${authority}/${path}`, payload, headers: { ...form, ...headers } })
  }

  const requestFields = (wallet: Wallet, challenge: string, changes: Fields = {}): Fields => ({
    response_type: 'code',
    client_id: wallet.clientId,
    redirect_uri: redirectUri,
    state: 'a state',
    scope: 'residency',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  })

  const push = (wallet: Wallet, challenge: string, changes: Fields = {}, authority = 'aldermoor') => post('par', requestFields(wallet, challenge, changes), attested(wallet, authority), authority)

  const authorizeUrl = (wallet: Wallet, requestUri: string, authority = 'aldermoor'): string => `/${authority}/authorize?${new URLSearchParams({ client_id: wallet.clientId, request_uri: requestUri }).toString()}`

  /** A browser that came with a request: its cookie. */
  const come = async (wallet: Wallet, requestUri: string, authority = 'aldermoor') => {
    const answer = await scene.inject({ method: 'GET', url: authorizeUrl(wallet, requestUri, authority) })
    return { answer, cookie: cookieOf(answer) }
  }

  const signIn = async (cookie: string, who: string | null = subject) => {
    const answer = await scene.inject({ method: 'GET', url: `/collect/signed-in?state=citizen-state${who === null ? '&error=access_denied' : `&code=${who}`}`, headers: { cookie } })
    return { answer, cookie: cookieOf(answer) }
  }

  const look = (cookie: string) => scene.inject({ method: 'GET', url: '/collect/choose', headers: { cookie } })

  const decide = async (cookie: string, decision: string, page?: string) => {
    const csrf = /name="csrf" value="([^"]+)"/.exec(page ?? (await look(cookie)).body)?.[1] ?? ''
    const { payload, headers } = scene.form({ csrf, decision })
    return scene.inject({ method: 'POST', url: '/collect/choose', payload, headers: { ...headers, cookie, 'sec-fetch-site': 'same-origin' } })
  }

  /** Everything up to the answer in the wallet's hands. */
  const authorized = async (wallet: Wallet, changes: Fields = {}, who = subject) => {
    const { verifier, challenge } = pkce()
    const pushed = await push(wallet, challenge, changes)
    const { request_uri: requestUri } = pushed.json<{ request_uri: string }>()
    const here = await come(wallet, requestUri)
    const signed = await signIn(here.cookie, who)
    const answer = await decide(signed.cookie, 'allow')
    const location = new URL(String(answer.headers.location))
    return { verifier, code: location.searchParams.get('code') ?? '', location, requestUri }
  }

  const proof = async (wallet: Wallet, path: string, options: { readonly changes?: DpopChanges; readonly authority?: string; readonly accessToken?: string; readonly nonce?: string } = {}) =>
    dpopProof(
      wallet.key,
      { htm: 'POST', htu: `${identifier(options.authority)}/${path}`, iat: now(), nonce: options.nonce ?? (await nonce(options.authority)), ...(options.accessToken === undefined ? {} : { ath: athOf(options.accessToken) }) },
      options.changes,
    )

  const tokenFields = (wallet: Wallet, { code, verifier }: { readonly code: string; readonly verifier: string }, changes: Fields = {}): Fields => ({
    grant_type: 'authorization_code',
    client_id: wallet.clientId,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...changes,
  })

  const exchange = async (wallet: Wallet, given: { readonly code: string; readonly verifier: string }, changes: Fields = {}, authority = 'aldermoor') =>
    post('token', tokenFields(wallet, given, changes), { ...attested(wallet, authority), dpop: await proof(wallet, 'token', { authority }) }, authority)

  const refresh = async (wallet: Wallet, refreshToken: string, authority = 'aldermoor') =>
    post('token', { grant_type: 'refresh_token', client_id: wallet.clientId, refresh_token: refreshToken }, { ...attested(wallet, authority), dpop: await proof(wallet, 'token', { authority }) }, authority)

  const tokensOf = async (wallet: Wallet, changes: Fields = {}): Promise<Tokens> => (await exchange(wallet, await authorized(wallet, changes))).json<Tokens>()

  const collect = async (wallet: Wallet, accessToken: string, body: Readonly<Record<string, unknown>> = {}, options: { readonly authority?: string; readonly headers?: Headers } = {}) => {
    const { authority = 'aldermoor' } = options
    const holder = walletKey()
    const keyProof = makeProof(holder, proofClaims(await scene.nonce(authority), { aud: identifier(authority), iat: now() }))
    const asked = Object.keys(body).length === 0 ? { credential_configuration_id: 'residency-sd-jwt' } : body
    const headers = options.headers ?? { authorization: `DPoP ${accessToken}`, dpop: await proof(wallet, 'credential', { accessToken, authority }) }
    return scene.inject({ method: 'POST', url: `/${authority}/credential`, headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify({ proofs: { jwt: [keyProof] }, ...asked }) })
  }

  return { nonceFor: nonce, attested, post, requestFields, push, authorizeUrl, come, signIn, look, decide, authorized, proof, tokenFields, exchange, refresh, tokensOf, collect, identifier, now }
}

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope?: string
  readonly authorization_details?: readonly { readonly credential_identifiers: readonly string[] }[]
}

export type AuthorizingScene = Awaited<ReturnType<typeof openAuthorizingScene>>
