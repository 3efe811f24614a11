import { oneOf, wholeNumber } from '@counterfoil/service-kit/config/settings'
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
} as const

type Given = z.output<z.ZodObject<typeof statusSettings>>

/** How status lists are published. */
export interface StatusConfig {
  /** From one tick of the publishing clock to the next; 0 without one. */
  readonly clock: Seconds
  /** Whether lists of the past are told. */
  readonly history: boolean
}

export const statusConfigOf = (given: Given): StatusConfig => ({ clock: seconds(given.STATUS_CLOCK_SECONDS), history: given.STATUS_HISTORY === 'yes' })
