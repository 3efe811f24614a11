import { publicationMediaType } from '@counterfoil/shared/form-profile/publication'
import type { FastifyInstance } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { ToldFormProfiles } from '../use-cases/catalogue/tell-form-profiles.ts'
import type { AuthorityOf } from './authority-of.ts'
import * as schemas from './schemas.ts'
import { sendTagged } from './send-tagged.ts'

export interface FormProfileRoutesPorts {
  readonly authorityOf: AuthorityOf
  readonly formProfiles: (authority: Authority) => Promise<ToldFormProfiles>
}

// Verifiers ask again each minute or so; the edge may hold it for seconds, or longer while the issuer is away.
const caching = { 'cache-control': 'public, no-cache', 'cdn-cache-control': 'public, max-age=5, stale-if-error=3600' } as const

/** What an authority's forms ask for: the Purpose Register of its verifier tells everybody the same. */
export const formProfileRoutes =
  ({ authorityOf, formProfiles }: FormProfileRoutesPorts) =>
  async (scope: FastifyInstance): Promise<void> => {
    scope.get('/:authority/form-profiles', { ...schemas.formProfiles, exposeHeadRoute: true }, async (request, reply) => sendTagged(request, reply.headers(caching).type(publicationMediaType), await formProfiles(authorityOf(request.params))))
  }
