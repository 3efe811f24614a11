import { plus, seconds, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Random } from '@counterfoil/shared/kernel/random'
import { presentationLifetime, type PresentationNumber } from './presentation.ts'

/** How long a code or link for another device can be opened: whoever passes it on has to be quick. @see RFC 10027, section 6 */
const openableFor: Seconds = seconds(120)
/** How long whoever opened it may fetch it again: an answer can get lost on its way, and a wallet be loaded again. */
export const openingGrace: Seconds = seconds(60)
/** How often a form may be wrong about the number before the result is erased: one slip of the finger. */
export const numberTries = 2

/** Until when a presentation for another device, which ends then, can be opened. Once it is, the citizen has until its own end. */
export const openableUntil = (expiresAt: EpochSeconds): EpochSeconds => plus(expiresAt, seconds(openableFor - presentationLifetime))

const numbers = 100
/** Above it, bytes would favour the low numbers. */
const fair = 256 - (256 % numbers)

/** Two digits that the wallet shows, and the form must be told. */
export function newNumber(random: Random): PresentationNumber {
  let byte = 255
  while (byte >= fair) [byte = 255] = random.bytes(1)
  return String(byte % numbers).padStart(2, '0') as PresentationNumber
}
