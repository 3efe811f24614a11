import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Raw } from '../markup/html.ts'
import { explanation, formGroup, type Explained, type FormGroupOptions } from './form-group.ts'
import { label, type LabelOptions } from './label.ts'

export interface TextareaOptions extends Explained {
  readonly name: string
  /** The name unless told. */
  readonly id?: string | undefined
  readonly label: Omit<LabelOptions, 'for'>
  readonly value?: string | undefined
  readonly rows?: number | string | undefined
  readonly autocomplete?: string | undefined
  readonly spellcheck?: boolean | undefined
  readonly disabled?: boolean | undefined
  readonly describedBy?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly formGroup?: FormGroupOptions | undefined
}

/** Several lines of text. @see https://design-system.service.gov.uk/components/textarea/ */
export function textarea(options: TextareaOptions): Raw {
  const id = options.id ?? options.name
  const hasError = options.errorMessage !== undefined
  const explained = explanation(id, options, options.describedBy)
  const pairs = {
    class: classes('govuk-textarea', hasError && 'govuk-textarea--error', options.classes),
    id,
    name: options.name,
    rows: String(options.rows || 5),
    spellcheck: options.spellcheck === undefined ? undefined : String(options.spellcheck),
    disabled: options.disabled,
    'aria-describedby': explained.describedBy,
    autocomplete: options.autocomplete,
    ...options.attributes,
  }
  // A browser takes a line break right behind the tag away: it was put there, so that none of the text's own is lost.
  return formGroup(options.formGroup, hasError, html`${label({ ...options.label, for: id })}${explained.markup}<textarea${attributes(pairs)}>${options.value?.startsWith('\n') === true && '\n'}${options.value}</textarea>`)
}
