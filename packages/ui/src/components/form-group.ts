import { attributes, classes, describedBy, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'
import { errorMessage, type ErrorMessageOptions } from './error-message.ts'
import { fieldset, type FieldsetOptions } from './fieldset.ts'
import { hint, type HintOptions } from './hint.ts'

export interface FormGroupOptions {
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** The wrapper of every field: it carries the red edge of an error. */
export const formGroup = (options: FormGroupOptions | undefined, hasError: boolean, content: Content): Raw =>
  html`<div${attributes({ class: classes('govuk-form-group', hasError && 'govuk-form-group--error', options?.classes), ...options?.attributes })}>${content}</div>`

export interface Explained {
  readonly hint?: Omit<HintOptions, 'id'> | undefined
  readonly errorMessage?: Omit<ErrorMessageOptions, 'id'> | undefined
}

/** Hint and error message of a field, with the ids that its controls name in `aria-describedby`. */
export function explanation(idPrefix: string, options: Explained, already?: string): { readonly markup: Raw; readonly describedBy: string | undefined } {
  const hintId = options.hint === undefined ? null : `${idPrefix}-hint`
  const errorId = options.errorMessage === undefined ? null : `${idPrefix}-error`
  return {
    markup: html`${options.hint !== undefined && hint({ ...options.hint, id: `${idPrefix}-hint` })}${options.errorMessage !== undefined &&
    errorMessage({ ...options.errorMessage, id: `${idPrefix}-error` })}`,
    describedBy: describedBy(already, hintId, errorId),
  }
}

/** Controls within their fieldset when there is one, bare otherwise. */
export function maybeFieldset(options: FieldsetOptions | undefined, describing: string | undefined, content: Raw, role?: string): Raw {
  if (options === undefined) return content
  return fieldset({ ...options, ...(role === undefined ? {} : { role }), describedBy: describing, content })
}
