import type { PublishedType } from '@counterfoil/shared/catalogue/published-type'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import * as schemas from './schemas.ts'

export interface TypeRoutesPorts {
  /** Null when there is no such type in this version. */
  readonly credentialType: (type: string, version: string) => PublishedType | null
}

// A version of a type never changes, but one that is being written does.
const rarelyChanges = 'public, max-age=60'

const documents: Readonly<Record<string, { readonly type: string; readonly text: (published: PublishedType) => string }>> = {
  'context.jsonld': { type: 'application/ld+json', text: ({ context }) => context },
  'schema.json': { type: 'application/schema+json', text: ({ schema }) => schema },
  'card.svg': { type: 'image/svg+xml', text: ({ art }) => art },
}

/** What anybody may read of a credential type, at its `vct` and beside it: the exact text that digests were made of. */
export const typeRoutes =
  ({ credentialType }: TypeRoutesPorts) =>
  async (scope: FastifyInstance): Promise<void> => {
    const find = (params: unknown): PublishedType => {
      const { type, version } = params as { readonly type: string; readonly version: string }
      const published = credentialType(type, version)
      if (published === null) throw new Refusal('not_found')
      return published
    }

    scope.get('/types/:type/:version', { ...schemas.credentialType, exposeHeadRoute: true }, (request, reply) =>
      reply.header('cache-control', rarelyChanges).type('application/json').send(find(request.params).metadata),
    )

    scope.get('/types/:type/:version/:document', { ...schemas.typeDocument, exposeHeadRoute: true }, (request, reply) => {
      const { document } = request.params as { readonly document: string }
      const known = Object.hasOwn(documents, document) ? documents[document] : undefined
      if (known === undefined) throw new Refusal('not_found')
      return reply.header('cache-control', rarelyChanges).type(known.type).send(known.text(find(request.params)))
    })
  }
