import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { filled, nameOf, type PersonRecord } from '../council-record.ts'
import { offerLifetime, type OfferId } from '../credential-offer.ts'
import type { MessageChannel } from '../notify/message.ts'

/** How the link of an offer reaches the person. */
export const linkWays = ['screen', 'print', 'email', 'letter'] as const
export type LinkWay = (typeof linkWays)[number]

/** How its transaction code does. */
export const codeWays = ['told', 'email', 'letter'] as const
export type CodeWay = (typeof codeWays)[number]

/** What staff chose so far, of one offer. */
export interface HandingOver {
  /** Chosen at the start, so that confirming twice makes one offer. */
  readonly offer: OfferId
  /** And which record of it. @see recordKey */
  readonly type?: string
  readonly linkBy?: LinkWay
  readonly codeBy?: CodeWay
  readonly language?: 'en' | 'cy'
  /** As staff gave it, where something goes by e-mail. */
  readonly email?: string
}

/** When everything was chosen. */
export type CompleteHandingOver = Required<Omit<HandingOver, 'email'>> & Pick<HandingOver, 'email'>

export const isChannel = (way: LinkWay | CodeWay): way is MessageChannel => way === 'email' || way === 'letter'

/** The ways that are open here, for this person. */
export interface OpenWays {
  readonly link: readonly LinkWay[]
  readonly code: readonly CodeWay[]
}

/** Ways that an authority can use for a record: letters need lines that a postman can find. */
export function waysFor(channels: ReadonlySet<MessageChannel>, record: PersonRecord): OpenWays {
  const isOpen = (way: LinkWay | CodeWay): boolean => !isChannel(way) || (channels.has(way) && (way === 'email' || envelopeOf(record) !== null))
  return { link: linkWays.filter(isOpen), code: codeWays.filter(isOpen) }
}

/** Never the same for both: whoever has both can take the credential. */
export const codeWaysBeside = (ways: OpenWays, linkBy: LinkWay): readonly CodeWay[] => ways.code.filter((way) => way !== linkBy)

export const needsEmail = ({ linkBy, codeBy }: Pick<HandingOver, 'linkBy' | 'codeBy'>): boolean => linkBy === 'email' || codeBy === 'email'

const days = (count: number): Seconds => seconds(count * 86_400)
const lifetimes: Readonly<Record<LinkWay | CodeWay, Seconds>> = { screen: offerLifetime, told: offerLifetime, email: days(3), print: days(14), letter: days(14) }

/** How long an offer stands: as long as the slower of its two halves may need. */
export const lifetimeFor = ({ linkBy, codeBy }: Pick<CompleteHandingOver, 'linkBy' | 'codeBy'>): Seconds => (lifetimes[linkBy] > lifetimes[codeBy] ? lifetimes[linkBy] : lifetimes[codeBy])

const mostOfAnAddress = 254
const form = /^[^\s@"(),:;<>[\\\]\p{C}]+@[^\s@"(),:;<>[\\\]\p{C}]+\.[^\s@"(),:;<>[\\\]\p{C}]{2,}$/u

/** Whether a text can be an e-mail address; only its carrier knows whether it is one. */
export const isEmail = (text: string): boolean => text.length <= mostOfAnAddress && form.test(text) && !text.includes('..')

/** The address that the record holds; null where it holds none that can be one. */
export function emailIn(record: PersonRecord): string | null {
  const email = filled(record, 'email')
  return email !== null && isEmail(email) ? email : null
}

const postcode = /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i

/** The lines of an envelope, the name first and the postcode last; null where the record has not enough for a postman. */
export function envelopeOf(record: PersonRecord): readonly string[] | null {
  const name = nameOf(record)
  const street = filled(record, 'address_line_1')
  const code = filled(record, 'postcode')
  if (name === '' || street === null || code === null || !postcode.test(code)) return null
  return [name, street, ...['address_line_2', 'post_town'].map((field) => filled(record, field)).filter((line) => line !== null), code]
}

/** Everything that was chosen fits together and is open here; null when something is to be chosen yet, or again. */
export function completeIn(chosen: HandingOver, ways: OpenWays): CompleteHandingOver | null {
  const { offer, type, linkBy, codeBy, language, email } = chosen
  if (type === undefined || linkBy === undefined || codeBy === undefined || language === undefined) return null
  if (!ways.link.includes(linkBy) || !codeWaysBeside(ways, linkBy).includes(codeBy)) return null
  if (needsEmail(chosen)) return email === undefined || !isEmail(email) ? null : { offer, type, linkBy, codeBy, language, email }
  return { offer, type, linkBy, codeBy, language }
}
