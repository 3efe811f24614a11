import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { makeNonce } from '@counterfoil/shared/oid4vci/nonce'
import type { Authority } from '../domain/authority.ts'
import type { ProofCrypto } from '../ports.ts'

const nonceLifetime = seconds(300)

/** A fresh nonce for key proofs, of this authority alone. Nothing is stored until it is spent. @see OpenID4VCI 1.0, section 7 */
export const giveNonce =
  ({ clock, random, crypto }: { readonly clock: Clock; readonly random: Random; readonly crypto: ProofCrypto }) =>
  (authority: Authority): { readonly c_nonce: string } => ({ c_nonce: makeNonce(clock.now(), nonceLifetime, random, crypto.nonceMac(authority.id)) })
