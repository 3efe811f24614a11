import type { AccessTokenRequest } from '@counterfoil/shared/oauth/access-token-request'
import type { Authority } from '../domain/authority.ts'
import { txCodeMeant } from '../domain/tx-code.ts'
import type { StepSecret } from '../domain/authorization.ts'
import { mustProveKey } from './authenticate-wallet.ts'
import { exchangePreAuthorizedCode, type Exchanged, type ExchangePorts } from './exchange-pre-authorized-code.ts'
import { refreshForOffer, type OfferRefreshPorts } from './refresh-offer.ts'

/** With a refresh token where the issuing may have to wait. */
export type RedeemedOffer = Exchanged & { readonly refreshToken: StepSecret | null }

/**
 * Redeems the code of an offer: for a token that is bound to the wallet's key where a DPoP proof came along, and for a bearer token
 * where none did and none is demanded. A proof that is bad leaves the code as it was. Refuses `invalid_dpop_proof`, `use_dpop_nonce` and what redeeming
 * refuses. @see RFC 9449, section 5
 */
export function redeemOffer(ports: ExchangePorts & OfferRefreshPorts & { readonly mustBeBound: boolean }) {
  const { dpop, mustBeBound } = ports
  const exchange = exchangePreAuthorizedCode(ports)
  const refreshFor = refreshForOffer(ports)
  return async (authority: Authority, request: AccessTokenRequest, proof: string | null): Promise<RedeemedOffer> => {
    const jkt = proof === null && !mustBeBound ? null : await mustProveKey({ dpop }, authority, { proof, endpoint: 'token', now: ports.clock.now() })
    const exchanged = await exchange(authority, { ...request, txCode: request.txCode === null ? null : txCodeMeant(request.txCode) }, jkt)
    return { ...exchanged, refreshToken: await refreshFor(authority, exchanged.offer, jkt) }
  }
}
