import { generateKeyPairSync, hash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as client from 'openid-client'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { createOpenIdProvider } from '@counterfoil/openid-provider/assemble'
import type { ProviderConfig } from '@counterfoil/openid-provider/config'
import type { PublicKey, RelyingParty } from '@counterfoil/openid-provider/domain/relying-party'
import { freePort } from '../../support/free-port.ts'
import { noLimits } from '../../support/limits.ts'
import { PlainBrowser, type Arrival } from '../../support/plain-browser.ts'
import { answerWell, fetchRequest, type CredentialChanges, type RequestClaims } from '../../verifier/support/holder.ts'
import { returnOrigin, startVerifierWorld, walletUrl, type VerifierTestWorld } from '../../verifier/support/world.ts'

export const form = 'blue-badge-renewal'
export const redirectUri = 'https://badges.example/signed-in'
export const secret = 'the secret of a relying party, 0123456789'

/** A real verifier and a real provider in front of it, over HTTP, and two relying parties of it. */
export interface ProviderWorld {
  readonly verifier: VerifierTestWorld
  readonly issuer: string
  readonly config: ProviderConfig
  /** Every line that the provider logged. */
  readonly log: string[]
  /** Paths that it asked the verifier for. */
  readonly asked: string[]
  /** Whether it can reach the verifier. */
  readonly switches: { verifierUp: boolean }
  /** One that shows itself by a key, or by a secret. */
  party(by: 'key' | 'secret', changes?: { readonly secret?: string }): Promise<client.Configuration>
  close(): Promise<void>
}

export async function startProviderWorld(wallet: string = walletUrl): Promise<ProviderWorld> {
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const verifier = await startVerifierWorld({ configure: () => ({ returnOrigins: [returnOrigin, issuer], walletUrl: wallet }) })
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  const shared = { name: { en: 'Blue Badges', cy: 'Bathodynnau Glas' }, authority: 'brackenfield', form, website: 'https://badges.example/', redirectUris: [redirectUri], apiKey: verifier.apiKey('brackenfield') }
  const parties: readonly RelyingParty[] = [
    { ...shared, clientId: 'badges-by-key', authentication: { method: 'private_key_jwt', keys: [{ kty, crv, x, y } as PublicKey] } },
    { ...shared, clientId: 'badges-by-secret', authentication: { method: 'client_secret_basic', secretSha256: hash('sha256', secret) } },
  ]
  const dataDir = join(verifier.folder, 'openid-provider')
  mkdirSync(dataDir)
  const config: ProviderConfig = { providerUrl: issuer, verifierUrl: verifier.verifierUrl, walletUrl: wallet, network: verifier.net.network, parties, trustFramework: 'counterfoil', dataDir, keyCustody: envelopesUnder(verifier.net.keyEncryptionKeyFile), httpLimits: { ...noLimits, missesPerMinute: 30 }, port, host: 'localhost' }
  const [log, asked]: [string[], string[]] = [[], []]
  const switches = { verifierUp: true }
  const provider = await createOpenIdProvider(config, {
    logger: createLogger('openid-provider', { write: (line) => void log.push(line) }),
    fetch: (url, options) => {
      asked.push(new URL(url).pathname)
      return switches.verifierUp ? fetch(url, options) : Promise.reject(new TypeError('fetch failed'))
    },
  })
  await provider.app.listen({ port, host: 'localhost' })
  const signing = await crypto.subtle.importKey('jwk', privateKey.export({ format: 'jwk' }), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  return {
    verifier,
    issuer,
    config,
    log,
    asked,
    switches,
    party: (by, changes = {}) => client.discovery(new URL(issuer), `badges-by-${by}`, undefined, by === 'key' ? client.PrivateKeyJwt(signing) : client.ClientSecretBasic(changes.secret ?? secret), { execute: [client.allowInsecureRequests] }),
    close: async () => {
      await provider.close()
      await verifier.close()
    },
  }
}

/** A citizen who was sent to sign in. */
export interface Visit {
  readonly browser: PlainBrowser
  readonly address: string
  readonly here: Arrival
  readonly checks: { readonly pkceCodeVerifier: string; readonly expectedState: string; readonly expectedNonce: string }
}

/** Sends a citizen to the provider, as a relying party does; any parameter can be made wrong, or left out. */
export async function visit(party: client.Configuration, changes: Readonly<Record<string, string | undefined>> = {}, browser = new PlainBrowser()): Promise<Visit> {
  const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce() }
  const asked = { redirect_uri: redirectUri, scope: `openid ${form}`, state: checks.expectedState, nonce: checks.expectedNonce, code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier), code_challenge_method: 'S256', ...changes }
  const address = client.buildAuthorizationUrl(party, Object.fromEntries(Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined)))
  // The library fills some in by itself.
  for (const [name, value] of Object.entries(changes)) if (value === undefined) address.searchParams.delete(name)
  return { browser, address: address.href, here: await browser.follow(address.href), checks }
}

/** What the request behind a wallet link says, as a wallet fetches it. */
export const requestAt = (walletLink: string): Promise<RequestClaims> => fetchRequest({ request_uri: new URLSearchParams(new URL(walletLink).search).get('request_uri') ?? '' })

/** Goes to the wallet on this device, shares there, and comes back; what happens meanwhile happens before. */
export async function share(world: ProviderWorld, { browser, here }: Visit, changes: CredentialChanges = {}, meanwhile: () => unknown = () => undefined): Promise<Arrival> {
  const link = (await browser.ask(here.address, { flow: 'same_device' })).headers.get('location') ?? ''
  const answer = await answerWell(world.verifier, await requestAt(link), changes)
  const { redirect_uri: wayBack } = (await answer.json()) as { redirect_uri: string }
  await meanwhile()
  return browser.follow(wayBack)
}

/** Redeems what came back for an ID token. */
export const redeem = (party: client.Configuration, { checks }: Visit, { address }: Arrival) => client.authorizationCodeGrant(party, new URL(address), { ...checks, idTokenExpected: true })

/** Takes the choice of another device as far as the page with the code; answers with what a wallet there is told. */
export async function shareElsewhere(world: ProviderWorld, { browser, here }: Visit): Promise<{ readonly codePage: Arrival; readonly number: string }> {
  const codePage = await browser.follow(here.address, { flow: 'cross_device' })
  const typed = /cf-code">([^<]+)</.exec(codePage.page)?.[1] ?? ''
  const found = (await (await fetch(`${world.verifier.verifierUrl}/brackenfield/codes/${typed.replaceAll(/\W/g, '')}`)).json()) as { wallet_link?: string; request_uri?: string }
  const answer = await answerWell(world.verifier, await fetchRequest({ request_uri: found.request_uri ?? '' }))
  const { counterfoil_number: number } = (await answer.json()) as { counterfoil_number: string }
  return { codePage, number }
}
