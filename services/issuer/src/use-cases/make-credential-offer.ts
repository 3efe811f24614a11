import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { plus, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { offerSchemeLink, offerWalletLink } from '@counterfoil/shared/oid4vci/credential-offer'
import { groupOfferCode, type OfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import type { Authority } from '../domain/authority.ts'
import { caseReferenceIn, type CaseHandle, type CaseReference } from '../domain/case-reference.ts'
import { claimsFromRecord, isRecordOf, type PersonRecord } from '../domain/council-record.ts'
import { offerLifetime, type OfferId, type OfferSecret, type TxCode } from '../domain/credential-offer.ts'
import { usualTxCode, type TxCodes, type TxCodeShape } from '../domain/tx-code.ts'
import type { StaffMember } from '../domain/staff-member.ts'
import type { CredentialOffers, DraftSeals, NewOffer, RecordSource } from '../ports.ts'
import type { CaseReferences } from '../ports/council-api.ts'
import type { SealedMessage } from '../ports/notifier.ts'

/** What is shown once, to who made the offer, and kept nowhere. */
export interface MadeOffer {
  readonly id: OfferId
  readonly offerUri: string
  readonly walletLink: string
  readonly schemeLink: string
  /** For those who can neither scan nor follow the link, as they read it. Null when the offer was made without one. */
  readonly typedCode: string | null
  /** For another channel than the link. Null only when the offer was made without one. */
  readonly txCode: TxCode | null
  readonly expiresAt: EpochSeconds
}

interface OfferWays {
  /** How its transaction code looks; null for an offer without one. */
  readonly txCodeShape: TxCodeShape | null
  /** Making one takes a tenth of a second. */
  readonly withTypedCode: boolean
}

/** What opens an offer. */
export interface OfferSecrets {
  readonly secret: OfferSecret
  readonly typedCode: OfferCode | null
  readonly txCode: TxCode | null
  readonly txCodeShape: TxCodeShape | null
}

export async function drawSecrets(seals: DraftSeals, authority: Authority, { txCodeShape, withTypedCode }: OfferWays): Promise<OfferSecrets> {
  const typedCode = withTypedCode ? seals.newOfferCode(authority.letter) : null
  const secret = typedCode === null ? seals.newSecret() : await seals.secretOf(typedCode, authority.identifier)
  return { secret, typedCode, txCode: txCodeShape === null ? null : seals.newTxCode(txCodeShape), txCodeShape }
}

export interface OfferToPrepare {
  readonly authority: Authority
  readonly type: CredentialType
  /** Of a type of which somebody has several: the one that is meant. */
  readonly person: PersonRecord
  readonly id: OfferId
  readonly madeBy: string
  /** Of the caller's own; null for what the record tells. */
  readonly caseReference: CaseReference | null
  /** A day unless told: what comes by post needs longer. */
  readonly lifetime?: Seconds
}

export interface PreparingPorts {
  readonly clock: Clock
  readonly records: Pick<RecordSource, 'handleOf' | 'recordHandleOf'>
  readonly cases: CaseReferences
}

/** The case of a record, as it is kept; null where the record tells none. */
export function caseHandleIn(cases: CaseReferences, { id }: Authority, type: CredentialType, record: PersonRecord): CaseHandle | null {
  const reference = caseReferenceIn(type, record)
  return reference === null ? null : cases.handleOf(id, reference)
}

/** Seals what the council's record says of a person under what opens the offer. Refuses `record_incomplete`. */
export function prepareOffer({ clock, records, cases }: PreparingPorts, seals: DraftSeals, { secret, txCode, txCodeShape }: OfferSecrets, { authority, type, person, id, madeBy, caseReference, lifetime = offerLifetime }: OfferToPrepare): NewOffer {
  const now = clock.now()
  if (!isRecordOf(type, person)) throw new Refusal('record_incomplete', { detail: `nothing in ${type.offeredWhen}` })
  const read = claimsFromRecord(type, person, now)
  if ('problems' in read) throw new Refusal('record_incomplete', { detail: read.problems.map(({ path, problem }) => `${path.join('.')} ${problem}`).join(', ') })
  const ofCode = seals.ofCode(seals.codeOf(secret))
  return {
    id,
    authority: authority.id,
    typeId: type.id,
    person: records.handleOf(authority.id, person.reference),
    record: records.recordHandleOf(authority.id, type.id, person),
    caseHandle: caseReference === null ? caseHandleIn(cases, authority, type, person) : cases.handleOf(authority.id, caseReference),
    codeLookup: ofCode.lookup,
    txCodeHash: txCode === null ? null : ofCode.txCodeHash(txCode),
    sealedTxCode: txCodeShape === null || txCodeShape === usualTxCode ? null : ofCode.sealTxCode(id, txCodeShape),
    draft: ofCode.seal(id, read.claims),
    madeAt: now,
    expiresAt: plus(now, lifetime),
    madeBy,
  }
}

export function showMade(walletUrl: string, authority: Authority, { secret, typedCode, txCode }: OfferSecrets, { id, expiresAt }: { readonly id: OfferId; readonly expiresAt: EpochSeconds }): MadeOffer {
  const offerUri = `${authority.identifier}/offers/${secret}`
  return { id, offerUri, walletLink: offerWalletLink(walletUrl, offerUri), schemeLink: offerSchemeLink(offerUri), typedCode: typedCode === null ? null : groupOfferCode(typedCode), txCode, expiresAt }
}

interface Ports extends PreparingPorts {
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly txCodes: TxCodes
  readonly walletUrl: string
}

export interface OfferToMake {
  readonly authority: Authority
  readonly type: CredentialType
  readonly person: PersonRecord
  /** Chosen by the page before the form was sent, so that sending it twice makes one offer. */
  readonly id: OfferId
  readonly staff: StaffMember
  readonly withTxCode?: boolean
  readonly withTypedCode?: boolean
  readonly lifetime?: Seconds
  /** What is written to the person: stored with the offer or not at all. */
  readonly messagesOf?: (made: MadeOffer) => readonly SealedMessage[]
}

/** Makes the offer of a staff member under a fresh code. Null when this very offer was made before. Refuses `record_incomplete`. */
export const makeCredentialOffer =
  ({ seals, offers, walletUrl, txCodes, ...ports }: Ports) =>
  async ({ staff, withTxCode = true, withTypedCode = false, messagesOf = () => [], ...toMake }: OfferToMake): Promise<MadeOffer | null> => {
    const txCodeShape = withTxCode ? txCodes(toMake.authority.id, toMake.type.id) : null
    const secrets = await drawSecrets(seals, toMake.authority, { txCodeShape, withTypedCode })
    const offer = prepareOffer(ports, seals, secrets, { ...toMake, madeBy: `staff:${staff.subject}`, caseReference: null })
    const made = showMade(walletUrl, toMake.authority, secrets, offer)
    return (await offers.make(offer, messagesOf(made))) ? made : null
  }
