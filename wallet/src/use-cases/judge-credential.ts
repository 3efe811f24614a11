import type { JudgedCredential as Judged, JudgingParts } from '../formats/format.ts'
import { isKey, wrong } from '../formats/format.ts'
import { judgeKind } from '../formats/formats.ts'
import type { ProvingKey } from '../ports.ts'
import type { ReceivedOffer } from './receive-offer.ts'

export type { JudgingParts } from '../formats/format.ts'

/** What a credential that was judged says, and which of the keys it is for. */
export interface JudgedCredential<Key extends ProvingKey = ProvingKey> extends Omit<Judged, 'key'> {
  readonly credential: string
  readonly holder: Key
}

/**
 * Judges what an issuer handed over: of the type that was offered, for a key that was made for it, by the issuer that
 * the ledger lists. Throws a Fault `credential_wrong`.
 */
export async function judgeCredential<Key extends ProvingKey>(
  parts: JudgingParts,
  { authority, offer, kind }: Pick<ReceivedOffer, 'authority' | 'offer' | 'kind'>,
  { credential, holders }: { readonly credential: string; readonly holders: readonly Key[] },
): Promise<JudgedCredential<Key>> {
  const { key: confirmed, ...judged } = await judgeKind(credential, { kind, authority, issuer: offer.credentialIssuer }, parts)
  const holder = holders.find(({ key }) => isKey(confirmed, key))
  if (holder === undefined) throw wrong()
  return { ...judged, credential, holder }
}
