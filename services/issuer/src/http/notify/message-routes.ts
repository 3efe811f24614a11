import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { MessageReference } from '../../domain/notify/message.ts'
import { messagesPage } from '../../pages/notify/messages-page.ts'
import { printMessagePage } from '../../pages/notify/print-message-page.ts'
import type { AuditDesk } from '../../use-cases/audit/audit-desk.ts'
import type { StaffMessages } from '../../use-cases/notify/staff-messages.ts'
import type { StaffRoute } from '../page-scope.ts'

export interface MessageRoutesPorts {
  readonly audit: Pick<AuditDesk, 'listed' | 'lookedAt'>
  readonly clock: Clock
  readonly messages: StaffMessages
}

const referenceIn = (request: FastifyRequest): MessageReference => (request.params as { readonly message: MessageReference }).message

/** The offer, or the credential, that a message about it is named for. */
function pageOf(reference: MessageReference): string {
  const [id = '', about = ''] = reference.split('-')
  return `/staff/${about === 'changed' ? 'credentials' : 'offers'}/${encodeURIComponent(id)}`
}

/** E-mails and letters that staff have to see to. */
export function messageRoutes(scope: FastifyInstance, { audit, clock, messages }: MessageRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/messages', route('cases', async (view) => {
    const unsent = await messages.toSeeTo(view.authority)
    if (unsent.some(({ record }) => record !== null)) await audit.listed(view.staff, 'messages')
    return messagesPage(view, unsent, await messages.howMany(view.authority))
  }))

  scope.post('/staff/messages/:message/again', route('offers', async (view, request, reply) => {
    const isAgain = await messages.again(view.authority, referenceIn(request))
    return reply.redirect(`${pageOf(referenceIn(request))}?message=${isAgain ? 'asked' : 'gone'}`, 303)
  }))

  scope.post('/staff/messages/:message/print', route('offers', async (view, request, reply) => {
    const printed = await messages.print(view.authority, referenceIn(request))
    if (printed === null || printed === 'both_by_letter') return reply.redirect(`${pageOf(referenceIn(request))}?message=${printed ?? 'gone'}`, 303)
    if (printed.person !== null) await audit.lookedAt(view.staff, printed.person)
    return printMessagePage(view, { ...printed, now: clock.now() })
  }))
}
