import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { verifyKeyProof, type KeyProof } from '@counterfoil/shared/oid4vci/key-proof'
import { readNonce, type LiveNonce } from '@counterfoil/shared/oid4vci/nonce'
import { equalBytes } from '../domain/equal-bytes.ts'
import type { Authority } from '../domain/authority.ts'
import { batchSize } from '../domain/credential-copy.ts'
import type { ProofCrypto } from '../ports.ts'

/** The keys that a wallet has proven, and the nonces that have still to be spent for them. */
export interface ProvenKeys {
  readonly first: P256PublicJwk
  /** Each another key. */
  readonly others: readonly P256PublicJwk[]
  readonly nonce: LiveNonce
  /** When a wallet took one nonce for each proof. */
  readonly otherNonces: readonly LiveNonce[]
}

/** Judges every proof of a request: one that is bad refuses them all. Refuses `invalid_proof` and `invalid_nonce`. */
export function judgeProofs(crypto: ProofCrypto, { authority, client, now }: { readonly authority: Authority; readonly client: string | null; readonly now: EpochSeconds }, proofs: readonly string[]): ProvenKeys {
  if (proofs.length > batchSize) throw new Refusal('invalid_proof', { detail: 'more proofs than a batch has credentials' })
  const mac = crypto.nonceMac(authority.id)
  const judge = (proof: string): KeyProof<LiveNonce> => verifyKeyProof(proof, { issuer: authority.identifier, client, now }, { ...crypto, readNonce: (nonce) => readNonce(nonce, now, mac) })
  const [first, ...others] = proofs.map(judge)
  if (first === undefined) throw new Refusal('invalid_proof', { detail: 'no proof' })
  if (new Set([first, ...others].map(({ jwk }) => `${jwk.x}.${jwk.y}`)).size < proofs.length) throw new Refusal('invalid_proof', { detail: 'one key twice' })
  const otherNonces = others.map(({ nonce }) => nonce).filter(({ value }, place, all) => !equalBytes(value, first.nonce.value) && all.findIndex((one) => equalBytes(one.value, value)) === place)
  return { first: first.jwk, others: others.map(({ jwk }) => jwk), nonce: first.nonce, otherNonces }
}
