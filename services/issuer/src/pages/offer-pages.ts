import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { button, details, html, summaryList, tag, warningText, type Raw, type TagColour } from '@counterfoil/ui/components'
import { qrSvg } from '@counterfoil/ui/qr'
import type { Language } from '@counterfoil/ui/words'
import type { PersonRecord } from '../domain/council-record.ts'
import { offerReference, type OfferSummary, type ShownState } from '../domain/credential-offer.ts'
import type { MessageSummary } from '../domain/notify/message.ts'
import { may } from '../domain/staff-permission.ts'
import type { MadeOffer } from '../use-cases/make-credential-offer.ts'
import { copyButton } from './copy-button.ts'
import { momentInWords } from './dates.ts'
import { sessionLink } from '@counterfoil/shared/oid4vci/credential-offer'
import { offerLetters, type LetterModel } from './offer-letter.ts'
import { messagesSection, newsBanner, type MessageNews } from './notify/messages-section.ts'
import { nameOf } from './people-page.ts'
import { csrfField, staffPage, type StaffView } from './staff-page.ts'
import { offerWords } from './words/offers.ts'
import { printWords } from './words/prints.ts'

const colours: Readonly<Record<ShownState, TagColour>> = {
  offered: 'blue',
  redeeming: 'turquoise',
  redeemed: 'turquoise',
  deferred: 'yellow',
  issued: 'green',
  locked: 'red',
  withdrawn: 'grey',
  expired: 'grey',
}

export const stateTag = (state: ShownState, language: Language) => ({ text: offerWords[language].states[state].label, colour: colours[state] })

/** The only page that ever shows an offer's link and code. */
export function offerMadePage(view: StaffView, model: LetterModel & { readonly handle: string }): string {
  const { offer, type, record, handle } = model
  const words = offerWords[view.language].made
  const title = words.title(type.name[view.language])
  return staffPage(view, {
    title,
    answersForm: true,
    back: { href: `/staff/people/${handle}` },
    content: html`<div class="cf-screen-only"><span class="govuk-caption-l">${nameOf(record)}</span><h1 class="govuk-heading-l">${title}</h1>
${warningText({ text: words.once, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}
${linkSection(view, offer)}
${codeSection(view, offer)}
${counterSection(view, offer)}
${postSection(view, offer)}
<p class="govuk-body">${words.ends(momentInWords(offer.expiresAt, view.language))}</p>
<p class="govuk-body"><a class="govuk-link" id="offer-state" href="/staff/offers/${offer.id}">${words.state}</a></p></div>
${offerLetters(view, model)}`,
  })
}

export function linkSection(view: StaffView, offer: MadeOffer): Raw {
  const words = offerWords[view.language].made.link
  return html`<h2 class="govuk-heading-m">${words.title}</h2><p class="govuk-body">${words.lead}</p>
${button({ text: words.open, href: offer.walletLink, id: 'offer-link', classes: 'govuk-button--secondary', attributes: { rel: 'noreferrer' } })}
<p class="govuk-body">${words.address}</p><p class="govuk-body"><span class="cf-address" id="offer-address">${offer.walletLink}</span></p>
${copyButton(words.copy, words.copied, 'offer-address')}
<p class="govuk-body">${words.qr}</p><div id="offer-qr">${qrSvg(offer.walletLink, { label: words.qrLabel })}</div>
${typedCodeLines(view, offer)}
${details({ summaryText: words.other, text: html`<p class="govuk-body">${words.otherLead}</p><p class="govuk-body"><a class="govuk-link cf-address" id="offer-scheme-link" href="${offer.schemeLink}">${offer.schemeLink}</a></p>` })}`
}

/** For those who can neither scan nor follow a link. */
function typedCodeLines(view: StaffView, { typedCode }: MadeOffer): Raw | false {
  if (typedCode === null) return false
  const words = offerWords[view.language].made.link
  return html`<p class="govuk-body">${words.typed}</p><p class="govuk-body"><span class="govuk-visually-hidden">${words.typedLabel}: </span><span class="cf-code" id="offer-code">${typedCode}</span></p>`
}

