import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { button, errorSummary, html, radios, summaryList, warningText } from '@counterfoil/ui/components'
import { statusChanges, type Counterfoil, type StatusChange } from '../domain/counterfoil.ts'
import { dayInWords } from './dates.ts'
import { csrfField, staffPage, type StaffView } from './staff-page.ts'
import { changeEffects, changeLetter, type Effects } from './status-jobs/change-effects.ts'
import { tellingRadios } from './status-jobs/telling-radios.ts'
import type { ShownStatusJob } from '../use-cases/status-jobs/status-job-desk.ts'
import { statusTag } from './status-tag.ts'
import { frameWords } from './words/frame.ts'
import { statusJobWords } from './words/status-jobs.ts'
import { statusChangeWords } from './words/statuses.ts'

export interface ChangeStatusModel {
  readonly change: StatusChange
  readonly counterfoil: Counterfoil
  readonly type: CredentialType
  readonly person: string
  readonly now: EpochSeconds
  readonly lacksReason: boolean
  readonly lacksTelling: boolean
  readonly tellingBefore: string | null
  readonly tellable: ShownStatusJob['tellable']
  readonly effects: Effects
}

/** Asks once more, and why, before a status changes. */
export function changeStatusPage(view: StaffView, model: ChangeStatusModel): string {
  const { change, counterfoil, lacksReason } = model
  const words = statusChangeWords[view.language]
  const own = words.changes[change]
  const reasonWords: Readonly<Record<string, string>> = own.reasons
  const person = `/staff/people/${counterfoil.person}`
  return staffPage(view, {
    title: own.title,
    back: { href: person },
    hasError: lacksReason || model.lacksTelling,
    content: html`${lacksReason && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: words.reasonNeeded, href: '#reason' }] })}${model.lacksTelling && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: statusJobWords[view.language].telling.needed, href: '#telling' }] })}
<h1 class="govuk-heading-l">${own.title}</h1>${aboutCredential(view, model)}
${change === 'revoke' ? warningText({ text: own.effect, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' }) : html`<p class="govuk-body">${own.effect}</p>`}
${changeEffects(view, change, model.effects)}
<form method="post" action="/staff/credentials/${counterfoil.id}/${change}" novalidate>${csrfField(view)}${radios({
      name: 'reason',
      fieldset: { legend: { text: words.reasonLegend, classes: 'govuk-fieldset__legend--m' } },
      errorMessage: lacksReason ? { text: words.reasonNeeded } : undefined,
      items: statusChanges[change].reasons.map((reason) => ({ value: reason, text: reasonWords[reason] ?? reason })),
    })}${tellingRadios(view, { tellable: model.tellable, isWrong: model.lacksTelling, before: model.tellingBefore })}<div class="govuk-button-group">${button({ text: own.button, classes: change === 'revoke' ? 'govuk-button--warning' : undefined })}<a class="govuk-link" href="${person}">${words.cancel}</a></div></form>
${changeLetter(view, change, [model.type])}`,
  })
}

function aboutCredential(view: StaffView, { counterfoil, type, person, now }: ChangeStatusModel) {
  const words = statusChangeWords[view.language].about
  return summaryList({
    rows: [
      { key: { text: words.person }, value: { text: person } },
      { key: { text: words.type }, value: { text: type.name[view.language] } },
      { key: { text: words.issued }, value: { text: dayInWords(counterfoil.issuedAt, view.language) } },
      { key: { text: words.status }, value: { text: statusTag(counterfoil, now, view.language) } },
    ],
  })
}
