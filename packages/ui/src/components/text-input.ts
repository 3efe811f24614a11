import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, type Content, type Raw } from '../markup/html.ts'
import { explanation, formGroup, type Explained, type FormGroupOptions } from './form-group.ts'
import { label, type LabelOptions } from './label.ts'

export interface AffixOptions {
  readonly text: Content
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

export interface TextInputOptions extends Explained {
  readonly name: string
  /** The name unless told. */
  readonly id?: string | undefined
  readonly label: Omit<LabelOptions, 'for'>
  readonly value?: string | undefined
  readonly type?: string | undefined
  readonly inputmode?: string | undefined
  readonly autocomplete?: string | undefined
  readonly autocapitalize?: string | undefined
  readonly pattern?: string | undefined
  readonly spellcheck?: boolean | undefined
  readonly disabled?: boolean | undefined
  readonly describedBy?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly formGroup?: FormGroupOptions | undefined
  readonly prefix?: AffixOptions | undefined
  readonly suffix?: AffixOptions | undefined
  readonly inputWrapper?: { readonly classes?: string | undefined; readonly attributes?: Attributes | undefined } | undefined
}

/** One line of text. @see https://design-system.service.gov.uk/components/text-input/ */
export function textInput(options: TextInputOptions): Raw {
  const id = options.id ?? options.name
  const hasError = options.errorMessage !== undefined
  const explained = explanation(id, options, options.describedBy)
  const input = html`<input${attributes(inputAttributes(options, id, explained.describedBy))}>`
  return formGroup(options.formGroup, hasError, html`${label({ ...options.label, for: id })}${explained.markup}${wrapped(options, input)}`)
}

function inputAttributes(options: TextInputOptions, id: string, describing: string | undefined): Attributes {
  return {
    class: classes('govuk-input', options.classes, options.errorMessage !== undefined && 'govuk-input--error'),
    id,
    name: options.name,
    type: options.type || 'text',
    spellcheck: options.spellcheck === undefined ? undefined : String(options.spellcheck),
    value: options.value,
    disabled: options.disabled,
    'aria-describedby': describing,
    autocomplete: options.autocomplete,
    autocapitalize: options.autocapitalize,
    pattern: options.pattern,
    inputmode: options.inputmode,
    ...options.attributes,
  }
}

const affix = (kind: 'prefix' | 'suffix', options: AffixOptions | undefined): Raw =>
  options !== undefined && hasContent(options.text)
    ? html`<div${attributes({ class: classes(`govuk-input__${kind}`, options.classes), 'aria-hidden': 'true', ...options.attributes })}>${options.text}</div>`
    : html``

function wrapped(options: TextInputOptions, input: Raw): Raw {
  const [prefix, suffix] = [affix('prefix', options.prefix), affix('suffix', options.suffix)]
  if (!hasContent(prefix) && !hasContent(suffix)) return input
  const pairs = { class: classes('govuk-input__wrapper', options.inputWrapper?.classes), ...options.inputWrapper?.attributes }
  return html`<div${attributes(pairs)}>${prefix}${input}${suffix}</div>`
}
