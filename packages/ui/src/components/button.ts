import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, Raw, type Content } from '../markup/html.ts'

export interface ButtonOptions {
  readonly text: Content
  /** Makes it a link that looks like a button. */
  readonly href?: string | undefined
  readonly type?: 'submit' | 'button' | 'reset' | undefined
  readonly name?: string | undefined
  readonly value?: string | undefined
  readonly id?: string | undefined
  readonly disabled?: boolean | undefined
  /** The arrow of the first page of a service. */
  readonly isStartButton?: boolean | undefined
  readonly preventDoubleClick?: boolean | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

const startIcon = html`<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>`

/** A button, or a link that acts as one. @see https://design-system.service.gov.uk/components/button/ */
export function button(options: ButtonOptions): Raw {
  const shared = {
    class: classes('govuk-button', options.classes, options.isStartButton === true && 'govuk-button--start'),
    'data-module': 'govuk-button',
    ...options.attributes,
    id: options.id || undefined,
  }
  // A start button is a flex box, which would drop the spaces between inline elements.
  const words = options.isStartButton === true && options.text instanceof Raw ? html`<span>${options.text}</span>` : options.text
  const content = html`${words}${options.isStartButton === true && startIcon}`
  if (options.href !== undefined && options.href !== '') {
    return html`<a${attributes({ href: options.href, role: 'button', draggable: 'false', ...shared })}>${content}</a>`
  }
  const pairs = {
    type: options.type || 'submit',
    value: options.value || undefined,
    name: options.name || undefined,
    disabled: options.disabled,
    'aria-disabled': options.disabled === true ? 'true' : undefined,
    'data-prevent-double-click': options.preventDoubleClick === undefined ? undefined : String(options.preventDoubleClick),
    ...shared,
  }
  return html`<button${attributes(pairs)}>${content}</button>`
}

/** A link that looks like a button, for pages that run no script: GOV.UK's own calls itself a button, and needs a script to answer to Space as one. */
export const linkAsButton = ({ text, href }: { readonly text: Content; readonly href: string }): Raw => html`<a class="govuk-button" draggable="false" href="${href}">${text}</a>`
