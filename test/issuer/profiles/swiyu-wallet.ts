import { createHash, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { CompactEncrypt, compactDecrypt, importJWK, type JWK } from 'jose'
import { athOf, dpopProof, walletKey, type WalletKey } from '../../support/outside-wallet.ts'
import { makeProof } from '../issuer-scene.ts'
import { entryOf, fetchText, verifyByKid, type StatusPlace } from './wallet-tools.ts'

// The wallet of the Swiss trust infrastructure, written from its profiles for issuance and for credentials, version 1.0 (2026): offers by value,
// signed metadata by `kid`, DPoP with the server's nonces, requests and answers encrypted, every claim a disclosure, no notification.

export const issuanceVersion = 'swiss-profile-issuance:1.0.0'
export const credentialVersion = 'swiss-profile-vc:1.0.0'

interface Metadata {
  readonly profile_version: string
  readonly credential_issuer: string
  readonly credential_endpoint: string
  readonly nonce_endpoint: string
  readonly batch_credential_issuance: { readonly batch_size: number }
  readonly credential_request_encryption: { readonly jwks: { readonly keys: readonly JWK[] }; readonly encryption_required: boolean }
  readonly credential_response_encryption: { readonly encryption_required: boolean }
  readonly credential_configurations_supported: Readonly<Record<string, { readonly format: string; readonly cryptographic_binding_methods_supported: readonly string[]; readonly proof_types_supported: object }>>
}

interface Offer {
  readonly credential_issuer: string
  readonly credential_configuration_ids: readonly string[]
  readonly grants: Readonly<Record<string, { readonly 'pre-authorized_code': string; readonly tx_code?: object }>>
}

export const swissOfferIn = (link: string): Offer => {
  const parameters = new URL(link).searchParams
  if (parameters.has('credential_offer_uri')) throw new Error('an offer by reference')
  const offer = JSON.parse(parameters.get('credential_offer') ?? '') as Offer
  if (Object.keys(offer.grants).join(' ') !== preAuthorizedCodeGrant || offer.credential_configuration_ids.length !== 1) throw new Error('not an offer of this profile')
  return offer
}

export interface SwissCredential {
  readonly claims: Readonly<Record<string, unknown>>
  readonly status: StatusPlace
}

export interface SwissToken {
  readonly token: string
  readonly key: WalletKey
}

export type KeyOf = (kid: string) => Promise<JsonWebKey>

const now = (): number => Math.floor(Date.now() / 1000)
const proofFor = (key: WalletKey, url: string, nonce: string, accessToken?: string): string =>
  dpopProof(key, { htm: 'POST', htu: url, iat: now(), nonce, ...(accessToken === undefined ? {} : { ath: athOf(accessToken) }) }, { header: { profile_version: issuanceVersion } })

/** Metadata that are signed, and none other. */
export async function swissMetadata(issuer: string, keyOf: KeyOf): Promise<Metadata> {
  const { claims, header } = await verifyByKid(await fetchText(`${issuer}/.well-known/openid-credential-issuer`, 'application/jwt'), keyOf, 'openidvci-issuer-metadata+jwt')
  const metadata = claims as unknown as Metadata & Readonly<Record<string, unknown>>
  if (claims.sub !== issuer || header['profile_version'] !== issuanceVersion || metadata.profile_version !== issuanceVersion || header.x5c !== undefined) throw new Error('not signed as this profile has it')
  for (const unsupported of ['authorization_servers', 'notification_endpoint']) if (metadata[unsupported] !== undefined) throw new Error(`${unsupported} in the metadata`)
  if (!metadata.credential_request_encryption.encryption_required || !metadata.credential_response_encryption.encryption_required || metadata.batch_credential_issuance.batch_size < 10) throw new Error('not encrypted, or too few at once')
  for (const configuration of Object.values(metadata.credential_configurations_supported)) {
    const { format, cryptographic_binding_methods_supported: bindings, proof_types_supported: proofs } = configuration
    if (format !== 'dc+sd-jwt' || bindings.join(' ') !== 'jwk' || Object.keys(proofs).join(' ') !== 'jwt' || 'scope' in configuration) throw new Error('a configuration that this wallet does not know')
  }
  return metadata
}

/** A nonce for key proofs and the one for the next DPoP proof: the endpoint gives both. */
export async function noncesOf({ nonce_endpoint: url }: Pick<Metadata, 'nonce_endpoint'>): Promise<{ readonly forProof: string; readonly forDpop: string }> {
  const answer = await fetch(url, { method: 'POST' })
  return { forProof: ((await answer.json()) as { c_nonce: string }).c_nonce, forDpop: answer.headers.get('dpop-nonce') ?? '' }
}

/** Redeems the code of an offer. */
export async function swissToken(link: string, txCode: string, metadata: Metadata): Promise<SwissToken> {
  const key = walletKey()
  const url = `${metadata.credential_issuer}/token`
  const code = swissOfferIn(link).grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? ''
  const { forDpop } = await noncesOf(metadata)
  const answer = await fetch(url, { method: 'POST', headers: { dpop: proofFor(key, url, forDpop) }, body: new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode }) })
  const { access_token: token, token_type: type, ...more } = (await answer.json()) as Readonly<Record<string, string>>
  if (answer.status !== 200 || token === undefined || type?.toLowerCase() !== 'dpop' || 'authorization_details' in more) throw new Error(`no token of this profile: ${answer.status}`)
  return { token, key }
}

