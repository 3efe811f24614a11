import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { profileCounterfoils } from './adapters/profile-counterfoils.ts'
import { bindingOf, configurationsIn, cryptoOf, encryptionOf, sealsOf } from './adapters/profile-ports.ts'
import type { Profile } from './domain/profile.ts'
import type { Counterfoils, DraftSeals, MessageEncryption, ProofCrypto } from './ports.ts'

interface ProfiledParts {
  readonly profile: Profile
  readonly database: Database
  readonly random: Random
  readonly seals: DraftSeals
  readonly crypto: ProofCrypto
  readonly encryption: MessageEncryption
  readonly counterfoils: Counterfoils
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/** The same parts as the wallets of one profile meet them: what a secret, a nonce or a key is worth there, it is worth nowhere else. */
export const partsIn = <Parts extends ProfiledParts>(profile: Profile, parts: Parts): Parts => ({
  ...parts,
  profile,
  seals: sealsOf(parts.seals, bindingOf(profile, parts.crypto)),
  crypto: cryptoOf(profile, parts.crypto),
  encryption: encryptionOf(profile, parts.encryption),
  counterfoils: profileCounterfoils(profile, parts),
  configurations: configurationsIn(profile, parts.configurations),
})
