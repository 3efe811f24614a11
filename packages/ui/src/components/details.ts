import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface DetailsOptions {
  readonly summaryText: Content
  readonly text: Content
  readonly id?: string | undefined
  readonly open?: boolean | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** More for those who want it. @see https://design-system.service.gov.uk/components/details/ */
export function details(options: DetailsOptions): Raw {
  const pairs = { id: options.id || undefined, class: classes('govuk-details', options.classes), ...options.attributes, open: options.open }
  return html`<details${attributes(pairs)}><summary class="govuk-details__summary"><span class="govuk-details__summary-text">${options.summaryText}</span></summary><div class="govuk-details__text">${options.text}</div></details>`
}
