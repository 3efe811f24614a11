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

/** How many numbers there are: who guesses without a word to the citizen is right with one result in five hundred. */
export const numbers = 1000
const drawn = 65_536
/** Above it, two bytes would favour the low numbers. */
const fair = drawn - (drawn % numbers)

/** Three digits that the wallet shows, and the form must be told. */
export function newNumber(random: Random): PresentationNumber {
  let value = fair
  while (value >= fair) {
    const [high = 255, low = 255] = random.bytes(2)
    value = high * 256 + low
  }
  return String(value % numbers).padStart(3, '0') as PresentationNumber
}
