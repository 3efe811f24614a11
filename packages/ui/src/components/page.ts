import { attributes } from '../markup/attributes.ts'
import { hasContent, html, type Content, type Raw } from '../markup/html.ts'
import { genericHeader } from './generic-header.ts'
import { languageNavigation } from './language-navigation.ts'
import { skipLink } from './links.ts'
import { serviceNavigation, type NavigationItem } from './service-navigation.ts'
import { layoutWords, type Language } from '../words/layout.ts'

/** A script whose bytes the page vouches for. @see W3C Subresource Integrity */
export interface PageScript {
  readonly src: string
  readonly integrity: string
}

export interface PageOptions {
  readonly lang: Language
  /** The page's own title; the service and organisation follow it. */
  readonly title: string
  /** Puts "Error: " before the title, so that a screen reader says it first. */
  readonly hasError?: boolean | undefined
  /** Whose site this is: a council's name. */
  readonly organisation: { readonly name: string; readonly url: string }
  readonly service?: { readonly name: string; readonly url: string } | undefined
  readonly navigation?: readonly NavigationItem[] | undefined
  /** Address of this page in each language, or the form on it (and what its own button says) that is sent with `lang`, so that what was typed stays; no switch when there is neither. */
  readonly languages?: { readonly en: string; readonly cy: string } | { readonly form: string; readonly button: string } | undefined
  /** The council whose skin to wear: its id. */
  readonly skin?: string | undefined
  readonly styleSheets: readonly string[]
  /** Module scripts, by address: pages carry no inline script. */
  readonly scripts?: readonly (string | PageScript)[] | undefined
  /** Address of the browser tab's icon. */
  readonly icon?: string | undefined
  /** Above the main content: the back link. */
  readonly beforeContent?: Content
  readonly content: Content
  /** Extra elements for the head. */
  readonly head?: Content
  readonly footer?: Content
  /** It shows somebody's data: going back to it asks for it again, instead of showing what the browser still has. */
  readonly askedForAgain?: boolean | undefined
  /** The main content takes the whole width instead of two thirds. */
  readonly wide?: boolean | undefined
}

/** A whole page: skip link, header, service bar with language switch, main content, footer. */
export function page(options: PageOptions): string {
  const words = layoutWords[options.lang]
  const title = [options.title, options.service?.name, options.organisation.name].filter((part, index, all) => part !== undefined && all.indexOf(part) === index).join(' – ')
  const main = html`<main class="govuk-main-wrapper" id="main-content" tabindex="-1">${
    options.wide === true ? options.content : html`<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">${options.content}</div></div>`
  }</main>`
  return html`<!DOCTYPE html>
<html${attributes({ lang: options.lang, class: 'govuk-template', 'data-skin': options.skin, 'data-asked-for-again': options.askedForAgain === true })}>
<head>
<meta charset="utf-8">
<title>${options.hasError === true && `${words.error}: `}${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
${options.styleSheets.map((href) => html`<link rel="stylesheet" href="${href}">`)}${options.icon !== undefined && html`<link rel="icon" href="${options.icon}" type="image/svg+xml">`}${options.head}${(options.scripts ?? []).map(scriptTag)}
</head>
<body class="govuk-template__body">
${skipLink({ href: '#main-content', text: words.skip })}
<header class="govuk-template__header">${genericHeader({ logo: options.organisation.name, url: options.organisation.url })}${serviceBar(options)}</header>
<div class="govuk-width-container">${hasContent(options.beforeContent) && html`<nav aria-label="${words.wayBack}">${options.beforeContent}</nav>`}${main}</div>
<footer class="cf-footer"><div class="govuk-width-container">${hasContent(options.footer) ? options.footer : html`<p class="govuk-body-s">${words.demo}</p>`}</div></footer>
</body>
</html>
`.markup
}

const scriptTag = (script: string | PageScript): Raw => html`<script${attributes({ type: 'module', ...(typeof script === 'string' ? { src: script } : script) })}></script>`

function languageSwitch({ lang: current, languages }: PageOptions): Raw | false {
  if (languages === undefined) return false
  const item = (lang: Language, text: string, languageDescriptionText: string) => ({ text, lang, current: current === lang, languageDescriptionText, ...('form' in languages ? { sends: { form: languages.form, name: 'lang', value: lang } } : { href: languages[lang] }) })
  const items = [item('en', 'English', '(Change the language to English)'), item('cy', 'Cymraeg', '(Newid yr iaith i’r Gymraeg)')]
  const navigation = languageNavigation({ ariaLabel: layoutWords[current].language, items })
  // Pressing Enter in a field presses a form's first button, wherever that stands: this one, and not a language's.
  return 'form' in languages ? html`<button type="submit" form="${languages.form}" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true">${languages.button}</button>${navigation}` : navigation
}

function serviceBar(options: PageOptions): Raw {
  const words = layoutWords[options.lang]
  const languages = languageSwitch(options)
  if (options.service === undefined && options.navigation === undefined && languages === false) return html``
  return serviceNavigation({
    ariaLabel: words.serviceInformation,
    serviceName: options.service?.name,
    serviceUrl: options.service?.url,
    navigation: options.navigation,
    navigationLabel: words.menu,
    inlineEnd: languages,
  })
}
