import { toHex } from '@counterfoil/shared/kernel/bytes'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Random } from '@counterfoil/shared/kernel/random'

/**
 * An id that no one can guess (96 random bits) and that sorts by when it was made: new rows land on the same few pages of
 * an index instead of all over it. Only staff ever see it.
 */
export const timeOrderedId = (now: EpochSeconds, random: Random): string => now.toString(16).padStart(8, '0') + toHex(random.bytes(12))

export const isTimeOrderedId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text)
