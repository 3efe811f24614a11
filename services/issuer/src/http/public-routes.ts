import { preferredType } from '@counterfoil/service-kit/http/negotiate'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { DescribeIssuer } from '../use-cases/describe-issuer.ts'
import type { AuthorityOf } from './authority-of.ts'
import * as schemas from './schemas.ts'

export interface PublicRoutesPorts {
  readonly authorityOf: AuthorityOf
  readonly base: string
  readonly describe: DescribeIssuer
  readonly signMetadata: (authority: Authority, metadata: JsonObject) => Promise<string>
  /** What the lists held when they were anchored on the ledger. */
  readonly statementOf: (authority: Authority, number: number | 'newest') => Promise<string | null>
}

const rarelyChanges = 'public, max-age=60'
const numberPattern = /^[1-9][0-9]{0,9}$/

/** What anybody may read: who issues what, and which credentials still stand. */
export function publicRoutes({ authorityOf, base, describe, signMetadata, statementOf }: PublicRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.get(`/.well-known/openid-credential-issuer${base}`, { ...schemas.issuerMetadata, exposeHeadRoute: true }, async (request, reply) => {
      const authority = authorityOf(request.params)
      const metadata = describe.credentialIssuer(authority)
      reply.header('cache-control', rarelyChanges).header('vary', 'accept')
      if (preferredType(request.headers.accept, ['application/json', 'application/jwt']) === 'application/json') return reply.send(metadata)
      return reply.type('application/jwt').send(await signMetadata(authority, metadata))
    })

    scope.get(`/.well-known/oauth-authorization-server${base}`, { ...schemas.authorizationServerMetadata, exposeHeadRoute: true }, (request, reply) =>
      reply.header('cache-control', rarelyChanges).send(describe.authorizationServer(authorityOf(request.params))),
    )

    scope.get(`${base}/anchored-status-lists/:number`, { ...schemas.listStatement, exposeHeadRoute: true }, async (request, reply) => {
      const { number } = request.params as { readonly number: string }
      const text = number === 'newest' || numberPattern.test(number) ? await statementOf(authorityOf(request.params), number === 'newest' ? number : Number(number)) : null
      if (text === null) throw new Refusal('not_found')
      // As it is: its digest is on the ledger.
      return reply.header('cache-control', number === 'newest' ? 'no-cache' : rarelyChanges).type('application/json').send(text)
    })
  }
}
