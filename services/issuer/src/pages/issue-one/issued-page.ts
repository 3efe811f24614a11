import { button, html, panel, warningText, type Raw } from '@counterfoil/ui/components'
import { offerReference } from '../../domain/credential-offer.ts'
import { nameOf } from '../../domain/council-record.ts'
import { isChannel, type CodeWay, type CompleteHandingOver, type LinkWay } from '../../domain/issue-one/handing-over.ts'
import { momentInWords } from '../dates.ts'
import { offerLetters, type LetterModel } from '../offer-letter.ts'
import { codeSection, counterSection, linkSection } from '../offer-pages.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { issueWords } from '../words/issue-one/issue.ts'
import { offerWords } from '../words/offers.ts'

interface IssuedModel extends LetterModel {
  readonly handle: string
  readonly chosen: CompleteHandingOver
}

/** What was done, and what is left to do. Link and code stand here where staff bring them to the person, and nowhere else. */
export function issuedPage(view: StaffView, model: IssuedModel): string {
  const { offer, type, record, handle, chosen } = model
  const words = issueWords[view.language].made
  const offers = offerWords[view.language].made
  const showsSecrets = !isChannel(chosen.linkBy) || !isChannel(chosen.codeBy)
  return staffPage(view, {
    title: words.title,
    answersForm: true,
    back: { href: `/staff/people/${handle}` },
    content: html`<div class="cf-screen-only">${panel({ titleText: words.title, text: html`${nameOf(record)}, ${type.name[view.language]}<br><strong id="offer-reference">${words.reference(offerReference(offer.id))}</strong>` })}
<h2 class="govuk-heading-m">${words.next}</h2>${showsSecrets && warningText({ text: offers.once, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}
${linkPart(view, model)}${codePart(view, model)}
<p class="govuk-body">${offers.ends(momentInWords(offer.expiresAt, view.language))}</p>
<p class="govuk-body">${(isChannel(chosen.linkBy) || isChannel(chosen.codeBy)) && words.how} <a class="govuk-link" id="offer-state" href="/staff/offers/${offer.id}">${offers.state}</a></p>
<p class="govuk-body"><a class="govuk-link" href="/staff/people">${words.another}</a></p></div>
${chosen.linkBy === 'print' && offerLetters(view, { ...model, reads: chosen.language, isCodeApart: true })}`,
  })
}

function linkPart(view: StaffView, { offer, chosen }: IssuedModel): Raw {
  const words = issueWords[view.language].made
  if (chosen.linkBy === 'screen') return html`${linkSection(view, offer)}${counterSection(view, offer)}`
  if (chosen.linkBy === 'print') return html`<h2 class="govuk-heading-m">${words.link}</h2><p class="govuk-body">${words.print}</p>${button({ text: words.printButton, type: 'button', attributes: { 'data-prints': true, 'data-with-script': true, hidden: true } })}`
  return html`<h2 class="govuk-heading-m">${words.link}</h2>${onItsWay(view, chosen.linkBy, chosen)}`
}

function codePart(view: StaffView, { offer, chosen }: IssuedModel): Raw {
  if (chosen.codeBy === 'told') return codeSection(view, offer)
  return html`<h2 class="govuk-heading-m">${issueWords[view.language].made.code}</h2>${onItsWay(view, chosen.codeBy, chosen)}`
}

const onItsWay = (view: StaffView, way: LinkWay | CodeWay, { email }: CompleteHandingOver): Raw => {
  const words = issueWords[view.language].made
  return html`<p class="govuk-body">${way === 'email' && email !== undefined ? words.email(email) : words.letter}</p>`
}
