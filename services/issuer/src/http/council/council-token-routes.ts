import { noStore } from '@counterfoil/service-kit/http/no-store'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { formOf } from '@counterfoil/shared/oauth/authorization-request'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Authority } from '../../domain/authority.ts'
import { councilScopes, councilTokenLifetime } from '../../domain/council-client.ts'
import type { ClientProof } from '../../ports/council-api.ts'
import type { GivenToken } from '../../use-cases/council/give-council-token.ts'
import type { AuthorityOf } from '../authority-of.ts'
import { clientProofOf } from './client-proof.ts'
import * as schemas from './council-schemas.ts'

export interface CouncilTokenRoutesPorts {
  readonly authorityOf: AuthorityOf
  readonly giveToken: (authority: Authority, proof: ClientProof, scope: string | null) => Promise<GivenToken>
}

const rarelyChanges = 'public, max-age=60'

/** Where councils' own systems get their tokens: a server of its own beside that of wallets. */
export const councilTokenRoutes =
  ({ authorityOf, giveToken }: CouncilTokenRoutesPorts) =>
  async (scope: FastifyInstance): Promise<void> => {
    scope.get('/.well-known/oauth-authorization-server/:authority/api', { ...schemas.metadata, exposeHeadRoute: true, config: { errors: 'oauth' } }, (request, reply) =>
      reply.header('cache-control', rarelyChanges).send(metadataOf(authorityOf(request.params))),
    )

    scope.post('/:authority/api/token', { ...schemas.token, config: { errors: 'oauth', limit: 'guess' } }, async (request, reply) => {
      const authority = authorityOf(request.params)
      // JSON that came instead of a form has no parameters.
      const body = request.mediaType === 'application/json' ? {} : request.body
      const form = formOf(body)
      if (form('grant_type') === null) throw new Refusal('invalid_request', { detail: 'no grant_type' })
      if (form('grant_type') !== 'client_credentials') throw new Refusal('unsupported_grant_type')
      const { token, scopes } = await named(reply, () => giveToken(authority, clientProofOf(body, request.headers.authorization), form('scope')))
      return noStore(reply).send({ access_token: token, token_type: 'Bearer', expires_in: councilTokenLifetime, scope: scopes.join(' ') })
    })
  }

/** Whoever isn't known is told how to be. @see RFC 6749, section 5.2 */
async function named<Answer>(reply: FastifyReply, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid_client') void reply.header('www-authenticate', 'Basic realm="council"')
    throw error
  }
}

/** @see RFC 8414, section 2 */
const metadataOf = ({ identifier }: Authority) => ({
  issuer: `${identifier}/api`,
  token_endpoint: `${identifier}/api/token`,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  scopes_supported: councilScopes,
  token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'],
  token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256', 'EdDSA'],
})
