import type { PersonRecord } from '../council-record.ts'
import type { Destination, MessageChannel } from '../notify/message.ts'
import { destinationFor } from '../notify/destination-for.ts'
import type { ResultKind } from './bulk-job.ts'

/** How the links of a job reach people, and how the codes do: never both by the same message. */
export const bulkDeliveries = ['files', 'email_letter', 'letter_email', 'email_file', 'letter_file'] as const
export type BulkDelivery = (typeof bulkDeliveries)[number]

/** `file`: staff take it and hand it on. */
type BulkWay = MessageChannel | 'file'

const ways: Readonly<Record<BulkDelivery, Readonly<Record<ResultKind, BulkWay>>>> = {
  files: { links: 'file', codes: 'file' },
  email_letter: { links: 'email', codes: 'letter' },
  letter_email: { links: 'letter', codes: 'email' },
  email_file: { links: 'email', codes: 'file' },
  letter_file: { links: 'letter', codes: 'file' },
}

const halves: readonly ResultKind[] = ['links', 'codes']

/** What of a job staff take as a file. */
export const takenAsFiles = (delivery: BulkDelivery): readonly ResultKind[] => halves.filter((half) => ways[delivery][half] === 'file')

/** Whether each link has a code to type, too, which is slow to make on purpose: who gets a letter may have no camera. Nobody types what came by e-mail or is in a file. */
export const hasTypedCodes = (delivery: BulkDelivery): boolean => ways[delivery].links === 'letter'

/** What an authority can choose among, by the ways in which it can write. */
export const openDeliveries = (channels: ReadonlySet<MessageChannel>): readonly BulkDelivery[] =>
  bulkDeliveries.filter((delivery) => Object.values(ways[delivery]).every((way) => way === 'file' || channels.has(way)))

/** Where the halves of an offer go; null for what staff hand on. */
export interface OfferDestinations {
  readonly link: Destination | null
  readonly code: Destination | null
}

/** Why somebody can't be written to, by what the record holds. */
export type NoDestination = 'no_email' | 'no_address'

/** Where a person's halves go, by the record; or what it lacks for that. */
export function destinationsIn(delivery: BulkDelivery, record: PersonRecord): OfferDestinations | { readonly lacking: readonly NoDestination[] } {
  const found = { links: destinationIn(ways[delivery].links, record), codes: destinationIn(ways[delivery].codes, record) }
  const lacking = halves.flatMap((half) => (typeof found[half] === 'string' ? [found[half]] : []))
  if (typeof found.links === 'string' || typeof found.codes === 'string') return { lacking }
  return { link: found.links, code: found.codes }
}

function destinationIn(way: BulkWay, record: PersonRecord): Destination | NoDestination | null {
  if (way === 'file') return null
  return destinationFor(way, record) ?? (way === 'letter' ? 'no_address' : 'no_email')
}
