import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { partsOf, privacyNoticeOf, statedPurpose, type AskedClaim, type FindType, type FormPart, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { button, html, summaryList, type Raw } from '@counterfoil/ui/components'
import { consentEn } from '@counterfoil/ui/words/consent/en'
import { consentCy } from '@counterfoil/ui/words/consent/cy'
import type { Language } from '@counterfoil/ui/words'
import { leavesOf } from '../../domain/leaf-claims.ts'
import type { StaffView } from '../staff-page.ts'
import { formWords } from '../words/catalogue/forms.ts'

const words = { en: consentEn, cy: consentCy }

/** The consent screen of a form as the wallet words it, in both languages. Values are the citizen's: there are none here. */
export function consentPreview(view: StaffView, profile: FormProfile, find: FindType): Raw {
  const said = formWords[view.language].preview
  return html`<p class="govuk-body">${said.lead}</p>${(['en', 'cy'] as const).map((language) => html`<section class="cf-consent" lang="${language}" aria-label="${said.label[language]}">${screen(view, profile, find, language)}</section>`)}`
}

function screen(view: StaffView, profile: FormProfile, find: FindType, language: Language): Raw {
  const say = words[language]
  const stated = statedPurpose(profile, view.authority.id)
  const notice = privacyNoticeOf(profile, view.authority.id, formWords[language].preview.website)
  const parts = partsOf(profile)
  const fact = (key: string, text: string) => ({ key: { text: key }, value: { text } })
  return html`<p class="govuk-caption-l">${stated.form[language]}</p><h3 class="govuk-heading-l">${say.title.replace('{{who}}', view.authority.name[language])}</h3>
${parts.map((part) => askedPart(part, find(part.credential), language, parts.length > 1))}
<h4 class="govuk-heading-m">${say.reasons}</h4>${summaryList({ rows: [fact(say.why, stated.purpose[language]), fact(say.law, stated.lawful_basis[language]), fact(say.howLong, stated.retention[language]), fact(say.contact, stated.contact), ...(notice === null ? [] : [fact(say.notice, notice[language])])] })}
<p class="govuk-body govuk-!-font-weight-bold">${say.warning}</p><div class="govuk-button-group">${[say.share, say.notNow].map((text) => button({ text, type: 'button', disabled: true }))}</div>`
}

/** One credential: what the form needs of it, what may be added, and what the council will not see. */
function askedPart({ credential, claims, need }: FormPart, type: CredentialType | null, language: Language, isOneOfSeveral: boolean): Raw {
  const say = words[language]
  const labelled = ({ path, id }: AskedClaim): string => (type?.claims.find((claim) => isSame(claim.path, path))?.label ?? { en: id, cy: id })[language]
  const optional = claims.filter((claim) => claim.need === 'optional')
  const required = claims.filter((claim) => claim.need !== 'optional')
  const unseen = type === null ? [] : leavesOf(type).filter(({ path, disclosable }) => disclosable && !claims.some((claim) => isWithin(path, claim.path)))
  const always = type === null ? [] : leavesOf(type).filter(({ path, disclosable }) => !disclosable && !claims.some((claim) => isSame(claim.path, path)))
  return html`${isOneOfSeveral && html`<h4 class="govuk-heading-m">${type?.name[language] ?? credential.type}</h4>`}${need === 'optional' && html`<p class="govuk-body">☐ ${say.add}<span class="govuk-hint cf-line">${say.addHint}</span></p>`}
${list(need === 'required' ? say.required : say.wouldShare, required.map((claim) => html`${labelled(claim)}`))}
${list(say.unasked, always.map(({ label }) => html`${label[language]}`))}
${optional.length > 0 && html`<h4 class="govuk-heading-m">${say.optional}</h4><p class="govuk-hint">${say.optionalHint}</p><ul class="govuk-list">${optional.map((claim) => html`<li>☐ ${labelled(claim)}</li>`)}</ul>`}
${list(say.unseen, unseen.map(({ label }) => html`${label[language]}`), 'unseen')}`
}

const list = (heading: string, items: readonly Raw[], what = 'seen'): Raw | false =>
  items.length > 0 && html`<h4 class="govuk-heading-m">${heading}</h4><ul class="govuk-list govuk-list--bullet" data-claims="${what}">${items.map((item) => html`<li>${item}</li>`)}</ul>`

const isSame = (one: readonly string[], other: readonly string[]): boolean => one.length === other.length && isWithin(one, other)
const isWithin = (path: readonly string[], above: readonly string[]): boolean => above.every((name, place) => path[place] === name)
