import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, type Content, type Raw } from '../markup/html.ts'

export interface LegendOptions {
  readonly text: Content
  readonly classes?: string | undefined
  /** The legend is the page's heading too. */
  readonly isPageHeading?: boolean | undefined
}

export interface FieldsetOptions {
  readonly legend?: LegendOptions | undefined
  readonly describedBy?: string | undefined
  readonly classes?: string | undefined
  readonly role?: string | undefined
  readonly attributes?: Attributes | undefined
  readonly content?: Content | undefined
}

/** Fields that belong together. @see https://design-system.service.gov.uk/components/fieldset/ */
export function fieldset(options: FieldsetOptions): Raw {
  const pairs = {
    class: classes('govuk-fieldset', options.classes),
    role: options.role || undefined,
    'aria-describedby': options.describedBy || undefined,
    ...options.attributes,
  }
  return html`<fieldset${attributes(pairs)}>${legend(options.legend)}${options.content}</fieldset>`
}

function legend(options: LegendOptions | undefined): Raw {
  if (options === undefined || !hasContent(options.text)) return html``
  const words = options.isPageHeading === true ? html`<h1 class="govuk-fieldset__heading">${options.text}</h1>` : options.text
  return html`<legend${attributes({ class: classes('govuk-fieldset__legend', options.classes) })}>${words}</legend>`
}
