import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { AccessTokenRequest } from '@counterfoil/shared/oauth/access-token-request'
import type { Authority } from '../domain/authority.ts'
import type { CredentialOffers, DraftSeals } from '../ports.ts'
import type { DpopProofs } from '../ports/authorization.ts'
import { mustProveKey } from './authenticate-wallet.ts'
import { exchangePreAuthorizedCode, type Exchanged } from './exchange-pre-authorized-code.ts'

interface Ports {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly dpop: DpopProofs
}

/** Redeems a code for a token that is good for the holder of the proven key alone. Refuses what redeeming refuses, `invalid_dpop_proof` and `use_dpop_nonce`. @see RFC 9449, section 5 */
export const exchangeBoundCode =
  ({ seals, ...ports }: Ports) =>
  async (authority: Authority, request: AccessTokenRequest, proof: string | null): Promise<Exchanged> => {
    const jkt = await mustProveKey(ports, authority, { proof, endpoint: 'token', now: ports.clock.now() })
    return exchangePreAuthorizedCode({ ...ports, seals: { ...seals, ofToken: (token) => seals.ofToken(seals.boundTo(token, jkt)) } })(authority, request)
  }
