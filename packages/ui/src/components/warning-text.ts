import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface WarningTextOptions {
  readonly text: Content
  /** Read out in place of the sign; "Warning" unless told (Welsh: "Rhybudd"). */
  readonly iconFallbackText?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** A consequence that matters. @see https://design-system.service.gov.uk/components/warning-text/ */
export const warningText = (options: WarningTextOptions): Raw =>
  html`<div${attributes({ class: classes('govuk-warning-text', options.classes), ...options.attributes })}><span class="govuk-warning-text__icon" aria-hidden="true">!</span> <strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">${options.iconFallbackText || 'Warning'}</span> ${options.text}</strong></div>`
