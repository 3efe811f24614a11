import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { dpopProofs } from './adapters/dpop-proofs.ts'
import { oneTimeValues } from './adapters/one-time-values.ts'
import type { BoundCodePorts } from './http/dpop-headers.ts'
import type { CredentialOffers, DraftSeals, ProofCrypto } from './ports.ts'
import { exchangeBoundCode } from './use-cases/exchange-bound-code.ts'
import { readBoundToken } from './use-cases/read-access-token.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly database: Database
  readonly crypto: ProofCrypto
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
}

/** Tokens that are bound to a key, where nobody signs in. */
export function assembleDpop({ crypto, ...parts }: Parts): BoundCodePorts {
  // A nonce of one sort is worth nothing as another.
  const dpop = dpopProofs({ random: parts.random, once: oneTimeValues(parts.database), macOf: (authority) => crypto.nonceMac(`DPoP ${authority}`) })
  const shared = { ...parts, dpop }
  return { newNonce: ({ id }) => dpop.nonce(id, parts.clock.now()), readBoundToken: readBoundToken(shared), exchangeBoundCode: exchangeBoundCode(shared) }
}
