import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'

/** The tick at or before a moment, the same for everybody and every list; the moment itself where no clock goes. */
export const tickAt = (now: EpochSeconds, clock: Seconds): EpochSeconds => (clock === 0 ? now : ((now - (now % clock)) as EpochSeconds))
