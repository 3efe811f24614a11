import { artUrl } from '@counterfoil/shared/catalogue/published-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { publishedConfiguration } from '@counterfoil/shared/oid4vci/published-configuration'
import type { Authority } from '../../domain/authority.ts'

interface Ports {
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly authorizationServer: string
  /** Where a citizen begins anew; `{authority}` and `{type}` stand for both. */
  readonly refreshUrl: string
}

/** What the GOV.UK Wallet reads of an issuer: draft 14 of OpenID4VCI, and members of its own. @see https://docs.wallet.service.gov.uk/issue-credentials/metadata */
export const describeGovuk =
  ({ configurations, authorizationServer, refreshUrl }: Ports) =>
  (authority: Authority): JsonObject => {
    const { identifier, name } = authority
    return {
      credential_issuer: identifier,
      authorization_servers: [authorizationServer],
      credential_endpoint: `${identifier}/credential`,
      notification_endpoint: `${identifier}/notification`,
      mdoc_iacas_uri: `${identifier}/iacas`,
      display: [
        { name: name.en, locale: 'en' },
        { name: name.cy, locale: 'cy' },
      ],
      credential_configurations_supported: Object.fromEntries([...configurations.values()].map((configuration) => [configuration.id, configurationOf(configuration, refreshUrl.replaceAll('{authority}', authority.id).replaceAll('{type}', configuration.type.id))])),
    }
  }

function configurationOf(configuration: CredentialConfiguration, refreshUrl: string): JsonObject {
  const { type, vct } = configuration
  const { format, doctype, cryptographic_binding_methods_supported: bindings } = publishedConfiguration(configuration, { takesAttestations: false })
  return {
    format: format ?? null,
    doctype: doctype ?? null,
    cryptographic_binding_methods_supported: bindings ?? null,
    // In words, where 1.0 has the numbers of COSE.
    credential_signing_alg_values_supported: ['ES256'],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
    credential_validity_period_max_days: type.validityDays,
    credential_refresh_web_journey_url: refreshUrl,
    display: (['en', 'cy'] as const).map((locale) => ({ name: type.name[locale], locale, logo: { uri: artUrl(vct), alt_text: type.card.alt[locale] }, background_color: type.card.background, text_color: type.card.text })),
  }
}
