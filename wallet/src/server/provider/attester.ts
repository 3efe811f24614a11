import type { KeyObject } from 'node:crypto'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { keyAttestationType } from '@counterfoil/shared/oid4vci/key-attestation'

/** What the provider signs with: its key, and the certificates that issuers know it by, without the anchor. */
export interface ProviderKey {
  readonly key: KeyObject
  readonly x5c: readonly string[]
  /** When the first of its certificates ends, in seconds since 1970. */
  readonly until: number
}

export interface Attester {
  attestClient(key: P256PublicJwk): Attestation
  attestKeys(keys: readonly P256PublicJwk[], nonce: string): Attestation
}

export interface Attestation {
  readonly jwt: string
  /** How long it is good for, in seconds. */
  readonly lifetime: number
}

/** A sign-in fetches a new one for each of its steps. */
const clientLifetime = 600
const keyLifetime = 300

/**
 * Attests what the wallet's server knows, and no more. Whose wallet it is, it isn't told; that the keys are in hardware, or that nobody
 * changed the page which made them, it can't tell: no `key_storage` and no `user_authentication` is claimed.
 */
export function attester(walletUrl: string, { key, x5c, until }: ProviderKey, clock: Clock): Attester {
  const sign = (typ: string, lifetime: number, claims: JsonObject): Attestation => {
    const now = clock.now()
    if (now + lifetime > until) throw new Refusal('signing_unavailable', { detail: 'the certificate of the provider ends' })
    const signingInput = [{ alg: 'ES256', typ, x5c }, { iat: now, exp: now + lifetime, ...claims }].map((part) => toBase64Url(utf8(JSON.stringify(part)))).join('.')
    return { jwt: `${signingInput}.${signEs256(key, signingInput)}`, lifetime }
  }
  return {
    // One `sub` for every citizen's wallet, the client identifier. @see HAIP 1.0, section 4.4.1; draft-ietf-oauth-attestation-based-client-auth-07, section 5.1
    attestClient: (jwk) => sign('oauth-client-attestation+jwt', clientLifetime, { iss: walletUrl, sub: walletUrl, wallet_link: `${walletUrl}/provider`, cnf: { jwk: { ...jwk } } }),
    attestKeys: (keys, nonce) => sign(keyAttestationType, keyLifetime, { nonce, attested_keys: keys.map((jwk) => ({ ...jwk })) }),
  }
}
