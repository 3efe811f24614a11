import type { OfferSecret } from '../../domain/credential-offer.ts'
import { inProfile } from '../../domain/authority.ts'
import { govuk } from '../../domain/profile.ts'
import type { OfferWay } from '../council/offer-way.ts'
import { codeLifetime, signedOffer, subjectOf, type GovukOfferPorts } from './make-govuk-offer.ts'

interface Ports extends Pick<GovukOfferPorts, 'clock' | 'configurations' | 'signJwt' | 'subjectColumn' | 'authorizationServer' | 'clientId' | 'walletLink'> {
  readonly bound: OfferWay['bound']
  /** A UUID that follows from a text. */
  readonly uuidOf: (text: string) => string
}

/**
 * How a council's system offers to GOV.UK Wallets: the credential identifier follows from the request, whose wallet it is from the record, and
 * the code is signed for each answer, so that none is kept.
 */
export const govukWay = ({ bound, uuidOf, ...ports }: Ports): OfferWay => ({
  profile: govuk,
  configurations: ports.configurations,
  lifetime: codeLifetime,
  takesTxCodes: false,
  bound,
  secrets: async (seals) => ({ secret: uuidOf(seals.newSecret()) as OfferSecret, typedCode: null, txCode: null, txCodeShape: null }),
  forPerson: (secrets, { fields }) => ({ ...secrets, txCode: subjectOf(fields, ports.subjectColumn) }),
  links: async (council, _seals, { typeId, secrets: { secret }, expiresAt }) => {
    const { link, value } = await signedOffer(ports, inProfile(council, govuk), { typeId, identifier: secret, expiresAt })
    return { offerUri: null, walletLink: null, schemeLink: link, value }
  },
})
