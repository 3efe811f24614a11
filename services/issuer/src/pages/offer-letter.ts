import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { html, type Raw } from '@counterfoil/ui/components'
import { qrSvg } from '@counterfoil/ui/qr'
import type { Language } from '@counterfoil/ui/words'
import type { PersonRecord } from '../domain/council-record.ts'
import type { MadeOffer } from '../use-cases/make-credential-offer.ts'
import { dayInWords, momentInWords } from './dates.ts'
import { nameOf } from './people-page.ts'
import type { StaffView } from './staff-page.ts'
import { letterWords } from './words/letters.ts'

export interface LetterModel {
  readonly offer: MadeOffer
  readonly type: CredentialType
  readonly record: PersonRecord
  readonly madeAt: EpochSeconds
  /** The language that the person reads; where nobody asked, that of the member of staff goes first. */
  readonly reads?: Language
  /** The code goes another way than paper: its letter isn't there. */
  readonly isCodeApart?: boolean
}

/** Both languages on every sheet, the one that the person reads first. */
export const bothFrom = (language: Language): readonly Language[] => (language === 'en' ? ['en', 'cy'] : ['cy', 'en'])

/**
 * What the offer's page is on paper: a letter with the link and, on a sheet of its own, a letter with the code. They are
 * two, because whoever holds both can take the credential.
 */
export function offerLetters(view: StaffView, model: LetterModel): Raw {
  const { offer, type, reads = view.language, isCodeApart = false } = model
  const link = (language: Language): Raw => {
    const words = letterWords[language].link
    return html`<h2 class="govuk-heading-m">${words.title(type.name[language])}</h2><p class="govuk-body">${type.description[language]}</p><p class="govuk-body">${words.how}</p><p class="govuk-body">${offer.txCode === null ? words.withoutCode : isCodeApart ? words.thenCodeApart : words.thenCode}</p><p class="govuk-body">${words.until(momentInWords(offer.expiresAt, language))}</p><p class="govuk-body">${words.unexpected}</p>`
  }
  const code = (language: Language): Raw => {
    const words = letterWords[language].code
    return html`<h2 class="govuk-heading-m">${words.title(type.name[language])}</h2><p class="govuk-body">${words.how}</p><p class="govuk-body">${words.secret}</p>`
  }
  const linkLetter = sheet(view, model, link, html`<div class="cf-sheet__shown"><div>${qrSvg(offer.walletLink, { label: letterWords[view.language].link.qrLabel })}</div><div>${withoutCamera(reads, offer)}</div></div>`)
  if (offer.txCode === null || isCodeApart) return linkLetter
  return html`${linkLetter}${sheet(view, model, code, html`<p class="cf-sheet__shown"><span class="cf-code">${offer.txCode}</span></p>`)}`
}

/** For who can't scan: a code to type, where there is one. Nobody types the address of an offer. */
function withoutCamera(language: Language, { walletLink, typedCode }: MadeOffer): Raw {
  if (typedCode === null) return html`<p class="govuk-body-s cf-address">${walletLink}</p>`
  return html`${bothFrom(language).map((one) => html`<p class="govuk-body" lang="${one}">${letterWords[one].link.typed(new URL(walletLink).host)}</p>`)}<p><span class="cf-code">${typedCode}</span></p>`
}

function sheet(view: StaffView, { madeAt, record, reads = view.language }: LetterModel, words: (language: Language) => Raw, shown: Raw): Raw {
  const languages = bothFrom(reads)
  return html`<section class="cf-sheet"><p class="cf-sheet__from">${languages.map((language) => html`<strong lang="${language}">${view.authority.name[language]}</strong><br>`)}${dayInWords(madeAt, view.language)}</p>
<address class="cf-sheet__to">${addressOf(record).map((line) => html`${line}<br>`)}</address>
<div class="cf-sheet__words">${languages.map((language) => html`<div lang="${language}">${words(language)}</div>`)}</div>${shown}</section>`
}

const addressOf = (record: PersonRecord): readonly string[] =>
  [nameOf(record), ...['address_line_1', 'address_line_2', 'post_town', 'postcode'].map((field) => record.fields.get(field) ?? '')].filter((line) => line !== '')
