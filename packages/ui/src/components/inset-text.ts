import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface InsetTextOptions {
  readonly text: Content
  readonly id?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** Words set apart. @see https://design-system.service.gov.uk/components/inset-text/ */
export const insetText = (options: InsetTextOptions): Raw =>
  html`<div${attributes({ id: options.id || undefined, class: classes('govuk-inset-text', options.classes), ...options.attributes })}>${options.text}</div>`
