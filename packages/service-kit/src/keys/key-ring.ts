import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { signEs256 } from '../crypto/es256.ts'
import type { IdentityAgent } from './identity-agent.ts'
import { p256Key } from './p256-key.ts'

/** Signs with one key; the key itself is not to be had from it. */
export interface Es256Signer {
  /** The DID URL under which the ledger publishes the key. */
  readonly kid: string
  readonly publicJwk: P256PublicJwk
  sign(signingInput: string): string
}

export interface KeyRing {
  /** Throws when the agent holds no such key. */
  signer(kid: string): Promise<Es256Signer>
}

/** Signing keys from the agent's encrypted store, used by the platform's native crypto: each is decrypted once. */
export function openKeyRing(identities: Pick<IdentityAgent, 'privateKey'>): KeyRing {
  const signers = new Map<string, Promise<Es256Signer>>()
  const load = async (kid: string): Promise<Es256Signer> => {
    const { privateKey, publicJwk } = p256Key(await identities.privateKey(kid))
    return { kid, publicJwk, sign: (signingInput) => signEs256(privateKey, signingInput) }
  }
  return {
    signer: (kid) => {
      const signer = signers.get(kid) ?? load(kid)
      signers.set(kid, signer)
      // A store that failed once is asked again.
      signer.catch(() => signers.delete(kid))
      return signer
    },
  }
}
