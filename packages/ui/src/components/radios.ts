import type { Raw } from '../markup/html.ts'
import { choiceGroup, type Choice, type ChoicesOptions, type Divider } from './choices.ts'

export interface RadiosOptions extends ChoicesOptions {
  readonly items: readonly (Choice | Divider | null)[]
  /** Value of the chosen item. */
  readonly value?: string | undefined
}

/** One of several. @see https://design-system.service.gov.uk/components/radios/ */
export const radios = (options: RadiosOptions): Raw =>
  choiceGroup(
    { block: 'govuk-radios', type: 'radio' },
    options,
    options.fieldset?.describedBy,
    options.items.map((item) => {
      if (item === null || 'divider' in item) return item
      return { choice: item, checked: item.checked ?? (options.value !== undefined && options.value !== '' && item.value === options.value), repeatsExplanation: false }
    }),
  )
