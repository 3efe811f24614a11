import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Json } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { CredentialRequest } from '@counterfoil/shared/oid4vci/credential-request'
import { mustMeet, verifyKeyAttestation, type AttestedKeys, type KeyAttestationPolicy } from '@counterfoil/shared/oid4vci/key-attestation'
import { verifyKeyProof, type KeyProof } from '@counterfoil/shared/oid4vci/key-proof'
import { readNonce, type LiveNonce } from '@counterfoil/shared/oid4vci/nonce'
import { equalBytes } from '../domain/equal-bytes.ts'
import type { Authority } from '../domain/authority.ts'
import { batchSize } from '../domain/credential-copy.ts'
import type { ProofCrypto } from '../ports.ts'

/** The keys that a wallet has proven or that somebody vouches for, and the nonces that have still to be spent for them. */
export interface ProvenKeys {
  readonly first: P256PublicJwk
  /** Each another key. */
  readonly others: readonly P256PublicJwk[]
  readonly nonce: LiveNonce
  /** When a wallet took one nonce for each proof. */
  readonly otherNonces: readonly LiveNonce[]
}

export interface ProofRules {
  readonly authority: Authority
  /** Who asks; null for somebody with a pre-authorized code, who is nobody in particular. */
  readonly client: string | null
  readonly now: EpochSeconds
  /** What has to be attested of the keys; absent when nothing has. */
  readonly policy: KeyAttestationPolicy | undefined
}

/** Judges every proof of a request: one that is bad refuses them all. Refuses `invalid_proof` and `invalid_nonce`. @see OpenID4VCI 1.0, appendix F */
export function judgeProofs(crypto: ProofCrypto, { authority, client, now, policy }: ProofRules, { proofType, proofs }: Pick<CredentialRequest, 'proofType' | 'proofs'>): ProvenKeys {
  if (proofs.length > batchSize) throw invalid('more proofs than a batch has credentials')
  const mac = crypto.nonceMac(authority.id)
  const nonces = onceEach(crypto.outsideNonce ?? ((nonce) => readNonce(nonce, now, mac)))
  const { trustedKeyOf } = crypto
  const attest = trustedKeyOf === null ? undefined : (compact: Json | undefined): AttestedKeys<LiveNonce> => verifyKeyAttestation(compact, now, { verifyEs256: crypto.verifyEs256, readNonce: nonces, trustedKeyOf })
  if (proofType === 'attestation') {
    if (attest === undefined) throw invalid('nobody is believed who attests keys')
    return keysOf([attest(proofs[0])], policy)
  }
  const proven = proofs.map((proof) => verifyKeyProof(proof, { issuer: authority.identifier, client, now }, { ...crypto, readNonce: nonces, ...(attest === undefined ? {} : { readAttestation: attest }) }))
  const attested = proven.flatMap((proof) => proof.attested ?? [])
  if (attested.length > 0 && attested.length < proven.length) throw invalid('only some of the keys are attested')
  return attested.length === 0 ? provenKeys(proven, policy) : keysOf(attested, policy, proven)
}

/** Most wallets take one nonce for all proofs of a request: it is judged once. */
function onceEach(judge: (nonce: string) => LiveNonce | null): (nonce: string) => LiveNonce | null {
  const judged = new Map<string, LiveNonce | null>()
  return (nonce) => {
    const known = judged.get(nonce)
    const live = known === undefined ? judge(nonce) : known
    judged.set(nonce, live)
    return live
  }
}

const invalid = (detail: string): Refusal => new Refusal('invalid_proof', { detail })

function provenKeys(proven: readonly KeyProof<LiveNonce>[], policy: KeyAttestationPolicy | undefined): ProvenKeys {
  if (policy !== undefined) throw invalid('the keys have to be attested')
  return together(proven.map(({ jwk }) => jwk), proven.map(({ nonce }) => nonce))
}

/** One attestation stands for all of its keys, as many as a batch may have; of several, each for the key of its proof. */
function keysOf(attested: readonly AttestedKeys<LiveNonce>[], policy: KeyAttestationPolicy | undefined, proven: readonly KeyProof<LiveNonce>[] = []): ProvenKeys {
  for (const one of attested) mustMeet(policy ?? {}, one)
  const [alone, ...more] = attested
  const named = proven.map(({ jwk }) => jwk)
  const keys = alone !== undefined && more.length === 0 ? inFront(named, alone.keys.map(({ jwk }) => jwk)) : named
  return together(keys, [...proven, ...attested].map(({ nonce }) => nonce), batchSize)
}

const nameOf = ({ x, y }: P256PublicJwk): string => `${x}.${y}`

/** The key that was proven comes first, so that it is in the batch in any case. */
const inFront = (proven: readonly P256PublicJwk[], all: readonly P256PublicJwk[]): P256PublicJwk[] => [...proven, ...all.filter((key) => !proven.some((one) => nameOf(one) === nameOf(key)))]

function together(keys: readonly P256PublicJwk[], nonces: readonly LiveNonce[], most = keys.length): ProvenKeys {
  if (new Set(keys.map(nameOf)).size < keys.length) throw invalid('one key twice')
  const [first, ...others] = keys.slice(0, most)
  const [nonce, ...otherNonces] = nonces.filter(({ value }, place, all) => all.findIndex((one) => equalBytes(one.value, value)) === place)
  if (first === undefined || nonce === undefined) throw invalid('no proof')
  return { first, others, nonce, otherNonces }
}
