import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import type { DraftSeals } from '../ports.ts'
import type { DpopProofs } from '../ports/authorization.ts'

export interface BoundTokenRequest {
  readonly token: string
  readonly proof: string | null
  readonly method: string
  readonly url: string
}

/** What finds the grant of a token that is bound to a key, once the key was proven. Refuses `resource_dpop_proof` and `resource_dpop_nonce`. @see RFC 9449, section 7.1 */
export const readBoundToken =
  ({ clock, dpop, seals }: { readonly clock: Clock; readonly dpop: DpopProofs; readonly seals: DraftSeals }) =>
  async (authority: Authority, { token, ...request }: BoundTokenRequest): Promise<AccessToken> => {
    const judged = await dpop.judge({ ...request, authority: authority.id, accessToken: token, now: clock.now() })
    if (judged === 'nonce_needed') throw new Refusal('resource_dpop_nonce')
    if (judged === 'invalid') throw new Refusal('resource_dpop_proof')
    return seals.boundTo(token as AccessToken, judged.jkt)
  }
