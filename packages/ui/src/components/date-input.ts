import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Raw } from '../markup/html.ts'
import type { FieldsetOptions } from './fieldset.ts'
import { explanation, formGroup, maybeFieldset, type Explained, type FormGroupOptions } from './form-group.ts'
import { textInput } from './text-input.ts'

export interface DatePart {
  readonly name: string
  readonly label?: string | undefined
  readonly value?: string | undefined
  readonly id?: string | undefined
  readonly classes?: string | undefined
  /** Marks this part alone as wrong. */
  readonly error?: boolean | undefined
  readonly inputmode?: string | undefined
  readonly autocomplete?: string | undefined
  readonly pattern?: string | undefined
  readonly attributes?: Attributes | undefined
}

export interface DateInputOptions extends Explained {
  readonly id: string
  /** Goes before each part's name: `birth` gives `birth-day`. */
  readonly namePrefix?: string | undefined
  /** Day, month and year unless told. */
  readonly items?: readonly DatePart[] | undefined
  /** Values by full name (`birth-day`). */
  readonly values?: Readonly<Record<string, string | undefined>>
  readonly fieldset?: Omit<FieldsetOptions, 'content' | 'role'> | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly formGroup?: FormGroupOptions | undefined
}

const dayMonthYear: readonly DatePart[] = [{ name: 'day' }, { name: 'month' }, { name: 'year' }]

/** A date in three parts. @see https://design-system.service.gov.uk/components/date-input/ */
export function dateInput(options: DateInputOptions): Raw {
  const explained = explanation(options.id, options, options.fieldset?.describedBy)
  const items = options.items === undefined || options.items.length === 0 ? dayMonthYear : options.items
  const anyHasError = items.some(hasOwnError)
  const parts = items.map((item) => part(options, item, item.error !== false && options.errorMessage !== undefined && !anyHasError))
  const group = html`<div${attributes({ class: classes('govuk-date-input', options.classes), ...options.attributes, id: options.id })}>${parts}</div>`
  // The role makes JAWS read the description of a fieldset that holds text inputs.
  const content = maybeFieldset(options.fieldset, explained.describedBy, html`${explained.markup}${group}`, 'group')
  return formGroup(options.formGroup, options.errorMessage !== undefined, content)
}

const hasOwnError = (item: DatePart): boolean => item.error === true || item.classes?.includes('govuk-input--error') === true

function part(options: DateInputOptions, item: DatePart, sharesError: boolean): Raw {
  const fullName = options.namePrefix === undefined || options.namePrefix === '' ? item.name : `${options.namePrefix}-${item.name}`
  const value = item.value ?? options.values?.[fullName]
  const showsError = (item.error === true || sharesError) && item.classes?.includes('govuk-input--error') !== true
  const width = item.classes?.includes('govuk-input--width-') === true ? null : `govuk-input--width-${item.name.endsWith('year') ? 4 : 2}`
  const own = Object.entries({ value, autocomplete: item.autocomplete, pattern: item.pattern, attributes: item.attributes }).filter(([, given]) => given !== undefined)
  return html`<div class="govuk-date-input__item">${textInput({
    label: { text: item.label ?? item.name.charAt(0).toUpperCase() + item.name.slice(1), classes: 'govuk-date-input__label' },
    id: item.id ?? `${options.id}-${item.name}`,
    name: fullName,
    classes: classes('govuk-date-input__input', showsError && 'govuk-input--error', width, item.classes),
    inputmode: item.inputmode ?? 'numeric',
    ...Object.fromEntries(own),
  })}</div>`
}
