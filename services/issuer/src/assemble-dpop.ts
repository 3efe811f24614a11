import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { dpopProofs } from './adapters/dpop-proofs.ts'
import { oneTimeValues } from './adapters/one-time-values.ts'
import type { DpopPorts } from './http/dpop-headers.ts'
import type { DraftSeals, ProofCrypto } from './ports.ts'
import type { DpopProofs } from './ports/authorization.ts'
import { readBoundToken } from './use-cases/read-access-token.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly database: Database
  readonly seals: DraftSeals
  readonly crypto: ProofCrypto
}

/** Tokens that are bound to a key, in whichever grant a wallet got them. */
export interface Dpop {
  readonly proofs: DpopProofs
  readonly ports: DpopPorts
}

export function assembleDpop({ clock, random, database, seals, crypto }: Parts): Dpop {
  // A nonce of one sort is worth nothing as another.
  const proofs = dpopProofs({ random, once: oneTimeValues(database), macOf: (authority) => crypto.nonceMac(`DPoP ${authority}`) })
  return { proofs, ports: { newNonce: ({ id }) => proofs.nonce(id, clock.now()), readBoundToken: readBoundToken({ clock, dpop: proofs, seals }) } }
}
