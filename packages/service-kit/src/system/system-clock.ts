import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'

export const systemClock: Clock = { now: () => epochSeconds(Math.floor(Date.now() / 1000)) }
