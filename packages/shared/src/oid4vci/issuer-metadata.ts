import type { Bilingual, JsonObject } from '../kernel/json.ts'
import type { CredentialConfiguration } from './credential-configuration.ts'
import { encryptionMetadata } from './message-encryption.ts'
import { publishedConfiguration } from './published-configuration.ts'

/** What a wallet learns of a Credential Issuer. The identifier is `credential_issuer` exactly. @see OpenID4VCI 1.0, section 12.2.4 */
export const issuerMetadata = (issuer: {
  readonly identifier: string
  /** Where tokens come from; none named, from the issuer itself. */
  readonly authorizationServers?: readonly string[]
  readonly name: Bilingual
  /** How many credentials one request may ask for. */
  readonly batchSize: number
  readonly encryption: Parameters<typeof encryptionMetadata>[0]
  /** Whether key attestations are believed here. */
  readonly takesAttestations: boolean
  readonly configurations: Iterable<CredentialConfiguration>
}): JsonObject => ({
  credential_issuer: issuer.identifier,
  ...(issuer.authorizationServers === undefined ? {} : { authorization_servers: issuer.authorizationServers }),
  credential_endpoint: `${issuer.identifier}/credential`,
  nonce_endpoint: `${issuer.identifier}/nonce`,
  deferred_credential_endpoint: `${issuer.identifier}/deferred`,
  notification_endpoint: `${issuer.identifier}/notification`,
  batch_credential_issuance: { batch_size: issuer.batchSize },
  ...encryptionMetadata(issuer.encryption),
  display: [
    { name: issuer.name.en, locale: 'en-GB' },
    { name: issuer.name.cy, locale: 'cy-GB' },
  ],
  credential_configurations_supported: Object.fromEntries(
    [...issuer.configurations].map((configuration) => [configuration.id, publishedConfiguration(configuration, issuer)]),
  ),
})
