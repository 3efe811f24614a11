import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { Cursors } from '../../ports/council-api.ts'
import { sealedText } from './sealed-text.ts'

/** Cursors that say nothing to whoever holds them, and are good for the authority and the filter that they were made for. */
export function sealedCursors(serviceSecret: string): Cursors {
  const sealed = sealedText(serviceSecret, 'cursor')
  return {
    make: (authority, filter, after) => sealed.seal(authority, after, filter),
    read: (authority, filter, cursor) => sealed.open(authority, cursor, filter) as CounterfoilId | null,
  }
}
