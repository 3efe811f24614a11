import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface ErrorMessageOptions {
  readonly text: Content
  readonly id?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
  /** Read out before the message; "Error" unless told (Welsh: "Gwall"); false leaves it out. */
  readonly visuallyHiddenText?: string | false | undefined
}

/** An error message beside its field. @see https://design-system.service.gov.uk/components/error-message/ */
export function errorMessage(options: ErrorMessageOptions): Raw {
  const hidden = options.visuallyHiddenText ?? 'Error'
  const prefix = hidden === false || hidden === '' ? html`` : html`<span class="govuk-visually-hidden">${hidden}:</span> `
  const pairs = { id: options.id || undefined, class: classes('govuk-error-message', options.classes), ...options.attributes }
  return html`<p${attributes(pairs)}>${prefix}${options.text}</p>`
}
