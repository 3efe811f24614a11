import { backLink, html } from '@counterfoil/ui/components'
import { walletAppStep } from '@counterfoil/ui/wallet-steps'
import type { FormVisitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** Leads to an app on this device. */
export function walletAppPage(frame: Frame, { council, form, lang }: FormVisitor, link: string): string {
  const words = websiteWords[lang]
  const home = `/${council.id}/${form.id}`
  const { title, body } = walletAppStep(link, lang, words.walletAppBody)
  const content = html`<h1 class="govuk-heading-l">${title}</h1>${body}
<p class="govuk-body"><a class="govuk-link" href="${home}">${words.byHand}</a></p>`
  return framed(frame, { lang, title, council, form, beforeContent: backLink({ href: home, text: words.back }), content })
}
