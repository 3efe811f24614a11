import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'

/** How it is known who asks: the consortium lists them, somebody else vouches for them, or it isn't known at all. */
export type KnownBy =
  | { readonly by: 'listing' }
  | { readonly by: 'certificate' | 'attestation'; readonly of: string }
  | { readonly by: 'nobody' }

/** Whoever asks, as far as it is known who they are. */
export interface Requester {
  /** By which they are known again. */
  readonly id: string
  readonly name: Bilingual
  /** The address of theirs to which answers go. */
  readonly address: string
  readonly known: KnownBy
}

export const listedRequester = ({ did, name, verifier }: ListedAuthority): Requester => ({ id: did, name, address: verifier, known: { by: 'listing' } })

/** Somebody beyond the network: their name is whoever's who vouches for them, so their address stands in its place when it can't be shown. */
export function outsideRequester(id: string, name: string, address: string, known: KnownBy): Requester {
  const shown = name === '' ? new URL(address).host : name
  return { id, name: { en: shown, cy: shown }, address, known }
}
