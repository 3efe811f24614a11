import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface HintOptions {
  readonly text: Content
  readonly id?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** A hint below a label or legend. */
export const hint = (options: HintOptions): Raw =>
  html`<div${attributes({ id: options.id || undefined, class: classes('govuk-hint', options.classes), ...options.attributes })}>${options.text}</div>`
