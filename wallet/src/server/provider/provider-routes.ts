import type { FastifyInstance } from 'fastify'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { mostAttestedKeys, providerPaths } from '../../domain/attesting.ts'
import { mustHaveOnly } from '../must-have-only.ts'
import { about } from './about.ts'
import type { Attester } from './attester.ts'
import { judgePossession } from './judge-possession.ts'

interface Parts {
  readonly walletUrl: string
  readonly attester: Attester
  readonly clock: Clock
}

const longestNonce = 512

/** What the wallet in a citizen's browser asks its provider for. */
export function providerRoutes({ walletUrl, attester, clock }: Parts) {
  const keyOf = (proof: unknown, nonce: string | null): P256PublicJwk => judgePossession(proof, { walletUrl, now: clock.now(), nonce })
  return (scope: FastifyInstance): void => {
    scope.post(providerPaths.clientAttestations, (request) => {
      const { proof } = mustHaveOnly(request.body, ['proof'])
      const { jwt, lifetime } = attester.attestClient(keyOf(proof, null))
      return { client_attestation: jwt, expires_in: lifetime }
    })

    scope.post(providerPaths.keyAttestations, (request) => {
      const { proofs, nonce } = mustHaveOnly(request.body, ['proofs', 'nonce'])
      if (typeof nonce !== 'string' || nonce === '' || nonce.length > longestNonce) throw new Refusal('invalid_request', { detail: 'nonce' })
      if (!Array.isArray(proofs) || proofs.length === 0 || proofs.length > mostAttestedKeys) throw new Refusal('invalid_request', { detail: 'proofs' })
      const keys = proofs.map((proof) => keyOf(proof, nonce))
      if (new Set(keys.map(({ x }) => x)).size < keys.length) throw new Refusal('invalid_proof', { detail: 'one key twice' })
      const { jwt, lifetime } = attester.attestKeys(keys, nonce)
      return { key_attestation: jwt, expires_in: lifetime }
    })

    // Where `wallet_link` leads whoever wonders what such an attestation is worth.
    scope.get('/provider', (_request, reply) => reply.type('text/plain; charset=utf-8').send(about))
  }
}
