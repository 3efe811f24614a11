import type { PublishedType } from '@counterfoil/shared/catalogue/published-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { authorizationServerMetadata, type CodeGrantMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { issuerMetadata } from '@counterfoil/shared/oid4vci/issuer-metadata'
import type { Authority } from '../domain/authority.ts'
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
  /** Also of versions that aren't issued any more. */
  readonly live: Pick<LiveCatalogue, 'documentsOf'>
}

/** What anybody may know of an issuer before asking it for anything. */
export const describeIssuer = ({ configurations, encryption, mustBeEncrypted, takesAttestations, codeGrant, live }: Ports) => ({
  credentialIssuer: (authority: Authority): JsonObject =>
    metadataOf(
      authority.profile,
      issuerMetadata({ ...authority, batchSize, takesAttestations, encryption: { keys: [encryption.publicKey(authority.id)], mustBeEncrypted }, configurations: configurations.values() }),
    ),
  authorizationServer: (authority: Authority): JsonObject => authorizationServerMetadata(authority.identifier, codeGrant, authority.profile.grants.preAuthorized, [...configurations.values()].some(({ type }) => type.issuing !== undefined)),
  /** Null when there is no such type in this version. */
  credentialType: (type: string, version: string): PublishedType | null => live.documentsOf(type, version),
})

export type DescribeIssuer = ReturnType<typeof describeIssuer>
