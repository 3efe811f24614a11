import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, trusted, type Content, type Raw } from '../markup/html.ts'

export interface PanelOptions {
  readonly titleText: Content
  readonly text?: Content | undefined
  readonly headingLevel?: number | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** The confirmation at the end of a journey. @see https://design-system.service.gov.uk/components/panel/ */
export function panel(options: PanelOptions): Raw {
  const level = trusted(String(options.headingLevel || 1))
  return html`<div${attributes({ class: classes('govuk-panel govuk-panel--confirmation', options.classes), ...options.attributes })}><h${level} class="govuk-panel__title">${options.titleText}</h${level}>${hasContent(
    options.text,
  ) && html`<div class="govuk-panel__body">${options.text}</div>`}</div>`
}
