import { html } from '@counterfoil/ui/components'
import { refusalWords, type Language } from '@counterfoil/ui/words'
import type { Council } from '../council.ts'
import type { CouncilForm } from '../forms/form.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** What happened and what to do next: never a dead end. */
export function problemPage(frame: Frame, where: { readonly lang: Language; readonly council: Council | undefined; readonly form: CouncilForm | null }, code: string): string {
  const { lang, council, form } = where
  const words = websiteWords[lang]
  const { title, happened, next } = refusalWords(code, lang)
  const way =
    council === undefined
      ? html`<a class="govuk-link" href="/?lang=${lang}">${words.councilsHeading}</a>`
      : html`<a class="govuk-link" href="/${council.id}${form !== null && `/${form.id}`}">${form === null ? words.backToCouncil(council.name[lang]) : words.byHand}</a>`
  const content = html`<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p><p class="govuk-body">${way}</p>`
  return framed(frame, { lang, title, ...(council === undefined ? {} : { council }), ...(form === null ? {} : { form }), content })
}
