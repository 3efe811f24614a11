import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, type Content, type Raw } from '../markup/html.ts'

export interface ErrorSummaryOptions {
  readonly titleText: Content
  readonly descriptionText?: Content | undefined
  readonly errorList?: readonly { readonly text: Content; readonly href?: string | undefined; readonly attributes?: Attributes | undefined }[] | undefined
  readonly disableAutoFocus?: boolean | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** All errors of a page, at its top, each a link to its field. @see https://design-system.service.gov.uk/components/error-summary/ */
export function errorSummary(options: ErrorSummaryOptions): Raw {
  const items = (options.errorList ?? []).map(({ href, text, attributes: own }) =>
    href === undefined || href === '' ? html`<li>${text}</li>` : html`<li><a${attributes({ href, ...own })}>${text}</a></li>`,
  )
  const pairs = {
    class: classes('govuk-error-summary', options.classes),
    'data-disable-auto-focus': options.disableAutoFocus === undefined ? undefined : String(options.disableAutoFocus),
    ...options.attributes,
    'data-module': 'govuk-error-summary',
  }
  return html`<div${attributes(pairs)}><div role="alert"><h2 class="govuk-error-summary__title">${options.titleText}</h2><div class="govuk-error-summary__body">${hasContent(
    options.descriptionText,
  ) && html`<p>${options.descriptionText}</p>`}${items.length > 0 && html`<ul class="govuk-list govuk-error-summary__list">${items}</ul>`}</div></div></div>`
}
