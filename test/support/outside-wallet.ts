import { createHash, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { createConsortiumCa, issueLeafCertificate, type ConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

export interface WalletKey {
  readonly privateKey: KeyObject
  readonly jwk: P256PublicJwk
}

type Members = Readonly<Record<string, unknown>>

export function walletKey(): WalletKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return { privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A JWT of a wallet's own making, in whichever shape a test wants it. */
export function signedBy(key: WalletKey, header: Members, claims: unknown): string {
  const signingInput = `${encode({ alg: 'ES256', ...header })}.${encode(claims)}`
  return `${signingInput}.${signEs256(key.privateKey, signingInput)}`
}

export const thumbprint = ({ jwk: { x, y } }: WalletKey): string => createHash('sha256').update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y })).digest('base64url')

export interface DpopChanges {
  readonly header?: Members
  readonly claims?: Members
}

/** A DPoP proof, any part of it replaceable; a member that is undefined is absent. @see RFC 9449, section 4.2 */
export const dpopProof = (key: WalletKey, claims: { readonly htm: string; readonly htu: string; readonly iat: number } & Members, changes: DpopChanges = {}): string =>
  signedBy(key, { typ: 'dpop+jwt', jwk: key.jwk, ...changes.header }, { jti: randomUUID(), ...claims, ...changes.claims })

export const athOf = (accessToken: string): string => createHash('sha256').update(accessToken).digest('base64url')

/** Somebody who vouches for wallets: a root, and a key certified by it. */
export interface WalletProvider {
  readonly ca: ConsortiumCa
  readonly key: WalletKey
  readonly x5c: readonly string[]
}

export async function walletProvider(name = 'Wallet provider'): Promise<WalletProvider> {
  const ca = await createConsortiumCa(name)
  const key = walletKey()
  return { ca, key, x5c: [await issueLeafCertificate({ ca, publicJwk: key.jwk, name, did: 'https://wallets.example', days: 400 })] }
}

/** What a provider says of one instance of its wallet. @see draft-ietf-oauth-attestation-based-client-auth-07, section 5.1 */
export const attestationOf = (provider: WalletProvider, instance: WalletKey, { clientId, now }: { readonly clientId: string; readonly now: number }, changes: DpopChanges = {}): string =>
  signedBy(provider.key, { typ: 'oauth-client-attestation+jwt', x5c: provider.x5c, ...changes.header }, { iss: 'https://wallets.example', sub: clientId, iat: now, exp: now + 300, cnf: { jwk: instance.jwk }, ...changes.claims })

/** The instance's own proof. @see the same, section 5.2 */
export const attestationProof = (instance: WalletKey, { clientId, issuer, now }: { readonly clientId: string; readonly issuer: string; readonly now: number }, changes: DpopChanges = {}): string =>
  signedBy(instance, { typ: 'oauth-client-attestation-pop+jwt', ...changes.header }, { iss: clientId, aud: issuer, jti: randomUUID(), iat: now, ...changes.claims })
