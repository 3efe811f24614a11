import type { JsonObject } from '../kernel/json.ts'
import type { CredentialType } from './credential-type.ts'

/** What a verifier or wallet finds at the `vct` of a type. @see SD-JWT VC, section 4 (type metadata) */
export const typeMetadata = (type: CredentialType, vct: string): JsonObject => ({
  vct,
  name: type.name.en,
  description: type.description.en,
  display: (['en', 'cy'] as const).map((locale) => ({
    locale: `${locale}-GB`,
    name: type.name[locale],
    description: type.description[locale],
    rendering: { simple: { background_color: type.card.background, text_color: type.card.text } },
  })),
  claims: type.claims.map(({ path, label, disclosable }) => ({
    path,
    display: [
      { locale: 'en-GB', label: label.en },
      { locale: 'cy-GB', label: label.cy },
    ],
    sd: disclosable ? 'always' : 'never',
  })),
})
