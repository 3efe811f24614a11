import type { FastifyInstance } from 'fastify'
import type { DeliveredMessage } from '../../ports/notifier.ts'
import { localPostPage } from '../../pages/notify/local-post-page.ts'
import { pageScope, sendPage } from '../page-scope.ts'

interface Ports {
  readonly delivered: () => readonly DeliveredMessage[]
}

/** The letter boxes of a developer's machine. */
export const localPostRoutes =
  ({ delivered }: Ports) =>
  async (scope: FastifyInstance): Promise<void> => {
    pageScope(scope)
    scope.get('/post', (_request, reply) => sendPage(reply, localPostPage(delivered())))
  }
