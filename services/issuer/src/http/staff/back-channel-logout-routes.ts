import { noStore } from '@counterfoil/service-kit/http/no-store'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance } from 'fastify'
import type { StaffAccess } from '../../use-cases/staff-sessions.ts'
import { formField } from '../form-guard.ts'

/** Where the provider tells of who has signed out there. No browser comes here, and no cookie counts. @see OpenID Connect Back-Channel Logout 1.0, section 2.5 */
export const backChannelLogoutRoutes =
  ({ access }: { readonly access: StaffAccess }) =>
  async (scope: FastifyInstance): Promise<void> => {
    scope.removeContentTypeParser('application/json')
    scope.post('/staff/back-channel-logout', { schema: { hide: true }, config: { errors: 'oauth', invalid: 'invalid_logout_token', limit: 'guess' } }, async (request, reply) => {
      noStore(reply)
      const token = formField(request.body, 'logout_token')
      if (token === null) throw new Refusal('invalid_logout_token', { detail: 'no logout_token' })
      await access.hearLogout(token)
      return reply.code(200).send()
    })
  }
