import type { Message } from '../../domain/notify/message.ts'
import type { MessageSeals } from '../../ports/notifier.ts'
import { sealedText } from '../council/sealed-text.ts'

/**
 * Content and address of a message, sealed for one authority and one reference. The key follows from the service's secret, which is no
 * database's: a service that died has to send what it promised. @see docs/decisions/0062-messages-wait-sealed.md
 */
export function messageSeals(serviceSecret: string): MessageSeals {
  const { seal, open } = sealedText(serviceSecret, 'messages')
  return {
    seal: (message) => {
      const { authority, reference, subject, channel, template, language, expiresAt, to, personalisation } = message
      return { authority, reference, subject, channel, template, language, expiresAt, sealed: seal(authority, JSON.stringify({ to, personalisation }), reference) }
    },
    open: ({ authority, reference, subject, channel, template, language, expiresAt, sealed }) => {
      const text = open(authority, sealed, reference)
      if (text === null) return null
      const { to, personalisation } = JSON.parse(text) as Pick<Message, 'to' | 'personalisation'>
      // What was sealed here fits the channel and the template that stand beside it.
      return { authority, reference, subject, channel, template, language, expiresAt, to, personalisation } as Message
    },
  }
}
