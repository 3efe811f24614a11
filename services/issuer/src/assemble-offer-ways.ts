import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { bindingOf, configurationsIn, sealsOf } from './adapters/profile-ports.ts'
import { open, type Profile, type ProfileId } from './domain/profile.ts'
import type { ProofCrypto } from './ports.ts'
import { standardWay, type OfferWay } from './use-cases/council/offer-way.ts'

interface Parts {
  readonly crypto: ProofCrypto
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  /** Null where tokens are ours alone. */
  readonly outsideServer: object | null
  /** Null where the GOV.UK Wallet isn't served. */
  readonly govukWay: OfferWay | null
}

/** Codes that are worth nothing in another profile. */
export const boundIn = (profile: Profile, crypto: ProofCrypto): OfferWay['bound'] => (profile === open ? (seals) => seals : (seals) => sealsOf(seals, bindingOf(profile, crypto)))

/** How councils' systems offer, by the profiles that are served here and take a pre-authorized code. */
export function offerWaysIn({ walletUrl, profiles = [] }: { readonly walletUrl: string; readonly profiles?: readonly Profile[] }, { crypto, configurations, outsideServer, govukWay }: Parts): ReadonlyMap<ProfileId, OfferWay> {
  const ours = [open, ...profiles].filter(({ grants, authorizationServer }) => grants.preAuthorized && authorizationServer === 'own')
  const ways = ours.map((profile) =>
    standardWay({
      profile,
      configurations: configurationsIn(profile, configurations),
      bound: boundIn(profile, crypto),
      walletUrl,
      hasSeveralServers: profile === open && outsideServer !== null,
    }),
  )
  return new Map([...ways, ...(govukWay === null ? [] : [govukWay])].map((way) => [way.profile.id, way]))
}