/** For who has no phone: the wallet of a session, on the computer that staff sit at. */
export function counterSection(view: StaffView, { walletLink }: MadeOffer): Raw {
  const words = printWords[view.language]
  return html`<h2 class="govuk-heading-m">${words.counter}</h2><p class="govuk-body">${words.counterLead}</p>${button({ text: words.counter, href: sessionLink(walletLink), id: 'offer-session', classes: 'govuk-button--secondary', attributes: { rel: 'noreferrer', target: '_blank' } })}`
}

export function codeSection(view: StaffView, { txCode }: MadeOffer): Raw {
  const words = offerWords[view.language].made.code
  if (txCode === null) return html`<p class="govuk-body">${words.none}</p>`
  return html`<h2 class="govuk-heading-m">${words.title}</h2><p class="govuk-body">${words.lead}</p><p class="govuk-body"><span class="govuk-visually-hidden">${words.label}: </span><span class="cf-code" id="transaction-code">${txCode}</span></p>`
}

function postSection(view: StaffView, { txCode }: MadeOffer): Raw {
  const words = offerWords[view.language].made.post
  return html`<h2 class="govuk-heading-m">${words.title}</h2><p class="govuk-body">${txCode === null ? words.leadOne : words.lead}</p>${button({ text: words.button, type: 'button', classes: 'govuk-button--secondary', attributes: { 'data-prints': true, 'data-with-script': true, hidden: true } })}`
}

export interface OfferModel {
  readonly offer: OfferSummary & { readonly stateNow: ShownState }
  readonly type: CredentialType
  /** Whose it is; null when the council's record no longer says. */
  readonly record: PersonRecord | null
  /** What was written to the person about it. */
  readonly messages: readonly MessageSummary[]
  /** What was just done there. */
  readonly news: MessageNews | null
}

/** How an offer stands, without its link or code. */
export function offerStatePage(view: StaffView, { offer, type, record, messages, news }: OfferModel): string {
  const words = offerWords[view.language]
  const title = words.state.title(type.name[view.language])
  const person = `/staff/people/${offer.person}`
  return staffPage(view, {
    title,
    back: { href: person },
    content: html`${newsBanner(view, news)}${record !== null && html`<span class="govuk-caption-l">${nameOf(record)}</span>`}<h1 class="govuk-heading-l">${title}</h1>${summaryList({
      rows: [
        { key: { text: words.state.state }, value: { text: html`${tag({ ...stateTag(offer.stateNow, view.language), attributes: { id: 'offer-state-now' } })} ${words.states[offer.stateNow].meaning}` } },
        { key: { text: words.state.reference }, value: { text: offerReference(offer.id) } },
        { key: { text: words.state.madeAt }, value: { text: momentInWords(offer.madeAt, view.language) } },
        { key: { text: words.state.endsAt }, value: { text: momentInWords(offer.expiresAt, view.language) } },
      ],
    })}<p class="govuk-body">${messages.length === 0 ? words.state.hidden : words.state.hiddenSent}</p>${messagesSection(view, messages)}${withdrawForm(view, offer)}<p class="govuk-body"><a class="govuk-link" href="${person}">${offer.stateNow === 'issued' ? words.state.toPerson : words.state.again}</a></p>`,
  })
}

function withdrawForm(view: StaffView, offer: OfferModel['offer']): Raw | false {
  if (!may(view.staff, 'offers') || (offer.stateNow !== 'offered' && offer.stateNow !== 'deferred')) return false
  const words = offerWords[view.language].state
  return html`<form method="post" action="/staff/offers/${offer.id}/withdraw">${csrfField(view)}<p class="govuk-body">${offer.stateNow === 'deferred' ? words.withdrawDeferredLead : words.withdrawLead}</p>${button({ text: words.withdraw, classes: 'govuk-button--warning' })}</form>`
}
