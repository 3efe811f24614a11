import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { plus, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { offerSchemeLink, offerWalletLink } from '@counterfoil/shared/oid4vci/credential-offer'
import { groupOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import type { Authority } from '../domain/authority.ts'
import { claimsFromRecord, concerns, type PersonRecord } from '../domain/council-record.ts'
import { offerLifetime, type OfferId, type TxCode } from '../domain/credential-offer.ts'
import type { StaffMember } from '../domain/staff-member.ts'
import type { CredentialOffers, DraftSeals, RecordSource } from '../ports.ts'

interface Ports {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly records: RecordSource
  readonly walletUrl: string
}

/** What is shown once, to the staff member who made the offer, and kept nowhere. */
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

export interface OfferToMake {
  readonly authority: Authority
  readonly type: CredentialType
  readonly person: PersonRecord
  /** Chosen by the page before the form was sent, so that sending it twice makes one offer. */
  readonly id: OfferId
  readonly staff: StaffMember
  readonly withTxCode?: boolean
  /** Making one takes a tenth of a second. */
  readonly withTypedCode?: boolean
}

/**
 * Seals what the council's record says of a person under a fresh code, and makes the offer. Null when this very offer
 * was made before. Refuses `record_incomplete`.
 */
export const makeCredentialOffer =
  ({ clock, seals, offers, records, walletUrl }: Ports) =>
  async ({ authority, type, person, id, staff, withTxCode = true, withTypedCode = false }: OfferToMake): Promise<MadeOffer | null> => {
    const now = clock.now()
    if (!concerns(type, person)) throw new Refusal('record_incomplete', { detail: `nothing in ${type.offeredWhen}` })
    const read = claimsFromRecord(type, person, now)
    if ('problems' in read) throw new Refusal('record_incomplete', { detail: read.problems.map(({ path, problem }) => `${path.join('.')} ${problem}`).join(', ') })
    const typedCode = withTypedCode ? seals.newOfferCode(authority.letter) : null
    const secret = typedCode === null ? seals.newSecret() : await seals.secretOf(typedCode, authority.identifier)
    const code = seals.codeOf(secret)
    const ofCode = seals.ofCode(code)
    const txCode = withTxCode ? seals.newTxCode() : null
    const expiresAt = plus(now, offerLifetime)
    const made = await offers.make({
      id,
      authority: authority.id,
      typeId: type.id,
      person: records.handleOf(authority.id, person.reference),
      codeLookup: ofCode.lookup,
      txCodeHash: txCode === null ? null : ofCode.txCodeHash(txCode),
      draft: ofCode.seal(id, read.claims),
      madeAt: now,
      expiresAt,
      madeBy: `staff:${staff.subject}`,
    })
    if (!made) return null
    const offerUri = `${authority.identifier}/offers/${secret}`
    return { id, offerUri, walletLink: offerWalletLink(walletUrl, offerUri), schemeLink: offerSchemeLink(offerUri), typedCode: typedCode === null ? null : groupOfferCode(typedCode), txCode, expiresAt }
  }
