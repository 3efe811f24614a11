import type { PublishedType } from '@counterfoil/shared/catalogue/published-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { authorizationServerMetadata, type CodeGrantMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { issuerMetadata } from '@counterfoil/shared/oid4vci/issuer-metadata'
import type { Authority } from '../domain/authority.ts'
import type { Profile } from '../domain/profile.ts'
import { metadataOf } from '../domain/profile-metadata.ts'
import { batchSize } from '../domain/credential-copy.ts'
import type { MessageEncryption } from '../ports.ts'
import type { LiveCatalogue } from './catalogue/live-catalogue.ts'

interface Ports {
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly encryption: Pick<MessageEncryption, 'publicKey'>
  /** Whether requests and responses have to be encrypted. */
  readonly mustBeEncrypted: boolean
  readonly takesAttestations: boolean
  /** Null where citizens can't sign in. */
  readonly codeGrant: CodeGrantMetadata | null
  /** In whose place ours has no code grant; null for nobody's. */
  readonly outsideServer: string | null
  /** Also of versions that aren't issued any more. */
  readonly live: Pick<LiveCatalogue, 'documentsOf'>
}

/** What anybody may know of an issuer before asking it for anything. */
export const describeIssuer = ({ configurations, encryption, mustBeEncrypted, takesAttestations, codeGrant, outsideServer, live }: Ports) => ({
  credentialIssuer: (authority: Authority): JsonObject =>
    metadataOf(
      authority.profile,
      issuerMetadata({ ...authority, ...serversOf(authority, outsideServer), batchSize, takesAttestations, encryption: { keys: [encryption.publicKey(authority.id)], mustBeEncrypted }, configurations: configurations.values() }),
    ),
  /** Null where an authority has no server of its own. */
  authorizationServer: (authority: Authority): JsonObject | null => !hasOwnServer(authority.profile, outsideServer) ? null : authorizationServerMetadata(authority.identifier, codeGrant, authority.profile.grants.preAuthorized, [...configurations.values()].some(({ type }) => type.issuing !== undefined)),
  /** Null when there is no such type in this version. */
  credentialType: (type: string, version: string): PublishedType | null => live.documentsOf(type, version),
})

/** What staff offer is exchanged here, wherever citizens sign in. */
export const hasOwnServer = ({ grants }: Profile, outsideServer: string | null): boolean => outsideServer === null || grants.preAuthorized

/** Whoever signs in goes to the first. @see OpenID4VCI 1.0, section 12.2.4 */
const serversOf = ({ identifier, profile }: Authority, outsideServer: string | null): { readonly authorizationServers?: readonly string[] } =>
  outsideServer === null ? {} : { authorizationServers: [outsideServer, ...(hasOwnServer(profile, outsideServer) ? [identifier] : [])] }

export type DescribeIssuer = ReturnType<typeof describeIssuer>
