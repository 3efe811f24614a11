import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { listOf, oneOf, text, wholeNumber } from '@counterfoil/service-kit/config/settings'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { z } from 'zod'

/** The part of the configuration that says how status lists are published. */
export const statusSettings = {
  STATUS_CLOCK_SECONDS: wholeNumber({
    meaning: 'Status lists change at the ticks of a clock that goes so many seconds, and are signed anew at each, whether or not anything changed; `0`: a change is published at once, and the list\'s time tells when it was',
    example: '60',
    default: 60,
    least: 0,
    most: 60,
  }),
  STATUS_HISTORY: oneOf(['yes', 'no'], { meaning: '`no`: nobody is told how a status list stood in the past (`?time=`)', example: 'no', default: 'yes' }),
  STATUS_UNDO_SECONDS: wholeNumber({ meaning: 'How long staff can undo a change of status before it begins', example: '120', default: 60, least: 0, most: 3600 }),
  STATUS_FOUR_EYES_ABOVE: wholeNumber({ meaning: "A change of status of more credentials than this, selected in the list or by their references, needs a second person to approve it (`0`: each does); so does one that makes it more with all that the same human being changed so without one within `STATUS_FOUR_EYES_HOURS`. A change on one credential's own page never does, and isn't counted ([why](decisions/0066-one-is-changed-as-many-are.md))", example: '10', default: 100, least: 0, most: 1_000_000 }),
  STATUS_FOUR_EYES_HOURS: wholeNumber({ meaning: 'Changes of many by one human being are counted together for so long, so that a large one isn\'t made of small ones. Who has which accounts is told by the sign-in ([`counterfoil_person`](issuer.md#staff))', example: '8', default: 24, least: 1, most: 168 }),
  COMMON_LISTS: listOf((id) => /^[a-z][a-z0-9-]{0,62}$/.test(id), 'ids of authorities', {
    meaning: 'Authorities whose new credentials have their places in lists that `COMMON_LIST_SIGNER` signs, between commas; those of all others are in lists of their own. The consortium has to let it sign for each ([how](issuer.md))',
    example: 'dunmere,elmsworth',
    default: '',
  }),
  COMMON_LIST_SIGNER: text({ meaning: 'The authority of this service that signs common lists', example: 'aldermoor', default: '' }),
} as const

type Given = z.output<z.ZodObject<typeof statusSettings>>

/** How status lists are published. */
export interface StatusConfig {
  /** From one tick of the publishing clock to the next; 0 without one. */
  readonly clock: Seconds
  /** Whether lists of the past are told. */
  readonly history: boolean
  /** How long a change of many can be undone before it begins. */
  readonly undoFor?: Seconds
  /** More than so many need a second person. */
  readonly fourEyesAbove?: number
  /** For how long what one human being changed is counted together. */
  readonly fourEyesWithin?: Seconds
  /** Who shares lists, and who signs them; nobody unless told. */
  readonly common?: CommonLists | null
}

/** Lists of several authorities, signed by one. */
export interface CommonLists {
  /** Id of the authority that signs. */
  readonly signer: string
  readonly authorities: readonly string[]
}

/** Throws a `ConfigurationError` for common lists that nobody signs, or that nobody uses. */
export const statusConfigOf = (given: Given): StatusConfig => ({ clock: seconds(given.STATUS_CLOCK_SECONDS), history: given.STATUS_HISTORY === 'yes', undoFor: seconds(given.STATUS_UNDO_SECONDS), fourEyesAbove: given.STATUS_FOUR_EYES_ABOVE, fourEyesWithin: seconds(given.STATUS_FOUR_EYES_HOURS * 3600), common: commonListsOf(given) })

function commonListsOf({ COMMON_LISTS: authorities, COMMON_LIST_SIGNER: signer }: Given): CommonLists | null {
  if (authorities.length === 0 && signer === '') return null
  if (signer === '') throw new ConfigurationError('COMMON_LISTS needs COMMON_LIST_SIGNER: somebody has to sign them.')
  if (authorities.length === 0) throw new ConfigurationError('COMMON_LIST_SIGNER needs COMMON_LISTS: nobody uses what it would sign.')
  if (authorities.includes(signer)) throw new ConfigurationError(`COMMON_LISTS names ${signer}, which signs them: its own credentials are there anyway.`)
  return { signer, authorities }
}

/**
 * Whose lists new credentials of an authority have their places in. Whoever signs for others must be served here, too, for a place is taken in the unit
 * that remembers the credential. Throws a `ConfigurationError` otherwise.
 */
export function statusIssuersIn({ common }: StatusConfig, served: ReadonlyMap<string, unknown>): (authority: string) => string {
  if (common === undefined || common === null) return (authority) => authority
  const missing = [common.signer, ...common.authorities].find((id) => !served.has(id))
  if (missing !== undefined) throw new ConfigurationError(`COMMON_LISTS and COMMON_LIST_SIGNER name ${missing}, which this service doesn't issue for.`)
  const sharing = new Set(common.authorities)
  return (authority) => (sharing.has(authority) ? common.signer : authority)
}
