/** Where a key encryption key is. */
export type KekSource = { readonly from: 'file'; readonly file: string } | { readonly from: 'environment'; readonly variable: string }

/** Keys in the identities' database, each in an envelope. */
export interface EnvelopeSettings {
  readonly kind: 'envelope'
  readonly current: KekSource
  /** Given until every key is under the current one. */
  readonly former: readonly KekSource[]
}

/** Which custody a process keeps its keys in. Holds no secret: only where each is. */
export type CustodySettings = EnvelopeSettings

/** Envelopes under a key encryption key in a file. */
export const envelopesUnder = (file: string, ...former: readonly string[]): EnvelopeSettings => ({
  kind: 'envelope',
  current: { from: 'file', file },
  former: former.map((one) => ({ from: 'file', file: one })),
})
