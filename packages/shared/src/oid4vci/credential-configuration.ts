import { disclosableOf, type CredentialType } from '../catalogue/credential-type.ts'
import { artUrl, publishType, type PublishedType } from '../catalogue/published-type.ts'
import { isMandatory } from '../catalogue/type-metadata.ts'
import type { JsonObject } from '../kernel/json.ts'
import { vctOf } from '../network/network.ts'
import type { DisclosableMembers } from '../sd-jwt/issue-sd-jwt.ts'

export type CredentialFormat = 'dc+sd-jwt' | 'jwt_vc_json'

/** A catalogue entry in one format. @see OpenID4VCI 1.0, section 12.2.4 */
export interface CredentialConfiguration {
  readonly id: string
  readonly format: CredentialFormat
  readonly type: CredentialType
  readonly vct: string
  readonly published: PublishedType
  readonly disclosable: DisclosableMembers
}

const suffixes = { 'dc+sd-jwt': 'sd-jwt', jwt_vc_json: 'jwt-vc' } as const satisfies Record<CredentialFormat, string>

/** The configurations of a whole catalogue, by id. */
export function configurationsOf(types: Iterable<CredentialType>, typesUrl: string): ReadonlyMap<string, CredentialConfiguration> {
  const formats: readonly CredentialFormat[] = ['dc+sd-jwt', 'jwt_vc_json']
  return new Map(
    [...types].flatMap((type) => {
      const vct = vctOf(typesUrl, type.id, type.version)
      const shared = { type, vct, published: publishType(type, vct), disclosable: disclosableOf(type) }
      return formats.map((format): [string, CredentialConfiguration] => {
        const id = `${type.id}-${suffixes[format]}`
        return [id, { id, format, ...shared }]
      })
    }),
  )
}

/** A configuration as the issuer's metadata publishes it. */
export const publishedConfiguration = ({ format, type, vct }: CredentialConfiguration): JsonObject => ({
  format,
  ...(format === 'dc+sd-jwt' ? { vct } : { credential_definition: { type: type.w3cTypes } }),
  scope: type.id,
  cryptographic_binding_methods_supported: ['jwk', 'did:key', 'did:jwk'],
  credential_signing_alg_values_supported: ['ES256'],
  proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
  credential_metadata: {
    display: (['en', 'cy'] as const).map((locale) => ({
      name: type.name[locale],
      description: type.description[locale],
      locale: `${locale}-GB`,
      logo: { uri: artUrl(vct), alt_text: type.card.alt[locale] },
      background_color: type.card.background,
      text_color: type.card.text,
    })),
    claims: type.claims.map(({ path, label }) => ({
      path: format === 'dc+sd-jwt' ? path : ['credentialSubject', ...path],
      mandatory: isMandatory(type, path),
      display: [
        { name: label.en, locale: 'en-GB' },
        { name: label.cy, locale: 'cy-GB' },
      ],
    })),
  },
})
