import { button, html } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import { openPage } from './staff-page.ts'
import { frameWords } from './words/frame.ts'

/** The door: also what a page says to somebody whose session has ended. */
export function signInPage(language: Language, { again }: { readonly again: boolean }): string {
  const words = frameWords[language].signIn
  return openPage(language, {
    title: words.title,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body-l">${again ? words.again : words.lead}</p>${button({ text: words.button, href: '/staff/sign-in', id: 'sign-in', isStartButton: true })}`,
  })
}

export function signedOutPage(language: Language): string {
  const { signedOut, signIn } = frameWords[language]
  return openPage(language, {
    title: signedOut.title,
    content: html`<h1 class="govuk-heading-l">${signedOut.title}</h1><p class="govuk-body">${signedOut.lead}</p>${button({ text: signIn.button, href: '/staff/sign-in' })}`,
  })
}
