import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { step } from '@counterfoil/service-kit/system/steps'
import { groupOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import type { Authority } from '../../domain/authority.ts'
import type { CaseReference } from '../../domain/case-reference.ts'
import { actorOf } from '../../domain/council-client.ts'
import { recordsOf, type CouncilReference, type PersonRecord, type RecordReference } from '../../domain/council-record.ts'
import type { OfferId } from '../../domain/credential-offer.ts'
import type { ProfileId } from '../../domain/profile.ts'
import { usualTxCode, type TxCodes, type TxCodeShape } from '../../domain/tx-code.ts'
import type { RepeatableRequest } from '../../domain/repeatable-request.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { RecordSource } from '../../ports.ts'
import type { CaseReferences, OfferAnswer, RepeatableRequests } from '../../ports/council-api.ts'
import { prepareOffer, type MadeOffer } from '../make-credential-offer.ts'
import type { OfferBy, OfferLinks, OfferWay } from './offer-way.ts'

interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly records: RecordSource
  readonly cases: CaseReferences
  readonly types: ReadonlyMap<string, CredentialType>
  readonly requests: RepeatableRequests
  readonly txCodes: TxCodes
  /** By the profiles that are served and take a pre-authorized code. */
  readonly offerWays: ReadonlyMap<ProfileId, OfferWay>
}

export interface OfferAsked {
  readonly typeId: string
  readonly person: CouncilReference
  /** Which, where the council's record has several of the type; null where it has one. */
  readonly record: RecordReference | null
  readonly caseReference: CaseReference | null
  /** Whether there is one, as the type's look here or as this one is to look; null for what the profile's wallets take. */
  readonly txCode: boolean | TxCodeShape | null
  readonly withTypedCode: boolean
  /** Whose wallets it is for. */
  readonly profile: ProfileId
  /** Null for the way of the profile. */
  readonly by: OfferBy | null
}

/** What is shown once, to the system that made the offer, and kept nowhere. */
export type OfferForSystem = Pick<MadeOffer, 'id' | 'typedCode' | 'txCode' | 'expiresAt'> & OfferLinks & { readonly profile: ProfileId }

/**
 * Makes an offer for a council's own system, from the council's record. The same request under the same key gets the same
 * answer, whose secrets are drawn again from the request: they are kept nowhere. Refuses `not_found`, `record_incomplete`,
 * `idempotency_key_reused`, and `invalid_request` for what the wallets of the profile don't take.
 */
export const makeOfferForSystem =
  (ports: Ports) =>
  async (authority: Authority, request: RepeatableRequest, given: OfferAsked): Promise<OfferForSystem> => {
    const { requests, clock } = ports
    const way = wayOf(ports, given)
    const asked: Wanted = { ...given, txCode: given.txCode ?? way.takesTxCodes }
    const answer = (await requests.offerBefore(request, clock.now())) ?? (await makeFirst(ports, way, authority, request, asked))
    const seals = way.bound(requests.sealsOf(request, answer.salt))
    const chosen = shapeOf(ports, authority, asked)
    // As it looked when it was made, whatever the council has chosen since.
    const txCodeShape = chosen === null ? null : { ...usualTxCode, description: chosen.description, ...answer.txCode }
    const secrets = await way.secrets(seals, authority, { txCodeShape, withTypedCode: asked.withTypedCode })
    const links = await way.links(authority, seals, { typeId: asked.typeId, secrets, expiresAt: answer.expiresAt, by: asked.by ?? byOf(way) })
    return { ...links, id: answer.offer, profile: asked.profile, typedCode: secrets.typedCode === null ? null : groupOfferCode(secrets.typedCode), txCode: secrets.txCode, expiresAt: answer.expiresAt }
  }

type Wanted = OfferAsked & { readonly txCode: boolean | TxCodeShape }

const byOf = ({ profile }: OfferWay): OfferBy => (profile.offers === 'by value' ? 'value' : 'reference')

/** How the offer is to reach its wallet. What can't be is told before anything is looked up. */
function wayOf({ offerWays }: Ports, { profile, by, typeId, txCode, withTypedCode }: OfferAsked): OfferWay {
  if (profile === 'haip') throw new Refusal('invalid_request', { words: `Wallets of haip collect by signing in. Give the citizen a link to the address /sign-in-offers/${typeId} of that issuer: it names nobody.`, detail: 'profile' })
  const way = offerWays.get(profile)
  if (way === undefined) throw new Refusal('not_found', { words: 'This profile is not served here.' })
  if (by === 'reference' && byOf(way) === 'value') throw new Refusal('invalid_request', { words: 'Wallets of this profile take offers by value alone.', detail: 'by' })
  if (withTypedCode && byOf(way) === 'value') throw new Refusal('invalid_request', { words: 'Offers to wallets of this profile can not be typed.', detail: 'typed_code' })
  if (txCode !== null && txCode !== false && !way.takesTxCodes) throw new Refusal('invalid_request', { words: 'Wallets of this profile take no transaction code: whose wallet it is is known from the record.', detail: 'tx_code' })
  return way
}

const shapeOf = ({ txCodes }: Ports, authority: Authority, { txCode, typeId }: Wanted): TxCodeShape | null => (typeof txCode === 'object' ? txCode : txCode ? txCodes(authority.id, typeId) : null)

async function makeFirst(ports: Ports, way: OfferWay, authority: Authority, request: RepeatableRequest, asked: Wanted): Promise<OfferAnswer> {
  const { requests, records, clock, random, types } = ports
  const type = types.get(asked.typeId)
  if (type === undefined || ![...way.configurations.values()].some((one) => one.type.id === type.id)) throw new Refusal('not_found', { words: 'There is no such type of credential for the wallets of this profile.' })
  const [found] = await records.named(authority.id, [asked.person])
  if (found === undefined) throw new Refusal('not_found', { words: 'The council record holds nobody of that reference.' })
  const person = theOne(type, found, asked.record)
  const salt = requests.newSalt()
  const seals = way.bound(requests.sealsOf(request, salt))
  const txCodeShape = shapeOf(ports, authority, asked)
  const secrets = way.forPerson(await way.secrets(seals, authority, { txCodeShape, withTypedCode: asked.withTypedCode }), person)
  const offer = prepareOffer(ports, seals, secrets, { authority, type, person, id: timeOrderedId(clock.now(), random) as OfferId, madeBy: actorOf(request.client), caseReference: asked.caseReference, lifetime: way.lifetime })
  const made = await requests.makeOffer(request, offer, { salt, ...(txCodeShape === null || txCodeShape === usualTxCode ? {} : { txCode: { inputMode: txCodeShape.inputMode, length: txCodeShape.length } }) })
  step('council.offer-made')
  return made
}

/** Who isn't concerned at all is told so when the offer is made. */
function theOne(type: CredentialType, person: PersonRecord, wanted: RecordReference | null): PersonRecord {
  const records = recordsOf(type, person)
  if (wanted === null && records.length > 1) throw new Refusal('not_found', { words: 'The council record holds several of this type for this person: say which in record_reference.' })
  // Of a list that can't be used nobody can say what it holds: what is wrong with it is told when the offer is made.
  const found = wanted === null || records[0]?.unusableList !== undefined ? (records[0] ?? person) : records.find(({ entry }) => entry === wanted)
  if (found === undefined) throw new Refusal('not_found', { words: 'The council record holds none of that record_reference for this person.' })
  return found
}
