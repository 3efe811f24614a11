import type { PersonRecord } from '../council-record.ts'
import { emailIn, envelopeOf } from '../issue-one/handing-over.ts'
import type { Destination, MessageChannel } from './message.ts'

/** Where somebody is written to, by the record; null where it holds nothing that can be used. */
export function destinationFor(channel: MessageChannel, record: PersonRecord): Destination | null {
  if (channel === 'letter') {
    const lines = envelopeOf(record)
    return lines === null ? null : { channel, to: lines }
  }
  const email = emailIn(record)
  return email === null ? null : { channel, to: email }
}
