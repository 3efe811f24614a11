import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Authority } from '../domain/authority.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { Message, MessageChannel, MessageProblem, MessageReference, MessageSummary, TemplateName } from '../domain/notify/message.ts'

/** A message whose content and address are sealed: all that a database may hold of it. */
export interface SealedMessage extends Pick<Message, 'authority' | 'reference' | 'subject' | 'channel' | 'language' | 'expiresAt'> {
  readonly template: TemplateName
  readonly sealed: string
}

/** How many messages of a job are of one kind and state, for one reason. */
export interface MessageCount extends Pick<MessageSummary, 'template' | 'channel' | 'state' | 'problem'> {
  readonly many: number
}

/** Writes to people. What was asked here is sent, or staff are told that it couldn't be. */
export interface Notifier {
  /** By which ways an authority can write. */
  channelsOf(authority: string): ReadonlySet<MessageChannel>
  /** Resolves when it is sure to be sent; a reference that was used before is the same message, and sent once. */
  send(message: Message): Promise<void>
  /** For who stores a message in the transaction of what it tells of; `wake` sends it then. */
  seal(message: Message): SealedMessage
  wake(): void
}

/** A message that is due. */
export interface DueMessage extends SealedMessage {
  readonly attempts: number
  /** Whether it may have been handed over before, by an attempt whose answer nobody has. */
  readonly wasTried: boolean
}

/** How many messages of an authority are handed over at once. */
export const mostDue = 16

/** Messages on their way. Their content is erased once they were sent, or what they tell of is over. */
export interface Outbox {
  /** One that is there already is left as it is. */
  put(messages: readonly SealedMessage[], now: EpochSeconds): Promise<void>
  /** The oldest first, `mostDue` at most; none about what is over. */
  due(authority: string, now: EpochSeconds): Promise<readonly DueMessage[]>
  /** Notes an attempt before it is made, with when the next one is due; false when another process makes it, or staff took it. */
  claim(message: DueMessage, nextAt: EpochSeconds): Promise<boolean>
  sent(reference: MessageReference, now: EpochSeconds): Promise<void>
  failed(reference: MessageReference, options: { readonly problem: MessageProblem; readonly isGivenUp: boolean; readonly now: EpochSeconds }): Promise<void>
  /** What became of the messages about one thing. */
  about(authority: string, subject: string): Promise<readonly MessageSummary[]>
  /** Those that staff have to see to, the newest first, a hundred at most. */
  toSeeTo(authority: string): Promise<readonly MessageSummary[]>
  howManyToSeeTo(authority: string): Promise<number>
  /** Puts one that was given up on its way again; false when there is none. */
  again(authority: string, reference: MessageReference, now: EpochSeconds): Promise<boolean>
  /** Takes one that didn't go out off its way, to be printed; the same again until it expires. `both_by_letter`: it may not be printed. Null when there is none. */
  toPrint(authority: string, reference: MessageReference, now: EpochSeconds): Promise<SealedMessage | 'both_by_letter' | null>
  /** Erases the content of what is over, and forgets what was over long ago. */
  sweep(now: EpochSeconds): Promise<void>
}

/** A message in words, for one channel. */
export interface WrittenMessage {
  readonly subject: string
  readonly paragraphs: readonly string[]
  /** What a letter shows as a QR code, too. */
  readonly link: string | null
}

/** A message that came to somebody's letter box. */
export interface DeliveredMessage {
  readonly authority: string
  readonly channel: Message['channel']
  readonly language: Message['language']
  readonly to: readonly string[]
  readonly written: WrittenMessage
}

/** A carrier took the message, or why it didn't. `isFinal`: trying again would change nothing. */
export type Carried = { readonly isSent: true } | { readonly isSent: false; readonly problem: MessageProblem; readonly isFinal: boolean }

/** Hands messages over to whoever brings them to people, for one authority. */
export interface Carrier {
  readonly channels: ReadonlySet<MessageChannel>
  /** `mayBeThere`: an earlier attempt may have come through, so that it is asked for first. */
  carry(message: Message, written: WrittenMessage, options: { readonly mayBeThere: boolean }): Promise<Carried>
}

export type CarrierOf = (authority: string) => Carrier | null

/** The words of a message. */
export type WriteMessage = (message: Message, authority: Authority) => WrittenMessage

/** Opens what was sealed for the outbox; null when the service's secret is another one now. */
export interface MessageSeals {
  seal(message: Message): SealedMessage
  open(sealed: SealedMessage): Message | null
}

/** In which language people want to be written to: asked once. */
export interface PersonLanguages {
  /** Null for somebody who wasn't asked. */
  of(authority: string, person: PersonHandle): Promise<Message['language'] | null>
  /** Of those who were asked. */
  ofMany(authority: string, people: readonly PersonHandle[]): Promise<ReadonlyMap<PersonHandle, Message['language']>>
  note(authority: string, person: PersonHandle, language: Message['language'], now: EpochSeconds): Promise<void>
  sweep(now: EpochSeconds): Promise<void>
}
