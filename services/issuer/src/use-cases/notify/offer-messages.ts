import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { nameOf, type PersonRecord } from '../../domain/council-record.ts'
import type { Destination, Message, MessageReference, TemplateName } from '../../domain/notify/message.ts'
import type { MadeOffer } from '../make-credential-offer.ts'

/** Names a message of an offer, for good: what is sent by it is sent once. */
const referenceOf = (offer: string, template: TemplateName): MessageReference => `${offer}-${template}` as MessageReference

export interface OfferToWriteOf {
  readonly authority: { readonly id: string }
  readonly type: CredentialType
  readonly record: PersonRecord
  readonly language: Message['language']
  /** Null for a half that goes by no message. */
  readonly link: Destination | null
  readonly code: Destination | null
}

/** What is to be sent of an offer: its link, its code, both by two ways, or nothing. */
export function offerMessages({ authority, type, record, language, link, code }: OfferToWriteOf, offer: MadeOffer): readonly Message[] {
  const name = nameOf(record)
  const about = { authority: authority.id, subject: offer.id, language, expiresAt: offer.expiresAt }
  return [
    ...(link === null ? [] : [{ ...about, ...link, reference: referenceOf(offer.id, 'offer-link'), template: 'offer-link', personalisation: { name, typeName: type.name, link: offer.walletLink, typedCode: offer.typedCode, until: offer.expiresAt } } satisfies Message]),
    ...(code === null ? [] : [{ ...about, ...code, reference: referenceOf(offer.id, 'offer-code'), template: 'offer-code', personalisation: { name, typeName: type.name, code: offer.txCode ?? '' } } satisfies Message]),
  ]
}
