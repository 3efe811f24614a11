import { createPrefillEndpoint } from '@counterfoil/form-server/prefill-endpoint'
import { noStore } from '@counterfoil/service-kit/http/no-store'
import { qrPath } from '@counterfoil/ui/qr'
import type { FastifyInstance } from 'fastify'
import { findForm } from '../forms/list.ts'
import { noteResult } from '../sessions/provenance.ts'
import { visitOf } from '../sessions/session.ts'
import { mustHaveSession, type Doors } from './visitor.ts'

/** What the page's own element asks. Its results go to the session that began, and to no other. */
export const prefillRoutes =
  (doors: Doors, websiteUrl: string) =>
  async (scope: FastifyInstance): Promise<void> => {
    const endpoints = new Map(
      [...doors.councils.values()].map(({ id, formServer }) => [id, createPrefillEndpoint({ formServer, returnUrlOf: (form) => (findForm(form) === null ? null : `${websiteUrl}/${id}/${form}`), qrOf: qrPath })]),
    )
    for (const url of ['/:authority/prefill', '/:authority/prefill/*']) {
      scope.route<{ Params: { authority: string; '*'?: string } }>({
        method: url.endsWith('*') ? ['GET', 'POST'] : 'POST',
        url,
        handler: async (request, reply) => {
          const { council, session } = mustHaveSession(doors, request)
          const { '*': rest } = request.params
          const asked = { method: request.method, path: rest === undefined ? '' : `/${rest}`, headers: request.headers, body: request.body }
          const { status, body } = (await endpoints.get(council.id)?.(session, asked, (result) => noteResult(visitOf(session, result.form), result))) ?? { status: 404, body: {} }
          return noStore(reply).code(status).send(body)
        },
      })
    }
  }
