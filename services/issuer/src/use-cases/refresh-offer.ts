import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { step } from '@counterfoil/service-kit/system/steps'
import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../domain/authority.ts'
import type { StepSecret } from '../domain/authorization.ts'
import { accessTokenLifetime, type AccessToken, type OfferId } from '../domain/credential-offer.ts'
import { deferralEcho, deferralLifetime } from '../domain/deferred-issuance.ts'
import type { DraftSeals } from '../ports.ts'
import type { AuthorizationSteps, DpopProofs, NewStep } from '../ports/authorization.ts'
import { mustProveKey } from './authenticate-wallet.ts'

export interface OfferRefreshPorts {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly steps: AuthorizationSteps
  readonly dpop: DpopProofs
  readonly types: ReadonlyMap<string, CredentialType>
}

/** What such a refresh token stands for: one offer, and the key that its tokens are bound to, if they are. */
interface OfferRefreshContent {
  readonly offer: OfferId
  readonly jkt: string | null
}

export interface RenewedToken {
  readonly token: AccessToken
  readonly refreshToken: StepSecret
  readonly isBound: boolean
  /** To be called when the answer has left for the wallet: from then on the refresh token that was shown is used. */
  readonly answered: () => Promise<void>
}

const mark = 'offer.'

/** Whether a refresh token came with an offer; one that came with a sign-in is another grant's. */
export const isOfOffer = (refreshToken: string | null): refreshToken is StepSecret => refreshToken?.startsWith(mark) === true

const nextOf = ({ steps, clock }: Pick<OfferRefreshPorts, 'steps' | 'clock'>, authority: Authority, content: OfferRefreshContent): NewStep => ({
  kind: 'refresh',
  authority: authority.id,
  secret: `${mark}${steps.newSecret()}` as StepSecret,
  family: content.offer,
  content: content as unknown as JsonObject,
  expiresAt: plus(plus(clock.now(), deferralLifetime), deferralEcho),
})

/** A refresh token beside the token of an offer whose issuing may have to wait for longer than tokens live; null for any other. */
export const refreshForOffer =
  (ports: OfferRefreshPorts) =>
  async (authority: Authority, offer: { readonly id: OfferId; readonly typeId: string }, jkt: string | null): Promise<StepSecret | null> => {
    if (ports.types.get(offer.typeId)?.issuing === undefined) return null
    const refresh = nextOf(ports, authority, { offer: offer.id, jkt })
    await ports.steps.begin(refresh)
    return refresh.secret
  }

/**
 * Gives the wallet whose issuing waits the next token for it, and the next refresh token. As long as nothing waits the refresh token stays as it was.
 * One that is shown again ends what waits; one that is bound is answered again, by the same key, until the next one is shown. Refuses `invalid_dpop_proof`, `use_dpop_nonce`, `refresh_not_usable`. @see RFC 9700, section 4.14
 */
export const refreshOffer =
  (ports: OfferRefreshPorts) =>
  async (authority: Authority, refreshToken: StepSecret, proof: string | null): Promise<RenewedToken> => {
    const { clock, seals, steps, dpop } = ports
    const now = clock.now()
    const jkt = proof === null ? null : await mustProveKey({ dpop }, authority, { proof, endpoint: 'token', now })
    const place = { kind: 'refresh' as const, authority: authority.id, secret: refreshToken }
    const found = await steps.read(place, now)
    if (found === null) await steps.endReused(place, now)
    const content = found?.content as OfferRefreshContent | undefined
    if (found?.wasShown === true && content?.jkt !== jkt && content?.jkt !== null) await steps.endReused(place, now)
    if (content === undefined || content.jkt !== jkt) throw new Refusal('refresh_not_usable')
    const token = seals.newToken()
    const { lookup } = seals.ofToken(jkt === null ? token : seals.boundTo(token, jkt))
    const refresh = nextOf(ports, authority, content)
    step('refresh.read')
    const renewed = await steps.renew({ step: place, lookupOf: () => lookup, tokenExpiresAt: plus(now, accessTokenLifetime), refresh, claims: found?.claims ?? 0, isRepeatable: jkt !== null, now })
    if (renewed === 'nothing_waits' || renewed === 'not_usable') throw new Refusal('refresh_not_usable')
    step('refresh.renewed')
    return { token, refreshToken: refresh.secret, isBound: jkt !== null, answered: () => (jkt === null ? steps.confirm(place) : Promise.resolve()) }
  }
