import { html, panel } from '@counterfoil/ui/components'
import type { FormVisitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** The end: a reference to quote. */
export function confirmationPage(frame: Frame, { council, form, lang }: FormVisitor, reference: string): string {
  const words = websiteWords[lang]
  const content = html`${panel({ titleText: words.sentHeading, text: html`${words.yourReference}<br><strong>${reference}</strong>` })}
<h2 class="govuk-heading-m">${words.whatNext}</h2>
<p class="govuk-body">${words.nothingStored}</p>
<p class="govuk-body"><a class="govuk-link" href="/${council.id}">${words.backToCouncil(council.name[lang])}</a></p>`
  return framed(frame, { lang, title: words.sentHeading, council, form, content })
}
