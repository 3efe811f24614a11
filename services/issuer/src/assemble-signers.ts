import { openCurrentSigners, type CurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { OpenedSigner, SigningKeys } from './adapters/signing-keys.ts'
import type { Authority } from './domain/authority.ts'
import type { Es256Signer } from './ports.ts'

/** The keys of one role, of every authority that is served here. */
export const openSigners = <Role extends 'credential' | 'status'>({ keys, clock }: { readonly keys: SigningKeys; readonly clock: Clock }, authorities: readonly NetworkAuthority[], role: Role): Promise<CurrentSigners<OpenedSigner<Role>>> =>
  openCurrentSigners({ authorities, role, open: (kid) => keys.signer(kid, role), clock })

export const keyOf =
  <Role extends 'credential' | 'status'>(signers: CurrentSigners<OpenedSigner<Role>>) =>
  ({ id }: Authority): Es256Signer<Role> => {
    const signer = signers.of(id)
    if (signer === null) throw new Error('A key is used that was not opened at the start.')
    return signer
  }
