import { isJsonObject, type Json } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { statusValue } from '../status-list/status-bits.ts'
import type { IssuerKey, VerificationPorts } from './verification-ports.ts'

/** Checks that the credential's entry in its status list says that it stands. @see Token Status List, sections 6.2, 7.1 and 8.3 */
export async function checkStatus<Key>(status: Json | undefined, issuer: IssuerKey<Key>, ports: Pick<VerificationPorts<Key>, 'status'>): Promise<void> {
  const reference = isJsonObject(status) ? status['status_list'] : undefined
  if (!isJsonObject(reference)) throw new Refusal('status_missing')
  const { uri, idx } = reference
  if (typeof uri !== 'string') throw new Refusal('status_missing')
  if (typeof idx !== 'number' || !Number.isSafeInteger(idx) || idx < 0) throw new Refusal('status_index_out_of_bounds')
  const answer = ports.status(uri, idx, issuer)
  const value = answer instanceof Promise ? await answer : answer
  if (value === statusValue.revoked) throw new Refusal('credential_revoked')
  if (value === statusValue.suspended) throw new Refusal('credential_suspended')
  if (value !== statusValue.valid) throw new Refusal('status_unknown')
}
