import { button, details, html, notificationBanner, summaryList, type Raw } from '@counterfoil/ui/components'
import type { FindType } from '@counterfoil/shared/form-profile/form-profile'
import { differencesOf } from '../../domain/catalogue/differences.ts'
import type { AskedType, ShownForm } from '../../use-cases/catalogue/form-desk.ts'
import { accreditCommand } from '../../domain/catalogue/accredit-command.ts'
import { isBroken, newestVersionOf, type FormVersion, type KnownForm } from '../../use-cases/catalogue/live-forms.ts'
import { momentInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { catalogueWords } from '../words/catalogue/catalogue.ts'
import { formWords } from '../words/catalogue/forms.ts'
import { consentPreview } from './consent-preview.ts'
import { differencesTable } from './edition-words.ts'
import { formStateOf, formStateTag, isAwaited, titleOf } from './forms-page.ts'

export interface FormPageModel {
  readonly shown: ShownForm & { readonly form: KnownForm }
  readonly asked: readonly AskedType[]
  readonly find: FindType
}

/** One form as citizens are asked with it, every version that was, and the way to a draft. */
export function formPage(view: StaffView, { shown, asked, find }: FormPageModel): string {
  const words = formWords[view.language]
  const { id, form, draft } = shown
  const newest = newestVersionOf(form)
  const title = titleOf(shown, view.language)
  return staffPage(view, {
    title,
    section: 'catalogue',
    back: { href: '/staff/catalogue/forms' },
    content: html`${form.withdrawn === null && accreditationBanner(view, asked)}<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">${newest === null ? '' : newest.published === null ? words.delivered(newest.version) : words.numbered(newest.version)} ${formStateTag(formStateOf(shown, asked), view)}</p>${isBroken(form) && html`<p class="govuk-body">${words.broken}</p>`}${form.withdrawn === null && html`${asked.some(({ isCurrent }) => !isCurrent) && html`<p class="govuk-body">${words.outdated}</p>`}${awaitedState(view, asked)}${accreditationState(view, asked)}`}${form.withdrawn !== null && html`<p class="govuk-body">${words.withdrawnAt(momentInWords(form.withdrawn.publishedAt, view.language))}</p>`}
${draft === null ? html`<form method="post" action="/staff/catalogue/forms/${id}/drafts" novalidate>${csrfField(view)}${button({ text: words.edit, id: 'edit-form' })}</form>` : html`<p class="govuk-body"><a class="govuk-link" href="/staff/catalogue/form-drafts/${draft.id}">${catalogueWords[view.language].openDraft}</a></p>`}
<h2 class="govuk-heading-m">${words.preview.title}</h2>${newest?.profile == null ? html`<p class="govuk-body">${words.preview.broken}</p>` : consentPreview(view, newest.profile, find)}
<h2 class="govuk-heading-m">${words.versions.title}</h2><p class="govuk-body">${words.versions.lead}</p>${form.versions.map((_, place) => versionCard(view, shown, form.versions.length - 1 - place))}
${draft === null && form.withdrawn === null && html`<h2 class="govuk-heading-m">${words.withdrawal.title}</h2><p class="govuk-body">${words.withdrawal.lead}</p><form method="post" action="/staff/catalogue/forms/${id}/withdrawal" novalidate>${csrfField(view)}${button({ text: words.withdrawal.button, classes: 'govuk-button--warning', id: 'withdraw-form' })}</form>`}`,
  })
}

/** Which accreditation is missing, and what whoever runs the service has to do about it. */
export function accreditationBanner(view: StaffView, asked: readonly AskedType[]): Raw | false {
  const words = formWords[view.language].accreditation
  const missing = asked.filter(({ isAccredited }) => isAccredited === false)
  return (
    missing.length > 0 &&
    notificationBanner({
      titleText: words.title,
      titleId: 'accreditation',
      text: html`<p class="govuk-notification-banner__heading" id="not-accredited">${words.missing}</p><p class="govuk-body">${words.operator}</p><ul class="govuk-list">${missing.map(({ vct }) => html`<li><code class="cf-exact">${accreditCommand(view.authority.id, 'request', vct, view.now)}</code></li>`)}</ul>`,
    })
  )
}

/** That verifiers may not know yet what it asks for. */
export const awaitedState = ({ language }: StaffView, asked: readonly AskedType[]): Raw | false => isAwaited(asked) && html`<p class="govuk-body" id="awaited">${formWords[language].awaited}</p>`

/** That nothing is missing, or that nobody can tell. */
export function accreditationState(view: StaffView, asked: readonly AskedType[]): Raw | false {
  const words = formWords[view.language].accreditation
  if (asked.length === 0 || asked.some(({ isAccredited }) => isAccredited === false)) return false
  return html`<p class="govuk-body" id="accreditation-state">${asked.every(({ isAccredited }) => isAccredited === true) ? words.covered : words.unknown}</p>`
}

function versionCard(view: StaffView, { id, form, draft }: FormPageModel['shown'], place: number): Raw {
  const words = formWords[view.language]
  const { history } = catalogueWords[view.language]
  const one = form.versions[place] as FormVersion
  const before = form.versions[place - 1]
  const differences = before === undefined ? [] : differencesOf(before.content, one.content)
  const fact = (text: string, value: string) => ({ key: { text }, value: { text: value } })
  return html`<h3 class="govuk-heading-s">${words.numbered(one.version)}</h3>${
    one.published === null
      ? html`<p class="govuk-body">${history.delivered}</p>`
      : summaryList({ rows: [fact(history.at, momentInWords(one.published.publishedAt, view.language)), fact(history.askedBy, one.published.askedBy), fact(history.approvedBy, one.published.approvedBy)] })
  }${before !== undefined && details({ summaryText: history.differences(differences.length), text: differencesTable(differences, view.language) })}<p class="govuk-body"><a class="govuk-link" href="/staff/catalogue/forms/${id}/versions/${one.version}">${words.versions.read(one.version)}</a></p>${
    place < form.versions.length - 1 && draft === null && html`<form method="post" action="/staff/catalogue/forms/${id}/drafts" novalidate>${csrfField(view)}<input type="hidden" name="again" value="${one.version}">${button({ text: words.versions.again(one.version), classes: 'govuk-button--secondary' })}</form>`
  }`
}

/** One version, as it was published: how it looked, and all that it says. */
export function formVersionPage(view: StaffView, { shown, version, find }: { readonly shown: FormPageModel['shown']; readonly version: FormVersion; readonly find: FindType }): string {
  const words = formWords[view.language]
  const title = `${version.profile?.title[view.language] ?? shown.id}: ${words.numbered(version.version)}`
  return staffPage(view, {
    title,
    section: 'catalogue',
    back: { href: `/staff/catalogue/forms/${shown.id}` },
    content: html`<h1 class="govuk-heading-l">${title}</h1><h2 class="govuk-heading-m">${words.preview.title}</h2>${version.profile === null ? html`<p class="govuk-body">${words.preview.broken}</p>` : consentPreview(view, version.profile, find)}
<h2 class="govuk-heading-m">${words.versions.whole}</h2><pre class="cf-exact cf-wide" tabindex="0">${version.content.text}</pre>`,
  })
}
