import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface LanguageItem {
  readonly text: Content
  readonly href?: string | undefined
  /** In place of an address: sends a form in that language, so that what was typed there stays. */
  readonly sends?: { readonly form: string; readonly name: string; readonly value: string } | undefined
  readonly lang?: string | undefined
  readonly hrefLang?: string | undefined
  readonly dir?: string | undefined
  readonly current?: boolean | undefined
  readonly languageDescriptionText?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

export interface LanguageNavigationOptions {
  readonly items: readonly LanguageItem[]
  readonly ariaLabel?: string | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** The same page in another language. @see https://design-system.service.gov.uk/components/language-navigation/ */
export const languageNavigation = (options: LanguageNavigationOptions): Raw =>
  html`<nav${attributes({ class: classes('govuk-language-navigation', options.classes), ...options.attributes, 'aria-label': options.ariaLabel ?? 'Language' })}><ul class="govuk-language-navigation__list">${options.items.map(
    (item) => html`<li class="govuk-language-navigation__list-item">${languageItem(item)}</li>`,
  )}</ul></nav>`

function languageItem(item: LanguageItem): Raw {
  if (item.current !== true && item.sends !== undefined) {
    const pairs = { type: 'submit', class: classes('govuk-language-navigation__link cf-link-button', item.classes), formnovalidate: true, lang: item.lang, ...item.sends, ...item.attributes }
    return html`<button${attributes(pairs)}>${item.text}${description(item)}</button>`
  }
  if (item.current === true || item.href === undefined || item.href === '') {
    const pairs = { class: classes('govuk-language-navigation__text', item.classes), 'aria-current': 'true', lang: item.lang, dir: item.dir, ...item.attributes }
    return html`<span${attributes(pairs)}>${item.text}</span>`
  }
  const pairs = {
    class: classes('govuk-language-navigation__link', item.classes),
    href: item.href,
    rel: 'alternate',
    lang: item.lang,
    hreflang: item.hrefLang ?? item.lang,
    dir: item.dir,
    ...item.attributes,
  }
  return html`<a${attributes(pairs)}>${item.text}${description(item)}</a>`
}

const description = ({ languageDescriptionText: text }: LanguageItem): Raw | false => text !== undefined && html`<span class="govuk-visually-hidden"> ${text}</span>`
