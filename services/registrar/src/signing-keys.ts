import type { PublishedKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import type { CustodyKey } from '@counterfoil/service-kit/keys/key-keeper'
import type { IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { CommonPlace } from './common-place.ts'

export type Named = Pick<NetworkAuthority, 'id' | 'did'>

/** Who asks for a write, and why. */
export interface AskedBy {
  readonly actor: string
  readonly reason: string
}

/** Signing keys as they are published: on the ledger, or in an authority's own DID document. */
export interface SigningKeys {
  readonly place: CommonPlace
  published(authority: Named): Promise<PublishedKeys>
  /** Publishes a key in custody, unless it is, and names it there. */
  publish(authority: Named, key: { readonly role: JoseRole; readonly owner: IdentityAgent; readonly key: CustodyKey }, by: AskedBy): Promise<PublishedKey>
}

export interface PublishedKeys {
  readonly givenUp: boolean
  isPublished(kid: string): boolean
  /** Keys that were published later have a higher place. */
  placeOf(kid: string): number
}
