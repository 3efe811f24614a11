import type { Raw } from '../markup/html.ts'
import { choiceGroup, type Choice, type ChoicesOptions, type Divider } from './choices.ts'

export interface Checkbox extends Choice {
  /** Overrides the group's name. */
  readonly name?: string | undefined
  /** "None of these" clears the others where JavaScript runs. */
  readonly behaviour?: 'exclusive' | undefined
}

export interface CheckboxesOptions extends ChoicesOptions {
  readonly items: readonly (Checkbox | Divider | null)[]
  /** Values of the ticked items. */
  readonly values?: readonly string[] | undefined
  readonly describedBy?: string | undefined
}

/** Any of several. @see https://design-system.service.gov.uk/components/checkboxes/ */
export const checkboxes = (options: CheckboxesOptions): Raw =>
  choiceGroup(
    { block: 'govuk-checkboxes', type: 'checkbox' },
    options,
    options.fieldset?.describedBy ?? options.describedBy,
    options.items.map((item) => {
      if (item === null || 'divider' in item) return item
      return {
        choice: item,
        checked: item.checked ?? options.values?.includes(item.value) ?? false,
        repeatsExplanation: options.fieldset === undefined,
      }
    }),
  )
