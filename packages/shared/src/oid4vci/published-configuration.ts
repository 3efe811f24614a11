import type { ClaimDescription, CredentialType } from '../catalogue/credential-type.ts'
import { elementsOf } from '../catalogue/mdoc-names.ts'
import { artUrl } from '../catalogue/published-type.ts'
import { isMandatory } from '../catalogue/type-metadata.ts'
import type { Bilingual, JsonObject } from '../kernel/json.ts'
import type { CredentialConfiguration } from './credential-configuration.ts'
import { publishedPolicy } from './key-attestation.ts'
import { contextUrl, w3cContext2 } from '../vc/contexts.ts'

const webKeys = { cryptographic_binding_methods_supported: ['jwk', 'did:key', 'did:jwk'], credential_signing_alg_values_supported: ['ES256'] }
/** ES256, as COSE numbers it. @see RFC 9053, section 2.1 */
const coseKeys = { cryptographic_binding_methods_supported: ['cose_key'], credential_signing_alg_values_supported: [-7] }

/** What tells the formats apart. @see OpenID4VCI 1.0, appendix A */
function formatMembers({ shape, type, vct }: CredentialConfiguration): JsonObject {
  if (shape === 'sd-jwt') return { ...webKeys, vct }
  if (shape === 'jwt-vc') return { ...webKeys, credential_definition: { type: type.w3cTypes } }
  if (shape === 'vc-jwt') return { ...webKeys, credential_definition: { '@context': [w3cContext2, contextUrl(vct)], type: type.w3cTypes } }
  return { ...coseKeys, ...(type.mdoc === undefined ? {} : { doctype: type.mdoc.docType }) }
}

/** @see OpenID4VCI 1.0, section 12.2.4 */
function proofTypesOf({ keyAttestation: policy }: CredentialType, takesAttestations: boolean): JsonObject {
  const proof = { proof_signing_alg_values_supported: ['ES256'], ...(policy === undefined ? {} : { key_attestations_required: publishedPolicy(policy) }) }
  return takesAttestations ? { jwt: proof, attestation: proof } : { jwt: proof }
}

/** A configuration as the issuer's metadata publishes it. */
export const publishedConfiguration = (configuration: CredentialConfiguration, { takesAttestations }: { readonly takesAttestations: boolean }): JsonObject => {
  const { format, type, vct } = configuration
  return {
    format,
    ...formatMembers(configuration),
    scope: type.id,
    proof_types_supported: proofTypesOf(type, takesAttestations),
    credential_metadata: {
      display: (['en', 'cy'] as const).map((locale) => ({
        name: type.name[locale],
        description: type.description[locale],
        locale: `${locale}-GB`,
        logo: { uri: artUrl(vct), alt_text: type.card.alt[locale] },
        background_color: type.card.background,
        text_color: type.card.text,
      })),
      claims: claimsInFormat(configuration).map((claim) => described(type, claim)),
      // Members of our own: the name by which the consortium accredits the type, in a format that has no room for it; and how long before its end a credential may be renewed. A wallet tells its holder by its own clock, and nobody learns of it.
      ...(configuration.shape === 'sd-jwt' ? {} : { accredited_as: configuration.vct }),
      renewal: { opens_days_before: type.renewal.opensDaysBefore },
    },
  }
}

/** A claim of a type, and the path at which a format has it. */
interface ClaimInFormat {
  readonly claim: ClaimDescription
  readonly inFormat: readonly string[]
}

/** Each claim by the path at which its format has it. @see OpenID4VCI 1.0, appendices A and C */
export function claimsInFormat({ shape, type }: CredentialConfiguration): readonly ClaimInFormat[] {
  if (shape === 'mdoc') return type.mdoc === undefined ? [] : elementsOf(type.mdoc).flatMap(({ namespace, name, path }) => ofPath(type, path).map((claim) => ({ claim, inFormat: [namespace, name] })))
  return type.claims.map((claim) => ({ claim, inFormat: shape === 'sd-jwt' ? claim.path : ['credentialSubject', ...claim.path] }))
}

const ofPath = ({ claims }: CredentialType, path: readonly string[]): readonly ClaimDescription[] => claims.filter((claim) => claim.path.join('.') === path.join('.'))

/** @see OpenID4VCI 1.0, appendix B.2 */
const described = (type: CredentialType, { claim: { path, label, values }, inFormat }: ClaimInFormat): JsonObject => ({
  path: inFormat,
  mandatory: isMandatory(type, path),
  display: inBothLanguages(label),
  // A member of our own, which the standard lets others ignore: what people call each word that the claim may be.
  ...(values === undefined ? {} : { value_names: Object.entries(values).map(([value, name]) => ({ value, display: inBothLanguages(name) })) }),
})

const inBothLanguages = (name: Bilingual): JsonObject[] => [
  { name: name.en, locale: 'en-GB' },
  { name: name.cy, locale: 'cy-GB' },
]
