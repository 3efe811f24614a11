import { unconfirmedSince, type PrefillResult } from './prefill-result.ts'

/** What `<counterfoil-prefill>` is told of a result: the values, and in words where they are from. No key, no receipt. */
export function toldResult({ fields, source, sources, actsFor, leftOut }: PrefillResult): object {
  const { authority, type, issued_on: issuedOn } = source
  return {
    fields,
    source: { authority, type, issued_on: issuedOn, unconfirmed_since: unconfirmedSince(...sources) },
    ...(sources.length > 1 ? { sources: sources.map((one) => ({ authority: one.authority, type: one.type, issued_on: one.issued_on, fields: one.fields, of_represented: one.of_represented })) } : {}),
    ...(actsFor === null ? {} : { acts_for: actsFor }),
    ...(leftOut.length === 0 ? {} : { left_out: leftOut.map((one) => one.type) }),
  }
}
