import { openCurrentSigners, type CurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { OpenedSigner, SigningKeys } from './adapters/signing-keys.ts'
import type { Authority } from './domain/authority.ts'
import type { Es256Signer } from './ports.ts'

/** The keys of every authority that is served here. */
export interface AuthorityKeys {
  readonly credentialKeyOf: (authority: Authority) => Es256Signer<'credential'>
  readonly statusKeyOf: (authority: Authority) => Es256Signer<'status'>
  /** Those that sign credentials and status lists, and those that will: whoever reads them must know of each in time. */
  readonly publishedKeysOf: (authority: Authority) => readonly Pick<Es256Signer<'credential' | 'status'>, 'kid' | 'x5c'>[]
  /** Takes over those that a newer network file names. Rejects when one of them can't be opened. */
  readonly takeKeys: (authorities: readonly NetworkAuthority[]) => Promise<void>
}

/** Opens them all. Rejects when one can't be opened. */
export async function openAuthorityKeys(world: World, authorities: readonly NetworkAuthority[]): Promise<AuthorityKeys> {
  const credential = await openSigners(world, authorities, 'credential')
  const status = await openSigners(world, authorities, 'status')
  return {
    credentialKeyOf: keyOf(credential),
    statusKeyOf: keyOf(status),
    publishedKeysOf: ({ id }) => [...credential.all(id), ...status.all(id)],
    takeKeys: async (newer) => {
      await credential.take(newer)
      await status.take(newer)
    },
  }
}

interface World {
  readonly keys: SigningKeys
  readonly clock: Clock
}

/** Those of one role. */
export const openSigners = <Role extends 'credential' | 'status'>({ keys, clock }: World, authorities: readonly NetworkAuthority[], role: Role): Promise<CurrentSigners<OpenedSigner<Role>>> =>
  openCurrentSigners({ authorities, role, open: (kid) => keys.signer(kid, role), clock })

const keyOf =
  <Role extends 'credential' | 'status'>(signers: CurrentSigners<OpenedSigner<Role>>) =>
  ({ id }: Authority): Es256Signer<Role> => {
    const signer = signers.of(id)
    if (signer === null) throw new Error('A key is used that was not opened at the start.')
    return signer
  }
