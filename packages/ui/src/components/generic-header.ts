import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface GenericHeaderOptions {
  /** The organisation's name, or its logo as Raw. */
  readonly logo: Content
  readonly url?: string | undefined
  readonly containerClasses?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** An organisation's own header: no crown, no GOV.UK. @see https://design-system.service.gov.uk/components/generic-header/ */
export const genericHeader = (options: GenericHeaderOptions): Raw =>
  html`<div${attributes({ class: classes('govuk-generic-header', options.classes), ...options.attributes })}><div class="govuk-generic-header__container ${options.containerClasses || 'govuk-width-container'}"><div class="govuk-generic-header__logo"><a href="${options.url || '/'}" class="govuk-generic-header__homepage-link">${options.logo}</a></div></div></div>`
