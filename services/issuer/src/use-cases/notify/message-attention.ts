import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Attention } from '../../ports/attention.ts'
import type { Outbox } from '../../ports/notifier.ts'

const toSeeTo =
  (outbox: Pick<Outbox, 'howManyToSeeTo'>, inWords: (many: number) => Bilingual, href: string | null): Attention['of'] =>
  async ({ id }) => {
    const many = await outbox.howManyToSeeTo(id)
    return many === 0 ? [] : [{ text: inWords(many), href, isUrgent: true }]
  }

/** Messages to people that were given up, in the words that the list of people has for them. */
export const messageAttention = (outbox: Pick<Outbox, 'howManyToSeeTo'>, inWords: (many: number) => Bilingual): Attention => ({ permission: 'cases', of: toSeeTo(outbox, inWords, '/staff/messages') })

/** The same as a count: a key or an account is the operator's to mend, and whom they write to isn't theirs to read. */
export const messageAttentionForOperators = (outbox: Pick<Outbox, 'howManyToSeeTo'>, inWords: (many: number) => Bilingual): Attention => ({ permission: 'operations', of: toSeeTo(outbox, inWords, null) })
