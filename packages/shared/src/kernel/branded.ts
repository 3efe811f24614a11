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
