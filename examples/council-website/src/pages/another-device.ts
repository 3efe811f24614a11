import { backLink, html } from '@counterfoil/ui/components'
import { anotherDeviceStep, endedStep, numberStep, type OpenRequest, type WalletStep } from '@counterfoil/ui/wallet-steps'
import type { FormVisitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** The typed code and the QR code on a page of their own; `outcome` is null, "not_yet", what is known of the number, or the code of a refusal. */
export function anotherDevicePage(frame: Frame, visitor: FormVisitor, presentation: OpenRequest, outcome: string | null, hint?: string): string {
  const { council, form, lang } = visitor
  const words = websiteWords[lang]
  const home = `/${council.id}/${form.id}`
  const { title, body } = stepOf(visitor, presentation, outcome, hint)
  const content = html`<h1 class="govuk-heading-l">${title}</h1>${body}<p class="govuk-body"><a class="govuk-link" href="${home}">${words.byHand}</a></p>`
  return framed(frame, { lang, title, council, form, beforeContent: backLink({ href: home, text: words.back }), content })
}

function stepOf({ council, form, lang, session }: FormVisitor, presentation: OpenRequest, outcome: string | null, hint: string | undefined): WalletStep {
  const home = `/${council.id}/${form.id}`
  const token = html`<input type="hidden" name="_csrf" value="${session.csrfToken}">`
  const here = { lang, action: `${home}/another-device`, hidden: token }
  if (outcome === 'number' || outcome === 'number_wrong') return numberStep(here, outcome === 'number_wrong', websiteWords[lang].numberButton)
  if (outcome === null || outcome === 'not_yet') return anotherDeviceStep(presentation, here, outcome === 'not_yet', hint)
  return endedStep(outcome, { lang, action: `${home}/wallet`, hidden: html`${token}<input type="hidden" name="keep" value="yes">` })
}
