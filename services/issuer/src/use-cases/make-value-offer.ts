import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { offerValueLink } from '@counterfoil/shared/oid4vci/credential-offer'
import type { Authority } from '../domain/authority.ts'
import type { OfferSecret, WalletOffer } from '../domain/credential-offer.ts'
import type { MadeOffer, OfferToMake } from './make-credential-offer.ts'

interface Ports {
  readonly make: (offer: OfferToMake) => Promise<MadeOffer | null>
  readonly show: (authority: Authority, secret: OfferSecret) => Promise<JsonObject>
}

/** An offer whose link carries it, for wallets that fetch none. Null when this very offer was made before. @see OpenID4VCI 1.0, section 4.1.2 */
export const makeValueOffer =
  ({ make, show }: Ports) =>
  async (offer: OfferToMake): Promise<WalletOffer | null> => {
    const made = await make({ ...offer, withTypedCode: false })
    if (made === null) return null
    const value = await show(offer.authority, (made.offerUri.split('/').at(-1) ?? '') as OfferSecret)
    return { link: offerValueLink(value), txCode: made.txCode, expiresAt: made.expiresAt }
  }
