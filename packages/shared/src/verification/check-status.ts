import { isJsonObject, type Json } from '../kernel/json.ts'
import type { Fact } from '../kernel/fact.ts'
import { Refusal } from '../kernel/refusal.ts'
import { statusValue } from '../status-list/status-bits.ts'
import type { StatusReference } from '../status-list/status-reference.ts'
import { takesStatus, type TypePolicy } from './policy.ts'
import type { IssuerKey, MaybePromise } from './verification-ports.ts'

const isIndex = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** The one place that a `status` claim names. @see Token Status List, sections 6.2 and 6.3 */
export function tokenStatus(status: Json | undefined): readonly StatusReference[] {
  if (status === undefined) return []
  const reference = isJsonObject(status) ? status['status_list'] : undefined
  if (!isJsonObject(reference)) throw new Refusal('status_missing')
  const { uri, idx } = reference
  if (typeof uri !== 'string') throw new Refusal('status_missing')
  if (!isIndex(idx)) throw new Refusal('status_index_out_of_bounds')
  return [{ mechanism: 'status_list', uri, index: idx }]
}

/** Checks that the credential's entries say that it stands: each of them, and one at least. @see Token Status List, sections 7.1 and 8.3; Bitstring Status List 1.0, section 3.2 */
export async function checkStatus<Key>(
  entries: readonly StatusReference[],
  issuer: IssuerKey<Key>,
  policy: TypePolicy,
  valueOf: (entry: StatusReference, issuer: IssuerKey<Key>) => MaybePromise<Fact<number>>,
  use: (fact: Fact<number>) => number,
): Promise<void> {
  if (entries.length === 0 && policy.withoutStatus !== true) throw new Refusal('status_missing')
  for (const entry of entries) {
    if (!takesStatus(policy, entry.mechanism)) throw new Refusal('status_missing', { detail: entry.mechanism })
    const answer = valueOf(entry, issuer)
    checkValue(entry, use(answer instanceof Promise ? await answer : answer))
  }
}

function checkValue(entry: StatusReference, value: number): void {
  if (value === statusValue.valid) return
  const isBit = entry.mechanism === 'BitstringStatusListEntry'
  if (isBit ? value === 1 && entry.purpose === 'revocation' : value === statusValue.revoked) throw new Refusal('credential_revoked')
  if (isBit ? value === 1 : value === statusValue.suspended) throw new Refusal('credential_suspended')
  throw new Refusal('status_unknown')
}
