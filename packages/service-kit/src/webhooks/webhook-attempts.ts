import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'

// As the specification proposes: at once, then ever later, over about three days.
const waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** After so many attempts a message is dead. */
export const mostAttempts = waits.length + 1

/** How long after an attempt the next one is due, a fifth more or less by chance, so that a receiver that comes back isn't overrun. */
export const waitAfter = (attempt: number, chance: number): Seconds => seconds(Math.round((waits[attempt - 1] ?? 86_400) * (0.8 + 0.4 * chance)))
