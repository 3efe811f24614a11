import type { StartedPresentation } from '@counterfoil/form-server/form-server'
import { backLink, button, html, insetText, textInput, type Raw } from '@counterfoil/ui/components'
import { qrSvg } from '@counterfoil/ui/qr'
import { refusalWords } from '@counterfoil/ui/words'
import type { FormVisitor } from '../http/visitor.ts'
import { websiteWords } from '../words/website.ts'
import { framed, type Frame } from './frame.ts'

/** The typed code and the QR code on a page of their own; `outcome` is null, "not_yet", what is known of the number, or the code of a refusal. */
export function anotherDevicePage(frame: Frame, visitor: FormVisitor, presentation: StartedPresentation, outcome: string | null): string {
  const { council, form, lang, session } = visitor
  const words = websiteWords[lang]
  const home = `/${council.id}/${form.id}`
  if (outcome === 'number' || outcome === 'number_wrong') return numberPage(frame, visitor, outcome === 'number_wrong')
  const title = outcome === null || outcome === 'not_yet' ? words.anotherDeviceTitle : refusalWords(outcome, lang).title
  const waiting = html`${outcome === 'not_yet' && insetText({ text: words.notYet })}${ways(presentation, visitor)}
<form method="post" action="${home}/another-device"><input type="hidden" name="_csrf" value="${session.csrfToken}">${button({ text: words.haveShared })}</form>`
  const content = html`<h1 class="govuk-heading-l">${title}</h1>${outcome === null || outcome === 'not_yet' ? waiting : ended(outcome, visitor)}<p class="govuk-body"><a class="govuk-link" href="${home}">${words.byHand}</a></p>`
  return framed(frame, { lang, title, council, form, beforeContent: backLink({ href: home, text: words.back }), content })
}

/** Asks for what the wallet shows: whoever has only passed the code on can't see it. */
function numberPage(frame: Frame, { council, form, lang, session }: FormVisitor, isWrong: boolean): string {
  const words = websiteWords[lang]
  const home = `/${council.id}/${form.id}`
  const error = isWrong ? { errorMessage: { text: words.numberWrong } } : {}
  const content = html`<h1 class="govuk-heading-l">${words.numberTitle}</h1><p class="govuk-body">${words.numberBody}</p>
<form method="post" action="${home}/another-device"><input type="hidden" name="_csrf" value="${session.csrfToken}">${textInput({ id: 'number', name: 'number', label: { text: words.numberLabel }, inputmode: 'numeric', classes: 'govuk-input--width-2', autocomplete: 'off', ...error })}${button({ text: words.numberButton })}</form>
<p class="govuk-body"><a class="govuk-link" href="${home}">${words.byHand}</a></p>`
  return framed(frame, { lang, title: words.numberTitle, council, form, beforeContent: backLink({ href: home, text: words.back }), content })
}

function ways({ code, walletLink, expiresAt }: StartedPresentation, { lang }: FormVisitor): Raw {
  const words = websiteWords[lang]
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }).format(new Date(expiresAt))
  return html`${code !== undefined && html`<p class="govuk-body">${words.typeCode}</p><p class="govuk-body"><span class="cf-code">${code}</span></p>`}<p class="govuk-body">${words.orScan}</p><div class="govuk-!-margin-bottom-6">${qrSvg(
    walletLink,
    { label: words.qrLabel },
  )}</div><p class="govuk-body">${words.until(time)}</p>`
}

function ended(refusal: string, { council, form, lang, session }: FormVisitor): Raw {
  const { happened, next } = refusalWords(refusal, lang)
  return html`<p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p>
<form method="post" action="/${council.id}/${form.id}/wallet"><input type="hidden" name="_csrf" value="${session.csrfToken}"><input type="hidden" name="keep" value="yes">${button({
    text: websiteWords[lang].newCode,
    name: 'flow',
    value: 'cross_device',
    classes: 'govuk-button--secondary',
  })}</form>`
}
