import { anotherScheme } from '@counterfoil/embed/wallet-links'
import { backLink, button, html } from '@counterfoil/ui/components'
import type { FormVisitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** Leads to an app on this device by the addresses that wallets take; the app brings the citizen back. */
export function walletAppPage(frame: Frame, { council, form, lang }: FormVisitor, link: string): string {
  const words = websiteWords[lang]
  const home = `/${council.id}/${form.id}`
  const content = html`<h1 class="govuk-heading-l">${words.walletAppTitle}</h1><p class="govuk-body">${words.walletAppBody}</p>
${button({ text: words.openWalletApp, href: link })}
<p class="govuk-body">${words.nothingOpens} <a class="govuk-link" href="${anotherScheme(link)}">${words.openOtherwise}</a></p>
<p class="govuk-body"><a class="govuk-link" href="${home}">${words.byHand}</a></p>`
  return framed(frame, { lang, title: words.walletAppTitle, council, form, beforeContent: backLink({ href: home, text: words.back }), content })
}
