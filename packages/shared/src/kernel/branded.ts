declare const brand: unique symbol

/** A string or number that can't be mistaken for another of the same shape. */
export type Branded<Value, Name extends string> = Value & { readonly [brand]: Name }

/** Seconds, as a length of time. */
export type Seconds = Branded<number, 'Seconds'>
/** Whole seconds since 1970-01-01T00:00:00Z: the only instant we store or sign. */
export type EpochSeconds = Branded<number, 'EpochSeconds'>

export const seconds = (value: number): Seconds => value as Seconds
export const epochSeconds = (value: number): EpochSeconds => value as EpochSeconds

/** A later (or, with a negative length, an earlier) instant. */
export const plus = (instant: EpochSeconds, length: Seconds): EpochSeconds => (instant + length) as EpochSeconds

/** An instant as people's programs write it, to the second, in UTC. @see RFC 3339, section 5.6 */
export const dateTimeOf = (instant: number): string => `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`

/** The last second of the year 9999: later ones have no agreed way of being written. */
const lastInstant = 253_402_300_799

/** Whether a claim is a date as JWTs have it: seconds since 1970, as a number that calendars can hold. @see RFC 7519, section 2 */
export const isNumericDate = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= lastInstant
