import { html, page, type Content, type Raw } from '@counterfoil/ui/components'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Language } from '@counterfoil/ui/words'
import { assets } from './staff-page.ts'

/** What every page for a citizen who signed in is made for. */
interface CitizenModel {
  readonly authority: { readonly id: string; readonly name: Bilingual }
  readonly language: Language
  readonly csrfToken: string
}

/** Pages at one address for a citizen who signed in at their council, and the form there by which they decide. */
export const citizenPages = (here: string, serviceIn: (language: Language) => string) => ({
  citizenPage: ({ authority, language }: CitizenModel, title: string, content: Content): string =>
    page({
      lang: language,
      title,
      organisation: { name: authority.name[language], url: here },
      service: { name: serviceIn(language), url: here },
      languages: { en: '?language=en', cy: '?language=cy' },
      skin: authority.id,
      ...assets,
      content,
    }),
  decisions: ({ csrfToken }: Pick<CitizenModel, 'csrfToken'>, buttons: readonly Raw[]): Raw =>
    html`<form method="post" action="${here}"><input type="hidden" name="csrf" value="${csrfToken}"><div class="govuk-button-group">${buttons}</div></form>`,
})
