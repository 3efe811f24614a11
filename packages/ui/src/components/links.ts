import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, type Content, type Raw } from '../markup/html.ts'

export interface BackLinkOptions {
  readonly href: string
  readonly text?: Content | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** To the page before. @see https://design-system.service.gov.uk/components/back-link/ */
export const backLink = (options: BackLinkOptions): Raw =>
  html`<a${attributes({ href: options.href || '#', class: classes('govuk-back-link', options.classes), ...options.attributes })}>${hasContent(options.text) ? options.text : 'Back'}</a>`

export interface SkipLinkOptions {
  readonly text: Content
  readonly href?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** Past the header, for keyboards. @see https://design-system.service.gov.uk/components/skip-link/ */
export const skipLink = (options: SkipLinkOptions): Raw =>
  html`<a${attributes({ href: options.href || '#content', class: classes('govuk-skip-link', options.classes), ...options.attributes, 'data-module': 'govuk-skip-link' })}>${options.text}</a>`
