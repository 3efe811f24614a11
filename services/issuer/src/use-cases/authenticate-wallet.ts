import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../domain/authority.ts'
import type { WalletClient } from '../domain/authorization.ts'
import type { DpopProofs, WalletAttestations } from '../ports/authorization.ts'

/** What comes along with a request of a wallet to the authorization server. Headers as they came; null for one that didn't. */
export interface WalletCredentials {
  readonly clientId: string
  readonly attestation: string | null
  readonly attestationProof: string | null
  readonly dpop: string | null
}

export interface WalletPorts {
  readonly clients: ReadonlyMap<string, WalletClient>
  readonly attestations: WalletAttestations
  readonly dpop: DpopProofs
}

/** A wallet that is who it says, and the key of its instance where its provider vouches for that. */
export interface AuthenticatedWallet {
  readonly client: WalletClient
  readonly attestedJkt: string | null
}

/** Refuses `invalid_client` for a wallet that isn't registered, `invalid_client_attestation` for one that must be attested and isn't. */
export async function authenticateWallet({ clients, attestations }: WalletPorts, authority: Authority, { clientId, attestation, attestationProof }: WalletCredentials, now: EpochSeconds): Promise<AuthenticatedWallet> {
  const client = clients.get(clientId)
  if (client === undefined) throw new Refusal('invalid_client', { detail: 'not registered' })
  if (client.authentication === 'none') return { client, attestedJkt: null }
  if (attestation === null || attestationProof === null) throw new Refusal('invalid_client_attestation', { detail: 'missing' })
  const judged = await attestations.judge({ client, issuer: authority.identifier, jwt: attestation, proof: attestationProof, now })
  if (judged === null) throw new Refusal('invalid_client_attestation')
  return { client, attestedJkt: judged.jkt }
}

/** The thumbprint of the key that a request was proven by. Refuses `invalid_dpop_proof` and `use_dpop_nonce`. @see RFC 9449, sections 5 and 8 */
export async function mustProveKey({ dpop }: Pick<WalletPorts, 'dpop'>, authority: Authority, request: { readonly proof: string | null; readonly endpoint: 'par' | 'token'; readonly now: EpochSeconds }): Promise<string> {
  const judged = await dpop.judge({ authority: authority.id, proof: request.proof, method: 'POST', url: `${authority.identifier}/${request.endpoint}`, accessToken: null, now: request.now })
  if (judged === 'nonce_needed') throw new Refusal('use_dpop_nonce')
  if (judged === 'invalid') throw new Refusal('invalid_dpop_proof')
  return judged.jkt
}
