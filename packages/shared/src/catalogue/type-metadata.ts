import type { JsonObject } from '../kernel/json.ts'
import type { CredentialType } from './credential-type.ts'

/** Where the picture of a type lies, and the digest of what lies there. */
export interface PublishedArt {
  readonly uri: string
  readonly integrity: string
}

/** What a verifier or wallet finds at the `vct` of a type. @see SD-JWT VC, section 4 (type metadata) */
export const typeMetadata = (type: CredentialType, vct: string, art: PublishedArt): JsonObject => ({
  vct,
  name: type.name.en,
  description: type.description.en,
  display: (['en', 'cy'] as const).map((locale) => ({
    locale: `${locale}-GB`,
    name: type.name[locale],
    description: type.description[locale],
    rendering: {
      simple: {
        logo: { uri: art.uri, 'uri#integrity': art.integrity, alt_text: type.card.alt[locale] },
        background_color: type.card.background,
        text_color: type.card.text,
      },
    },
  })),
  claims: type.claims.map(({ path, label, disclosable }) => ({
    path,
    display: [
      { locale: 'en-GB', label: label.en },
      { locale: 'cy-GB', label: label.cy },
    ],
    mandatory: isMandatory(type, path),
    sd: disclosable ? 'always' : 'never',
  })),
})

/** Whether every credential of the type has the claim. */
export function isMandatory(type: CredentialType, path: readonly string[]): boolean {
  const [name = '', member] = path
  if (!type.schema.required.includes(name)) return false
  const parent = type.schema.properties[name]
  return member === undefined || (parent?.type === 'object' && parent.required.includes(member))
}
