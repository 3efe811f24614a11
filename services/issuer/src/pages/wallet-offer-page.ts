import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { html, warningText, type Raw } from '@counterfoil/ui/components'
import { qrSvg } from '@counterfoil/ui/qr'
import type { PersonRecord } from '../domain/council-record.ts'
import type { WalletOffer } from '../domain/credential-offer.ts'
import type { ProfileId } from '../domain/profile.ts'
import { copyButton } from './copy-button.ts'
import { momentInWords } from './dates.ts'
import { nameOf } from './people-page.ts'
import { staffPage, type StaffView } from './staff-page.ts'
import { walletOfferWords } from './words/wallet-offers.ts'

export interface WalletOfferModel {
  readonly offer: WalletOffer
  readonly profile: ProfileId
  readonly type: CredentialType
  readonly record: PersonRecord
  readonly handle: string
}

/** The only page that ever shows what an offer for another maker's wallet is opened with. */
export function walletOfferPage(view: StaffView, { offer, profile, type, record, handle }: WalletOfferModel): string {
  const words = walletOfferWords[view.language]
  const title = words.title(type.name[view.language], words.names[profile])
  return staffPage(view, {
    title,
    answersForm: true,
    back: { href: `/staff/people/${handle}` },
    content: html`<span class="govuk-caption-l">${nameOf(record)}</span><h1 class="govuk-heading-l">${title}</h1>
${warningText({ text: words.once, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}
<p class="govuk-body">${words.lead}</p><p class="govuk-body"><span class="cf-address" id="offer-address">${offer.link}</span></p>
${copyButton(words.copy, words.copied, 'offer-address')}
<p class="govuk-body">${words.qr}</p><div id="offer-qr">${qrSvg(offer.link, { label: words.qrLabel })}</div>
${codeSection(view, offer)}
<p class="govuk-body">${words.ends(momentInWords(offer.expiresAt, view.language))}</p>
<p class="govuk-body"><a class="govuk-link" href="/staff/people/${handle}">${words.toPerson}</a></p>`,
  })
}

function codeSection(view: StaffView, { txCode }: WalletOffer): Raw {
  const { code, theirs } = walletOfferWords[view.language]
  if (txCode === null) return html`<p class="govuk-body">${theirs}</p>`
  return html`<h2 class="govuk-heading-m">${code.title}</h2><p class="govuk-body">${code.lead}</p><p class="govuk-body"><span class="govuk-visually-hidden">${code.label}: </span><span class="cf-code" id="transaction-code">${txCode}</span></p>`
}
