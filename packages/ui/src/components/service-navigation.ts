import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { hasContent, html, type Content, type Raw } from '../markup/html.ts'

export interface NavigationItem {
  readonly text: Content
  readonly href?: string | undefined
  /** This very page. */
  readonly current?: boolean | undefined
  /** A page below it. */
  readonly active?: boolean | undefined
  readonly attributes?: Attributes | undefined
}

export interface ServiceNavigationOptions {
  readonly serviceName?: string | undefined
  readonly serviceUrl?: string | undefined
  readonly navigation?: readonly (NavigationItem | null)[] | undefined
  readonly navigationLabel?: string | undefined
  readonly navigationId?: string | undefined
  readonly navigationClasses?: string | undefined
  readonly ariaLabel?: string | undefined
  /** After everything, on the same line where there is room: the language switch. */
  readonly inlineEnd?: Content | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/**
 * The service's name and its pages. The list is never collapsed: collapsing needs a script, and our pages do without.
 * @see https://design-system.service.gov.uk/components/service-navigation/
 */
export function serviceNavigation(options: ServiceNavigationOptions): Raw {
  const hasEnd = hasContent(options.inlineEnd)
  const inner = html`<div class="${classes('govuk-width-container', hasEnd && 'govuk-service-navigation__inlining-container')}"><div class="govuk-service-navigation__container">${serviceName(
    options,
  )}${navigation(options)}</div>${options.inlineEnd}</div>`
  const pairs = { class: classes('govuk-service-navigation', options.classes), 'data-module': 'govuk-service-navigation', ...options.attributes }
  return options.serviceName !== undefined || hasEnd
    ? html`<section${attributes({ 'aria-label': options.ariaLabel ?? 'Service information', ...pairs })}>${inner}</section>`
    : html`<div${attributes(pairs)}>${inner}</div>`
}

function serviceName(options: ServiceNavigationOptions): Raw {
  if (options.serviceName === undefined) return html``
  const name =
    options.serviceUrl === undefined
      ? html`<span class="govuk-service-navigation__text">${options.serviceName}</span>`
      : html`<a href="${options.serviceUrl}" class="govuk-service-navigation__link">${options.serviceName}</a>`
  return html`<span class="govuk-service-navigation__service-name">${name}</span>`
}

function navigation(options: ServiceNavigationOptions): Raw {
  const items = (options.navigation ?? []).filter((item) => item !== null)
  if (items.length === 0) return html``
  const pairs = { 'aria-label': options.navigationLabel ?? 'Menu', class: classes('govuk-service-navigation__wrapper', options.navigationClasses) }
  return html`<nav${attributes(pairs)}><ul class="govuk-service-navigation__list" id="${options.navigationId ?? 'navigation'}">${items.map(navigationItem)}</ul></nav>`
}

function navigationItem(item: NavigationItem): Raw {
  const isActive = item.active === true || item.current === true
  const words = isActive ? html`<strong class="govuk-service-navigation__active-fallback">${item.text}</strong>` : item.text
  const current = isActive ? (item.current === true ? 'page' : 'true') : undefined
  const content =
    item.href === undefined
      ? html`<span${attributes({ class: 'govuk-service-navigation__text', 'aria-current': current })}>${words}</span>`
      : html`<a${attributes({ class: 'govuk-service-navigation__link', href: item.href, 'aria-current': current, ...item.attributes })}>${words}</a>`
  return html`<li class="${classes('govuk-service-navigation__item', isActive && 'govuk-service-navigation__item--active')}">${content}</li>`
}
