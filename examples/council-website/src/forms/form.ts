import type { Bilingual } from '@counterfoil/shared/kernel/json'

/** One question of a form. `claim` names the field of a prefill result that may answer it. */
export interface FormField {
  readonly name: string
  readonly kind: 'text' | 'date'
  readonly label: Bilingual
  readonly hint?: Bilingual
  readonly required: boolean
  readonly claim?: string
  readonly autocomplete?: string
  /** GOV.UK width class, by the length of the expected answer. */
  readonly width?: string
  readonly inputmode?: string
  readonly spellcheck?: boolean
  readonly missing: Bilingual
  readonly wrong: Bilingual
  /** Whether a trimmed, not empty answer will do. A date comes as ISO, or empty when it doesn't exist. */
  readonly accepts: (answer: string) => boolean
}

export interface FieldGroup {
  readonly heading: Bilingual
  readonly fields: readonly FormField[]
}

/** A council form as the website shows it: adding a form is adding a file. */
export interface CouncilForm {
  readonly id: string
  readonly title: Bilingual
  readonly summary: Bilingual
  readonly needed: readonly Bilingual[]
  /** What the wallet will be asked for, as the end of a sentence. */
  readonly asks: Bilingual
  readonly groups: readonly FieldGroup[]
  /** First letters of its references. */
  readonly referencePrefix: string
}

export const fieldsOf = (form: CouncilForm): readonly FormField[] => form.groups.flatMap(({ fields }) => fields)

/** Names of the controls of a field. */
export const controlsOf = (field: FormField): readonly string[] => (field.kind === 'date' ? ['day', 'month', 'year'].map((part) => `${field.name}-${part}`) : [field.name])
