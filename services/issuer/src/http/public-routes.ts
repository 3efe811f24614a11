import { preferredType } from '@counterfoil/service-kit/http/negotiate'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { DescribeIssuer } from '../use-cases/describe-issuer.ts'
import type { AuthorityOf } from './authority-of.ts'
import * as schemas from './schemas.ts'

export interface PublicRoutesPorts {
  readonly authorityOf: AuthorityOf
  readonly base: string
  readonly describe: DescribeIssuer
  readonly signMetadata: (authority: Authority, metadata: JsonObject) => Promise<string>
  /** The keys that sign for an authority, and those that will; where credentials name it by its address, those that did, too. */
  readonly keySet: (authority: Authority) => Promise<JsonObject>
  /** What the lists held when they were anchored on the ledger. */
  readonly statementOf: (authority: Authority, number: number | 'newest') => Promise<string | null>
}

const rarelyChanges = 'public, max-age=60'
const numberPattern = /^[1-9][0-9]{0,9}$/

/** What anybody may read: who issues what, and which credentials still stand. */
export function publicRoutes({ authorityOf, base, describe, signMetadata, keySet, statementOf }: PublicRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    const credentialIssuer: Handler = async (request, reply) => {
      const authority = authorityOf(request.params)
      const metadata = describe.credentialIssuer(authority)
      reply.header('cache-control', rarelyChanges).header('vary', 'accept')
      if (preferredType(request.headers.accept, ['application/json', 'application/jwt']) === 'application/json') return reply.send(metadata)
      return reply.type('application/jwt').send(await signMetadata(authority, metadata))
    }

    const authorizationServer: Handler = async (request, reply) => {
      const metadata = describe.authorizationServer(authorityOf(request.params))
      if (metadata === null) throw new Refusal('not_found')
      return reply.header('cache-control', rarelyChanges).send(metadata)
    }

    publishAt(scope, base, 'openid-credential-issuer', schemas.issuerMetadata, credentialIssuer)
    publishAt(scope, base, 'oauth-authorization-server', schemas.authorizationServerMetadata, authorizationServer)

    // Inserted alone: nobody ever looked for it at the end. @see SD-JWT VC, section 5 (JWT VC Issuer Metadata)
    scope.get(`/.well-known/jwt-vc-issuer${base}`, { ...schemas.jwtVcIssuer, exposeHeadRoute: true }, async (request, reply) => {
      const authority = authorityOf(request.params)
      return reply.header('cache-control', rarelyChanges).send({ issuer: authority.identifier, jwks: await keySet(authority) })
    })
    scope.get(`${base}/.well-known/jwks.json`, { ...schemas.keySet, exposeHeadRoute: true }, async (request, reply) => reply.header('cache-control', rarelyChanges).send(await keySet(authorityOf(request.params))))

    scope.get(`${base}/anchored-status-lists/:number`, { ...schemas.listStatement, exposeHeadRoute: true }, async (request, reply) => {
      const { number } = request.params as { readonly number: string }
      const text = number === 'newest' || numberPattern.test(number) ? await statementOf(authorityOf(request.params), number === 'newest' ? number : Number(number)) : null
      if (text === null) throw new Refusal('not_found')
      // As it is: its digest is on the ledger.
      return reply.header('cache-control', number === 'newest' ? 'no-cache' : rarelyChanges).type('application/json').send(text)
    })
  }
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/**
 * A document about an issuer lies where its name is inserted before the path. Wallets of drafts up to 14 look for it at the end, where it
 * lies too and is told of to nobody else. @see OpenID4VCI 1.0, section 12.2.2; RFC 8414, section 3.1
 */
function publishAt(scope: FastifyInstance, base: string, name: string, described: typeof schemas.issuerMetadata, handler: Handler): void {
  scope.get(`/.well-known/${name}${base}`, { ...described, exposeHeadRoute: true }, handler)
  scope.get(`${base}/.well-known/${name}`, { ...described, schema: { ...described.schema, hide: true }, exposeHeadRoute: true }, handler)
}
