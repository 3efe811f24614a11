import type { Seconds, EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { offerSchemeLink, offerValueLink, offerWalletLink, offerWalletValueLink } from '@counterfoil/shared/oid4vci/credential-offer'
import { inProfile, type Authority } from '../../domain/authority.ts'
import type { PersonRecord } from '../../domain/council-record.ts'
import { offerLifetime } from '../../domain/credential-offer.ts'
import { open, type Profile } from '../../domain/profile.ts'
import type { TxCodeShape } from '../../domain/tx-code.ts'
import type { DraftSeals } from '../../ports.ts'
import { drawSecrets, type OfferSecrets } from '../make-credential-offer.ts'
import { offerUnder } from '../show-credential-offer.ts'

/** Whether a link carries the offer, or says where it lies. @see OpenID4VCI 1.0, section 4.1 */
export type OfferBy = 'value' | 'reference'

/** What a citizen's wallet opens. */
export interface OfferLinks {
  /** Null where the link carries the offer. */
  readonly offerUri: string | null
  /** Null where our web wallet is none of the profile's. */
  readonly walletLink: string | null
  readonly schemeLink: string
  /** The offer itself; null where the link says where it lies. */
  readonly value: JsonObject | null
}

export interface OfferToShow {
  readonly typeId: string
  readonly secrets: OfferSecrets
  readonly expiresAt: EpochSeconds
  readonly by: OfferBy
}

/** How an offer of a council's system reaches the wallets of one profile. What it shows follows from secrets that the request draws anew. */
export interface OfferWay {
  readonly profile: Profile
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly lifetime: Seconds
  readonly takesTxCodes: boolean
  /** The same seals, whose codes are worth nothing in another profile. */
  readonly bound: (seals: DraftSeals) => DraftSeals
  /** What an offer is found and opened by. */
  readonly secrets: (seals: DraftSeals, authority: Authority, ways: { readonly txCodeShape: TxCodeShape | null; readonly withTypedCode: boolean }) => Promise<OfferSecrets>
  /** The same for the person whom it is made for. Refuses `record_incomplete` for somebody whose wallet isn't known. */
  readonly forPerson: (secrets: OfferSecrets, person: PersonRecord) => OfferSecrets
  readonly links: (authority: Authority, seals: DraftSeals, shown: OfferToShow) => Promise<OfferLinks>
}

interface Ports {
  readonly profile: Profile
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly bound: OfferWay['bound']
  readonly walletUrl: string
  readonly hasSeveralServers: boolean
}

/** The way of wallets of OpenID4VCI 1.0 that redeem a pre-authorized code here. */
export function standardWay({ profile, configurations, bound, walletUrl, hasSeveralServers }: Ports): OfferWay {
  const isOurs = profile.id === open.id
  return {
    profile,
    configurations,
    lifetime: offerLifetime,
    takesTxCodes: true,
    bound,
    secrets: drawSecrets,
    forPerson: (secrets) => secrets,
    links: async (council, seals, { typeId, secrets: { secret, txCodeShape }, by }) => {
      const authority = inProfile(council, profile)
      if (by === 'reference') {
        const offerUri = `${authority.identifier}/offers/${secret}`
        return { offerUri, walletLink: isOurs ? offerWalletLink(walletUrl, offerUri) : null, schemeLink: offerSchemeLink(offerUri), value: null }
      }
      const value = offerUnder({ configurations, hasSeveralServers }, authority, { typeId, code: seals.codeOf(secret), txCodeShape })
      return { offerUri: null, walletLink: isOurs ? offerWalletValueLink(walletUrl, value) : null, schemeLink: offerValueLink(value), value }
    },
  }
}
