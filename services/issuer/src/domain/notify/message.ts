import { seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { JobChange } from '../status-jobs/status-job.ts'
import type { Bilingual } from '@counterfoil/shared/kernel/json'

/** Names a message to its carrier, however often it is sent, and here. Nothing of whom it goes to. */
export type MessageReference = Branded<string, 'MessageReference'>

export const messageChannels = ['email', 'letter'] as const
export type MessageChannel = (typeof messageChannels)[number]

/** What each message is made of. Of a person's facts there is the name to greet them by, and nothing else. */
export interface Personalisations {
  /** Leads to an offer; never with its transaction code. */
  readonly 'offer-link': {
    readonly name: string
    readonly typeName: Bilingual
    readonly link: string
    /** For those who can neither scan nor follow the link, where there is one. */
    readonly typedCode: string | null
    readonly until: EpochSeconds
  }
  /** That a credential changed; a letter says which, an e-mail doesn't. */
  readonly 'status-changed': { readonly name: string; readonly typeName: Bilingual; readonly change: JobChange }
  /** The transaction code of an offer; never with what leads to it. */
  readonly 'offer-code': { readonly name: string; readonly typeName: Bilingual; readonly code: string }
}
export type TemplateName = keyof Personalisations

/** Where a message goes: an address in its channel's own form. A letter's lines are those of the envelope, the name first. */
export type Destination = { readonly channel: 'email'; readonly to: string } | { readonly channel: 'letter'; readonly to: readonly string[] }

type Filled = { readonly [Template in TemplateName]: { readonly template: Template; readonly personalisation: Personalisations[Template] } }[TemplateName]

/** One message to one person, in the language that they read. */
export type Message = Destination &
  Filled & {
    readonly authority: string
    readonly reference: MessageReference
    /** Id of what it tells of, an offer or a credential: when an offer is over, or a change no longer stands, it isn't sent any more. */
    readonly subject: string
    readonly language: 'en' | 'cy'
    /** From then on nobody could do anything with it. */
    readonly expiresAt: EpochSeconds
  }

/** Why a message couldn't be handed over, as staff are told. */
export const messageProblems = ['address_refused', 'message_refused', 'trial_account', 'key_refused', 'limit_reached', 'away', 'unreadable', 'unforeseen'] as const
export type MessageProblem = (typeof messageProblems)[number]

/**
 * Where a message stands.
 *
 *     waiting ──▶ sent
 *        ├──▶ failed ──▶ waiting (sent again) | printed
 *        ├──▶ printed (by staff, instead)
 *        └──▶ dropped (what it tells of is over or no longer so, or it was erased)
 */
export type MessageState = 'waiting' | 'sent' | 'failed' | 'printed' | 'dropped'

/** A message as staff see it: neither whom it went to nor what it said. */
export interface MessageSummary {
  readonly reference: MessageReference
  readonly subject: string
  readonly channel: MessageChannel
  readonly template: TemplateName
  readonly state: MessageState
  /** How often it was tried since staff last asked. */
  readonly attempts: number
  readonly askedAt: EpochSeconds
  /** When it is tried next, or when it came to its state. */
  readonly at: EpochSeconds
  readonly problem: MessageProblem | null
}

// What never comes to somebody by one way.
const halves: readonly TemplateName[] = ['offer-link', 'offer-code']

/** Whether staff may print it: not where the offer's other half goes by letter, or was printed, for both would come to one letter box. */
export const mayBePrinted = (message: Pick<MessageSummary, 'reference' | 'template'>, aboutTheSame: readonly Pick<MessageSummary, 'reference' | 'template' | 'channel' | 'state'>[]): boolean =>
  !halves.includes(message.template) || aboutTheSame.every(({ reference, template, channel, state }) => reference === message.reference || !halves.includes(template) || (channel !== 'letter' && state !== 'printed'))

// Quick at first, for most failures are over in a minute; then so that whoever can't be reached for a working day is told of.
const waits = [30, 120, 600, 1800, 3600, 7200, 10_800]

/** After so many attempts staff are asked what to do. */
export const mostAttempts = waits.length + 1

/** How long after an attempt the next one is due, a fifth more or less by chance. */
export const waitAfter = (attempt: number, chance: number): Seconds => seconds(Math.round((waits[attempt - 1] ?? 10_800) * (0.8 + 0.4 * chance)))

/** How long a line stays of a message that is over: staff may be asked about it. */
export const messageRemembrance: Seconds = seconds(90 * 86_400)
