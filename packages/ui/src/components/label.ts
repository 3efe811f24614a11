import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, type Content, type Raw } from '../markup/html.ts'

export interface LabelOptions {
  readonly text: Content
  readonly for?: string | undefined
  readonly classes?: string | undefined
  /** The label is the page's heading too. */
  readonly isPageHeading?: boolean | undefined
  readonly attributes?: Attributes | undefined
}

/** A label. @see https://design-system.service.gov.uk/components/text-input/ */
export function label(options: LabelOptions): Raw {
  if (!hasContent(options.text)) return html``
  const pairs = { class: classes('govuk-label', options.classes), ...options.attributes, for: options.for || undefined }
  const element = html`<label${attributes(pairs)}>${options.text}</label>`
  return options.isPageHeading === true ? html`<h1 class="govuk-label-wrapper">${element}</h1>` : element
}
