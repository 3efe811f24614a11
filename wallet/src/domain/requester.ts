import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'

/** Whoever asks, as far as it is known who they are. */
export interface Requester {
  /** By which they are known again. */
  readonly id: string
  readonly name: Bilingual
  /** The address of theirs to which answers go. */
  readonly address: string
}

export const listedRequester = ({ did, name, verifier }: ListedAuthority): Requester => ({ id: did, name, address: verifier })
