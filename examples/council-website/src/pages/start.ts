import { backLink, button, html, insetText } from '@counterfoil/ui/components'
import type { FormVisitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** What the form is for and what it needs. */
export function startPage(frame: Frame, { council, form, lang }: FormVisitor): string {
  const words = websiteWords[lang]
  const content = html`<h1 class="govuk-heading-xl">${form.title[lang]}</h1>
<p class="govuk-body-l">${form.summary[lang]}</p>
<h2 class="govuk-heading-m">${words.beforeYouStart}</h2>
<p class="govuk-body">${words.youNeed}</p>
<ul class="govuk-list govuk-list--bullet">${form.needed.map((item) => html`<li>${item[lang]}</li>`)}</ul>
<p class="govuk-body">${words.walletTip}</p>
${button({ text: words.startNow, href: `/${council.id}/${form.id}`, isStartButton: true })}
${insetText({ text: words.demoNotice })}`
  return framed(frame, { lang, title: form.title[lang], council, form, beforeContent: backLink({ href: `/${council.id}`, text: words.back }), content })
}
