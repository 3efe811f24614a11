import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../../domain/authority.ts'
import type { CaseReference } from '../../domain/case-reference.ts'
import { actorOf } from '../../domain/council-client.ts'
import { recordsOf, type CouncilReference, type PersonRecord, type RecordReference } from '../../domain/council-record.ts'
import type { OfferId } from '../../domain/credential-offer.ts'
import { usualTxCode, type TxCodes, type TxCodeShape } from '../../domain/tx-code.ts'
import type { RepeatableRequest } from '../../domain/repeatable-request.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { RecordSource } from '../../ports.ts'
import type { CaseReferences, OfferAnswer, RepeatableRequests } from '../../ports/council-api.ts'
import { drawSecrets, prepareOffer, showMade, type MadeOffer } from '../make-credential-offer.ts'

interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly records: RecordSource
  readonly cases: CaseReferences
  readonly types: ReadonlyMap<string, CredentialType>
  readonly requests: RepeatableRequests
  readonly txCodes: TxCodes
  readonly walletUrl: string
}

export interface OfferAsked {
  readonly typeId: string
  readonly person: CouncilReference
  /** Which, where the council's record has several of the type; null where it has one. */
  readonly record: RecordReference | null
  readonly caseReference: CaseReference | null
  /** Whether there is one, as the type's look here or as this one is to look. */
  readonly txCode: boolean | TxCodeShape
  readonly withTypedCode: boolean
}

/**
 * Makes an offer for a council's own system, from the council's record. The same request under the same key gets the same
 * answer, whose secrets are drawn again from the request: they are kept nowhere. Refuses `not_found`, `record_incomplete`,
 * `idempotency_key_reused`.
 */
export const makeOfferForSystem =
  (ports: Ports) =>
  async (authority: Authority, request: RepeatableRequest, asked: OfferAsked): Promise<MadeOffer> => {
    const { requests, clock, walletUrl } = ports
    const answer = (await requests.offerBefore(request, clock.now())) ?? (await makeFirst(ports, authority, request, asked))
    // As it looked when it was made, whatever the council has chosen since.
    const txCodeShape = asked.txCode === false ? null : { ...usualTxCode, ...answer.txCode }
    const secrets = await drawSecrets(requests.sealsOf(request, answer.salt), authority, { txCodeShape, withTypedCode: asked.withTypedCode })
    return showMade(walletUrl, authority, secrets, { id: answer.offer, expiresAt: answer.expiresAt })
  }

async function makeFirst(ports: Ports, authority: Authority, request: RepeatableRequest, asked: OfferAsked): Promise<OfferAnswer> {
  const { requests, records, clock, random, types } = ports
  const type = types.get(asked.typeId)
  if (type === undefined) throw new Refusal('not_found', { words: 'There is no such type of credential.' })
  const [person] = await records.named(authority.id, [asked.person])
  if (person === undefined) throw new Refusal('not_found', { words: 'The council record holds nobody of that reference.' })
  const salt = requests.newSalt()
  const seals = requests.sealsOf(request, salt)
  const txCodeShape = typeof asked.txCode === 'object' ? asked.txCode : asked.txCode ? ports.txCodes(authority.id, type.id) : null
  const secrets = await drawSecrets(seals, authority, { txCodeShape, withTypedCode: asked.withTypedCode })
  const id = timeOrderedId(clock.now(), random) as OfferId
  const made = await requests.makeOffer(request, prepareOffer(ports, seals, secrets, { authority, type, person: theOne(type, person, asked.record), id, madeBy: actorOf(request.client), caseReference: asked.caseReference }), { salt, ...(txCodeShape === null || txCodeShape === usualTxCode ? {} : { txCode: { inputMode: txCodeShape.inputMode, length: txCodeShape.length } }) })
  step('council.offer-made')
  return made
}

/** Who isn't concerned at all is told so when the offer is made. */
function theOne(type: CredentialType, person: PersonRecord, wanted: RecordReference | null): PersonRecord {
  const records = recordsOf(type, person)
  if (wanted === null && records.length > 1) throw new Refusal('not_found', { words: 'The council record holds several of this type for this person: say which in record_reference.' })
  const found = wanted === null ? (records[0] ?? person) : records.find(({ entry }) => entry === wanted)
  if (found === undefined) throw new Refusal('not_found', { words: 'The council record holds none of that record_reference for this person.' })
  return found
}
