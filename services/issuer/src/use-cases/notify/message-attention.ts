import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Attention } from '../../ports/attention.ts'
import type { Outbox } from '../../ports/notifier.ts'

/** Messages to people that were given up, in the words that the list of people has for them. */
export const messageAttention = (outbox: Pick<Outbox, 'howManyToSeeTo'>, inWords: (many: number) => Bilingual): Attention => ({
  permission: 'cases',
  of: async ({ id }) => {
    const many = await outbox.howManyToSeeTo(id)
    return many === 0 ? [] : [{ text: inWords(many), href: '/staff/messages', isUrgent: true }]
  },
})