interface Asking {
  readonly metadata: Metadata
  readonly bound: SwissToken
  readonly body: Readonly<Record<string, unknown>>
}

/** Asks as the profile has it; `inTheOpen` for once as it forbids. */
export async function askSwiss({ metadata, bound, body }: Asking, inTheOpen = false): Promise<Response> {
  const { forDpop } = await noncesOf(metadata)
  const { credential_endpoint: url } = metadata
  const headers = { authorization: `DPoP ${bound.token}`, dpop: proofFor(bound.key, url, forDpop, bound.token) }
  if (inTheOpen) return fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const [key] = metadata.credential_request_encryption.jwks.keys
  if (key?.alg !== 'ECDH-ES' || key.kid === undefined) throw new Error('no key to encrypt to')
  const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(body))).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid }).encrypt(await importJWK(key))
  return fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/jwt' }, body: jwe })
}

/** A key for the answer. */
export function answerKey(): { readonly asked: object; readonly open: (jwe: string) => Promise<Readonly<Record<string, unknown>>> } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    asked: { jwk: { ...publicKey.export({ format: 'jwk' }), alg: 'ECDH-ES', use: 'enc', kid: 'answer' }, enc: 'A256GCM' },
    open: async (jwe) => JSON.parse(Buffer.from((await compactDecrypt(jwe, privateKey)).plaintext).toString()) as Readonly<Record<string, unknown>>,
  }
}

const digestOf = (disclosure: string): string => createHash('sha256').update(disclosure).digest('base64url')
const registered = ['iss', 'nbf', 'exp', 'iat', 'cnf', 'vct', 'vct#integrity', 'status', '_sd', '_sd_alg']

/** Every claim must be a disclosure that its parent's digests name, all of them used and none left over. */
function disclosedIn(open: Readonly<Record<string, unknown>>, disclosures: ReadonlyMap<string, readonly [string, unknown]>, used: Set<string>): Record<string, unknown> {
  const claims: Record<string, unknown> = {}
  for (const digest of (open['_sd'] as readonly string[] | undefined) ?? []) {
    const disclosure = disclosures.get(digest)
    if (disclosure === undefined) throw new Error('a decoy, or a digest without its disclosure')
    used.add(digest)
    const [name, value] = disclosure
    claims[name] = typeof value === 'object' && value !== null && '_sd' in value ? disclosedIn(value, disclosures, used) : value
  }
  return claims
}

async function judged(compact: string, keyOf: KeyOf): Promise<SwissCredential> {
  const [jwt = '', ...rest] = compact.split('~')
  const { claims: open, header } = await verifyByKid(jwt, keyOf, 'dc+sd-jwt')
  if (header['profile_version'] !== credentialVersion || header.x5c !== undefined) throw new Error('not a header of this profile')
  const standing = Object.keys(open).filter((name) => !registered.includes(name))
  if (standing.length > 0) throw new Error(`disclosed for good: ${standing.join(', ')}`)
  const disclosures = new Map(
    rest.slice(0, -1).map((disclosure) => {
      const [, name, value] = JSON.parse(Buffer.from(disclosure, 'base64url').toString()) as readonly [string, string, unknown]
      return [digestOf(disclosure), [name, value] as const]
    }),
  )
  const used = new Set<string>()
  const claims = disclosedIn(open, disclosures, used)
  if (used.size !== disclosures.size) throw new Error('a disclosure that nothing names')
  return { claims, status: (open['status'] as { status_list: StatusPlace }).status_list }
}

export interface SwissWallet {
  /** A batch of what an offer is for. */
  collect(link: string, txCode: string, size?: number): Promise<readonly SwissCredential[]>
  statusOf(credential: SwissCredential): Promise<number>
}

export const swissWallet = (keyOf: KeyOf): SwissWallet => ({
  collect: async (link, txCode, size = 2) => {
    const { credential_issuer: issuer, credential_configuration_ids: [configurationId = ''] } = swissOfferIn(link)
    const metadata = await swissMetadata(issuer, keyOf)
    const bound = await swissToken(link, txCode, metadata)
    const { forProof } = await noncesOf(metadata)
    const answer = answerKey()
    const jwt = Array.from({ length: size }, () => makeProof(walletKey(), { aud: issuer, iat: now(), nonce: forProof }))
    const given = await askSwiss({ metadata, bound, body: { credential_configuration_id: configurationId, proofs: { jwt }, credential_response_encryption: answer.asked } })
    if (given.status !== 200 || given.headers.get('content-type') !== 'application/jwt') throw new Error(`the issuer answers ${given.status}: ${await given.text()}`)
    const { credentials, ...more } = await answer.open(await given.text())
    if (Object.keys(more).length > 0) throw new Error(`beside the credentials: ${Object.keys(more).join(', ')}`)
    return Promise.all((credentials as readonly { readonly credential: string }[]).map(({ credential }) => judged(credential, keyOf)))
  },
  statusOf: async ({ status: { idx, uri } }) => {
    const { claims, header } = await verifyByKid(await fetchText(uri, 'application/statuslist+jwt'), keyOf, 'statuslist+jwt')
    if (claims.sub !== uri || claims.exp === undefined || header['profile_version'] !== credentialVersion || (claims['status_list'] as { bits: number }).bits !== 2) throw new Error('not a list of this profile')
    return entryOf(claims, idx)
  },
})
