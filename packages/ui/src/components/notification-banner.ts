import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, Raw, trusted, type Content } from '../markup/html.ts'

export interface NotificationBannerOptions {
  /** A string becomes the banner's heading line; Raw stands as it is. */
  readonly text: Content
  readonly titleText: Content
  readonly titleHeadingLevel?: number | undefined
  readonly titleId?: string | undefined
  readonly type?: 'success' | undefined
  readonly role?: string | undefined
  readonly disableAutoFocus?: boolean | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** Something happened that isn't about one field. @see https://design-system.service.gov.uk/components/notification-banner/ */
export function notificationBanner(options: NotificationBannerOptions): Raw {
  const success = options.type === 'success'
  const titleId = options.titleId || 'govuk-notification-banner-title'
  const level = trusted(String(options.titleHeadingLevel || 2))
  const pairs = {
    class: classes('govuk-notification-banner', success && 'govuk-notification-banner--success', options.classes),
    role: options.role || (success ? 'alert' : 'region'),
    'aria-labelledby': titleId,
    'data-module': 'govuk-notification-banner',
    'data-disable-auto-focus': options.disableAutoFocus === undefined ? undefined : String(options.disableAutoFocus),
    ...options.attributes,
  }
  const content = options.text instanceof Raw ? options.text : html`<p class="govuk-notification-banner__heading">${options.text}</p>`
  return html`<div${attributes(pairs)}><div class="govuk-notification-banner__header"><h${level} class="govuk-notification-banner__title" id="${titleId}">${options.titleText}</h${level}></div><div class="govuk-notification-banner__content">${content}</div></div>`
}
