import { isAuthorizedGrant, refreshTokenIn } from '@counterfoil/shared/oauth/authorized-token-request'
import { acceptUnjudgedJson, jsonOf } from '@counterfoil/service-kit/http/strict-json-body'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseAccessTokenRequest, accessTokenResponse, type AccessTokenRequest } from '@counterfoil/shared/oauth/access-token-request'
import { parseNotification, type Notification } from '@counterfoil/shared/oid4vci/notification'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { grantedAccess } from '../domain/access.ts'
import type { Authority } from '../domain/authority.ts'
import type { StepSecret } from '../domain/authorization.ts'
import { accessTokenLifetime, type AccessToken, type OfferSecret } from '../domain/credential-offer.ts'
import type { RedeemedOffer } from '../use-cases/redeem-offer.ts'
import { isOfOffer, type RenewedToken } from '../use-cases/refresh-offer.ts'
import type { AuthorityOf } from './authority-of.ts'
import { answerAuthorizedToken, type AuthorizationPorts } from './authorization-routes.ts'
import { giveNextNonce, headerOf, type DpopPorts } from './dpop-headers.ts'
import * as schemas from './schemas.ts'
import type { TokenOf } from './token-of.ts'
import { whenSent } from './when-sent.ts'

export interface WalletRoutesPorts {
  /** Where the addresses of this profile begin. */
  readonly base: string
  readonly authorityOf: AuthorityOf
  readonly tokenOf: TokenOf
  readonly showCredentialOffer: (authority: Authority, secret: OfferSecret) => Promise<JsonObject>
  /** Null where that grant isn't offered. */
  readonly redeemOffer: ((authority: Authority, request: AccessTokenRequest, proof: string | null) => Promise<RedeemedOffer>) | null
  readonly refreshOffer: ((authority: Authority, refreshToken: StepSecret, proof: string | null) => Promise<RenewedToken>) | null
  readonly newNonce: DpopPorts['newNonce']
  readonly giveNonce: (authority: Authority) => { readonly c_nonce: string }
  readonly noteOutcome: (authority: Authority, token: AccessToken, parse: () => Notification) => Promise<void>
  /** A code was answered for but could not be marked as used; it will be claimable again. */
  readonly onUnconfirmed: (error: unknown) => void
  /** Null where citizens can't sign in. */
  readonly authorization: AuthorizationPorts | null
  /** Whether every token has to be bound to a key. */
  readonly mustBeBound: boolean
  readonly offersByReference: boolean
  readonly notifications: boolean
}

/** What a wallet asks of an issuer, in the order it asks, before and after the credential itself. @see OpenID4VCI 1.0 */
export function walletRoutes(ports: WalletRoutesPorts) {
  const { authorization, base, redeemOffer, refreshOffer } = ports
  return async (scope: FastifyInstance): Promise<void> => {
    acceptUnjudgedJson(scope)

    // An offer lies somewhere only where links don't carry it.
    if (ports.offersByReference) scope.get(`${base}/offers/:offer`, { ...schemas.offer, config: { errors: 'oauth', limit: 'guess' } }, (request) => {
      const { offer } = request.params as { readonly offer: string }
      return ports.showCredentialOffer(ports.authorityOf(request.params), offer as OfferSecret)
    })

    // Without a grant there is no server of ours.
    if (redeemOffer !== null || authorization !== null) scope.post(`${base}/token`, { ...schemas.token, config: { errors: 'oauth', limit: 'guess' } }, async (request, reply) => {
      const authority = ports.authorityOf(request.params)
      const proof = headerOf(request, 'dpop')
      if (proof !== null || ports.mustBeBound) giveNextNonce(reply, ports.newNonce(authority))
      const refreshToken = refreshTokenIn(formOf(request))
      if (refreshOffer !== null && isOfOffer(refreshToken)) {
        const renewed = await refreshOffer(authority, refreshToken, proof)
        whenSent(reply, renewed.answered, ports.onUnconfirmed)
        return answerOf({ ...renewed, accesses: [] })
      }
      if (authorization !== null && isAuthorizedGrant(formOf(request))) {
        const { answer, confirm } = await answerAuthorizedToken(authorization, authority, formOf(request), request, reply)
        whenSent(reply, confirm, ports.onUnconfirmed)
        return answer
      }
      if (redeemOffer === null) throw new Refusal('unsupported_grant_type')
      const exchanged = await redeemOffer(authority, parseAccessTokenRequest(formOf(request)), proof)
      // The code counts as used once the answer has left.
      whenSent(reply, exchanged.answered, ports.onUnconfirmed)
      return answerOf(exchanged)
    })

    scope.post(`${base}/nonce`, { ...schemas.nonce, config: { errors: 'oauth' } }, (request, reply) => {
      const authority = ports.authorityOf(request.params)
      giveNextNonce(reply, ports.newNonce(authority))
      return reply.send(ports.giveNonce(authority))
    })

    if (!ports.notifications) return
    scope.post(`${base}/notification`, { ...schemas.notification, config: { errors: 'oauth', invalid: 'invalid_notification_request', limit: 'guess' } }, async (request, reply) => {
      const parse = () => parseNotification(jsonOf(request.body, 'invalid_notification_request'))
      const authority = ports.authorityOf(request.params)
      await ports.noteOutcome(authority, await ports.tokenOf(authority, request, reply), parse)
      return reply.code(204).send()
    })
  }
}

const answerOf = ({ token, isBound, refreshToken, accesses }: Pick<RedeemedOffer, 'token' | 'isBound' | 'refreshToken' | 'accesses'>) =>
  accessTokenResponse({ token, lifetime: accessTokenLifetime, type: isBound ? 'DPoP' : 'Bearer', refreshToken, access: grantedAccess(accesses) })

/** A token request is a form; JSON that came instead has no parameters. */
const formOf = (request: FastifyRequest): unknown => (request.mediaType === 'application/json' ? {} : request.body)
