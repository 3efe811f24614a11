import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../../domain/authority.ts'
import { envelopeOf } from '../../domain/issue-one/handing-over.ts'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { OfferId, PersonHandle } from '../../domain/credential-offer.ts'
import type { PersonRecord } from '../../domain/council-record.ts'
import type { Message, MessageReference, MessageSummary } from '../../domain/notify/message.ts'
import type { MessageSeals, Notifier, Outbox, WriteMessage, WrittenMessage } from '../../ports/notifier.ts'
import type { StaffCases } from '../staff-cases.ts'

interface Ports {
  readonly clock: Clock
  readonly outbox: Outbox
  readonly seals: MessageSeals
  readonly write: WriteMessage
  readonly notifier: Pick<Notifier, 'wake'>
  readonly cases: Pick<StaffCases, 'offer' | 'counterfoil' | 'recordOf'>
}

/** A message on paper. */
export interface PrintedMessage {
  /** Whom it is for; null when nothing tells any more. */
  readonly person: PersonHandle | null
  readonly message: Message
  readonly written: WrittenMessage
  readonly envelope: readonly string[] | null
}

/** What staff do about messages of their own authority; another's are not found. */
export function staffMessages({ clock, outbox, seals, write, notifier, cases }: Ports) {
  /** Whom it is for; null when there is no such offer or credential, and no record when the council's no longer says. */
  const personOf = async (authority: Authority, subject: string): Promise<PersonHandle | null> => (await orNull(async () => (await cases.offer(authority, subject as OfferId)).person)) ?? orNull(async () => (await cases.counterfoil(authority, subject as CounterfoilId)).person)
  const recordOf = async (authority: Authority, person: PersonHandle | null): Promise<PersonRecord | null> => (person === null ? null : orNull(() => cases.recordOf(authority, person)))
  return {
    about: (authority: Authority, subject: string): Promise<readonly MessageSummary[]> => outbox.about(authority.id, subject),
    howMany: (authority: Authority): Promise<number> => outbox.howManyToSeeTo(authority.id),
    toSeeTo: async (authority: Authority) => Promise.all((await outbox.toSeeTo(authority.id)).map(async (message) => ({ message, record: await recordOf(authority, await personOf(authority, message.subject)) }))),
    /** False when there is nothing to send any more. */
    again: async (authority: Authority, reference: MessageReference): Promise<boolean> => {
      const isAgain = await outbox.again(authority.id, reference, clock.now())
      notifier.wake()
      return isAgain
    },
    /** As a letter, whichever way it was to go. `both_by_letter` where it may not be one; null when there is nothing to print any more. */
    print: async (authority: Authority, reference: MessageReference): Promise<PrintedMessage | 'both_by_letter' | null> => {
      const sealed = await outbox.toPrint(authority.id, reference, clock.now())
      if (sealed === 'both_by_letter') return sealed
      const message = sealed === null ? null : seals.open(sealed)
      if (message === null) return null
      const person = await personOf(authority, message.subject)
      const record = await recordOf(authority, person)
      const envelope = record === null ? null : envelopeOf(record)
      return { person, message, written: write({ ...message, channel: 'letter', to: envelope ?? [] }, authority), envelope }
    },
  }
}

async function orNull<Found>(find: () => Promise<Found>): Promise<Found | null> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

export type StaffMessages = ReturnType<typeof staffMessages>
