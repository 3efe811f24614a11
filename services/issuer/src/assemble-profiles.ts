import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { authorizationStepsTable } from './adapters/authorization-steps-table.ts'
import { profileCounterfoils } from './adapters/profile-counterfoils.ts'
import { bindingOf, configurationsIn, cryptoOf, encryptionOf, sealsOf, stepsOf } from './adapters/profile-ports.ts'
import type { StatusIssuerOf } from './adapters/status-indices.ts'
import { inProfile } from './domain/authority.ts'
import type { WalletOffer } from './domain/credential-offer.ts'
import type { TxCodes } from './domain/tx-code.ts'
import { open, type Profile } from './domain/profile.ts'
import type { Counterfoils, CredentialOffers, DraftSeals, MessageEncryption, ProofCrypto, RecordSource } from './ports.ts'
import type { AuthorizationSteps } from './ports/authorization.ts'
import type { CaseReferences } from './ports/council-api.ts'
import { makeCredentialOffer, type OfferToMake } from './use-cases/make-credential-offer.ts'
import { makeValueOffer } from './use-cases/make-value-offer.ts'
import { showCredentialOffer } from './use-cases/show-credential-offer.ts'

interface ProfiledParts {
  readonly profile: Profile
  readonly database: Database
  readonly random: Random
  readonly seals: DraftSeals
  readonly crypto: ProofCrypto
  readonly encryption: MessageEncryption
  readonly mustBeEncrypted: boolean
  readonly counterfoils: Counterfoils
  readonly statusIssuerOf: StatusIssuerOf
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/** Offers whose links carry them. */
export function valueOffersIn(parts: ProfiledParts & { readonly clock: Clock; readonly offers: CredentialOffers; readonly records: RecordSource; readonly cases: CaseReferences; readonly txCodes: TxCodes }): (offer: OfferToMake) => Promise<WalletOffer | null> {
  const make = makeValueOffer({ make: makeCredentialOffer({ ...parts, walletUrl: '' }), show: showCredentialOffer(parts) })
  return (offer) => make({ ...offer, authority: inProfile(offer.authority, parts.profile) })
}

/** Steps of authorizations, as far as the wallets of a profile can name them. */
export function stepsIn({ profile, database, random, crypto }: Pick<ProfiledParts, 'profile' | 'database' | 'random' | 'crypto'>): AuthorizationSteps {
  const table = authorizationStepsTable(database, random)
  return profile === open ? table : stepsOf(table, bindingOf(profile, crypto))
}

/** The same parts as the wallets of one profile meet them: what a secret, a nonce or a key is worth there, it is worth nowhere else. */
export const partsIn = <Parts extends ProfiledParts>(profile: Profile, parts: Parts): Parts => ({
  ...parts,
  profile,
  seals: sealsOf(parts.seals, bindingOf(profile, parts.crypto)),
  crypto: cryptoOf(profile, parts.crypto),
  encryption: encryptionOf(profile, parts.encryption),
  mustBeEncrypted: parts.mustBeEncrypted || profile.encryption === 'required',
  counterfoils: profileCounterfoils(profile, parts),
  configurations: configurationsIn(profile, parts.configurations),
})
