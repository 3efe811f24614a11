import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Raw } from '../markup/html.ts'
import { explanation, formGroup, type Explained, type FormGroupOptions } from './form-group.ts'
import { label, type LabelOptions } from './label.ts'

export interface FileUploadOptions extends Explained {
  readonly name: string
  /** The name unless told. */
  readonly id?: string | undefined
  readonly label: Omit<LabelOptions, 'for'>
  readonly multiple?: boolean | undefined
  readonly disabled?: boolean | undefined
  readonly describedBy?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly formGroup?: FormGroupOptions | undefined
}

/** A file of the person's. @see https://design-system.service.gov.uk/components/file-upload/ */
export function fileUpload(options: FileUploadOptions): Raw {
  const id = options.id ?? options.name
  const hasError = options.errorMessage !== undefined
  const explained = explanation(id, options, options.describedBy)
  const pairs = {
    class: classes('govuk-file-upload', options.classes, hasError && 'govuk-file-upload--error'),
    id,
    name: options.name,
    type: 'file',
    disabled: options.disabled,
    multiple: options.multiple,
    'aria-describedby': explained.describedBy,
    ...options.attributes,
  }
  return formGroup(options.formGroup, hasError, html`${label({ ...options.label, for: id })}${explained.markup}<input${attributes(pairs)}>`)
}
