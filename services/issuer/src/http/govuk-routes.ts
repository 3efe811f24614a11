import { acceptUnjudgedJson, jsonOf } from '@counterfoil/service-kit/http/strict-json-body'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { parseBearerJwt } from '@counterfoil/shared/oauth/bearer-token'
import { credentialResponse } from '@counterfoil/shared/oid4vci/credential-request'
import { parseNotification, type Notification } from '@counterfoil/shared/oid4vci/notification'
import type { FastifyInstance } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import type { Issued } from '../use-cases/commit-credentials.ts'
import type { AuthorityOf } from './authority-of.ts'

export interface GovukRoutesPorts {
  readonly authorityOf: AuthorityOf
  readonly base: string
  readonly describe: (authority: Authority) => JsonObject
  readonly keySet: (authority: Authority) => JsonObject
  readonly iacas: () => JsonObject
  readonly issue: (authority: Authority, jwt: string, parse: () => unknown) => Promise<Issued>
  readonly tokenOf: (authority: Authority, jwt: string) => Promise<AccessToken>
  readonly noteOutcome: (authority: Authority, token: AccessToken, parse: () => Notification) => Promise<void>
}

const rarelyChanges = 'public, max-age=60'
const undescribed = { schema: { hide: true }, exposeHeadRoute: true }

/** What the GOV.UK Wallet, its token service and its verifiers ask an issuer for. @see https://docs.wallet.service.gov.uk/issue-credentials */
export function govukRoutes({ authorityOf, base, ...ports }: GovukRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    acceptUnjudgedJson(scope)
    // Its own tests want the code of an error and nothing beside it.
    scope.addHook('preSerialization', async (_request, _reply, payload: unknown) => (typeof payload === 'object' && payload !== null && 'error' in payload ? { error: payload.error } : payload))

    // Draft 14 appends where 1.0 inserts; both lead here.
    for (const address of [`${base}/.well-known/openid-credential-issuer`, `/.well-known/openid-credential-issuer${base}`]) {
      scope.get(address, undescribed, (request, reply) => reply.header('cache-control', rarelyChanges).send(ports.describe(authorityOf(request.params))))
    }
    scope.get(`${base}/.well-known/jwks.json`, undescribed, (request, reply) => reply.header('cache-control', rarelyChanges).send(ports.keySet(authorityOf(request.params))))
    scope.get(`${base}/iacas`, undescribed, (request, reply) => {
      authorityOf(request.params)
      return reply.header('cache-control', rarelyChanges).send(ports.iacas())
    })

    scope.post(`${base}/credential`, { schema: { hide: true }, config: { errors: 'oauth', invalid: 'invalid_credential_request', limit: 'guess' } }, async (request, reply) => {
      const jwt = parseBearerJwt(request.headers.authorization)
      const { credentials, notificationId } = await ports.issue(authorityOf(request.params), jwt, () => jsonOf(request.body, 'invalid_credential_request'))
      return reply.header('cache-control', 'no-store').send(credentialResponse(credentials, notificationId))
    })

    scope.post(`${base}/notification`, { schema: { hide: true }, config: { errors: 'oauth', invalid: 'invalid_notification_request', limit: 'guess' } }, async (request, reply) => {
      const authority = authorityOf(request.params)
      const token = await ports.tokenOf(authority, parseBearerJwt(request.headers.authorization))
      await ports.noteOutcome(authority, token, () => parseNotification(jsonOf(request.body, 'invalid_notification_request')))
      return reply.code(204).send()
    })
  }
}
