import { html, insetText } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { Councils } from '../council.ts'
import { forms } from '../forms/list.ts'
import type { Visitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** The five councils. */
export function homePage(frame: Frame, councils: Councils, lang: Language): string {
  const words = websiteWords[lang]
  const items = [...councils.values()].map(({ id, name }) => html`<li><a class="govuk-link" href="/${id}?lang=${lang}">${name[lang]}</a></li>`)
  const content = html`<h1 class="govuk-heading-xl">${words.councilsHeading}</h1><p class="govuk-body-l">${words.councilsIntro}</p><ul class="govuk-list govuk-list--spaced">${items}</ul>`
  return framed(frame, { lang, title: words.councilsHeading, content })
}

/** One council's services. */
export function councilPage(frame: Frame, { council, lang }: Visitor): string {
  const words = websiteWords[lang]
  const items = forms.map(
    ({ id, title, summary }) =>
      html`<h2 class="govuk-heading-m govuk-!-margin-bottom-1"><a class="govuk-link" href="/${council.id}/${id}/start">${title[lang]}</a></h2><p class="govuk-body">${summary[lang]}</p>`,
  )
  const content = html`<h1 class="govuk-heading-xl">${words.servicesHeading}</h1><p class="govuk-body-l">${words.servicesIntro}</p>${items}${insetText({ text: words.demoNotice })}`
  return framed(frame, { lang, title: words.servicesHeading, council, content })
}
