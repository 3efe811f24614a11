import { html } from '@counterfoil/ui/components'
import type { Visitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** What a council does with what a wallet shares: where the consent screen's link leads. */
export function privacyPage(frame: Frame, { council, lang }: Visitor): string {
  const words = websiteWords[lang]
  const content = html`<h1 class="govuk-heading-xl">${words.privacyHeading}</h1>
<p class="govuk-body">${words.privacyAsked(council.name[lang])}</p>
<p class="govuk-body">${words.privacyKept}</p>
<h2 class="govuk-heading-m">${words.privacyRights}</h2>
<p class="govuk-body">${words.privacyRightsBody}</p>
<p class="govuk-body">${words.privacyContact} <a class="govuk-link" href="mailto:data-protection@${council.id}.example">data-protection@${council.id}.example</a></p>
<p class="govuk-body"><a class="govuk-link" href="/${council.id}">${words.backToCouncil(council.name[lang])}</a></p>`
  return framed(frame, { lang, title: words.privacyHeading, council, content })
}
