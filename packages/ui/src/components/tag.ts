import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface TagOptions {
  readonly text: Content
  readonly colour?: TagColour | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

export type TagColour = 'grey' | 'green' | 'turquoise' | 'blue' | 'purple' | 'pink' | 'red' | 'orange' | 'yellow'

/** A status in words. @see https://design-system.service.gov.uk/components/tag/ */
export const tag = (options: TagOptions): Raw =>
  html`<strong${attributes({ class: classes('govuk-tag', options.colour && `govuk-tag--${options.colour}`, options.classes), ...options.attributes })}>${options.text}</strong>`
