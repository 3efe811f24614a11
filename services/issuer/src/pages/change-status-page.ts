import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { button, errorSummary, html, radios, summaryList, warningText, type Raw } from '@counterfoil/ui/components'
import type { Counterfoil } from '../domain/counterfoil.ts'
import { isOfStatus, reasonsOf, type JobChange, type StatusJob } from '../domain/status-jobs/status-job.ts'
import { dayInWords } from './dates.ts'
import { csrfField, staffPage, type StaffView } from './staff-page.ts'
import { changeEffects, changeLetter, type Effects } from './status-jobs/change-effects.ts'
import { reasonInWords } from './status-jobs/status-job-in-words.ts'
import { tellingRadios } from './status-jobs/telling-radios.ts'
import { underWayRows } from './status-jobs/under-way.ts'
import type { ShownStatusJob } from '../use-cases/status-jobs/status-job-desk.ts'
import { statusTag } from './status-tag.ts'
import { frameWords } from './words/frame.ts'
import { statusJobWords } from './words/status-jobs.ts'
import { statusChangeWords } from './words/statuses.ts'

export interface ChangeStatusModel {
  readonly change: JobChange
  readonly counterfoil: Counterfoil
  readonly type: CredentialType
  readonly person: string
  readonly now: EpochSeconds
  readonly lacksReason: boolean
  readonly lacksTelling: boolean
  /** It was asked for, and is about to be done for another reason or told in another way. */
  readonly isAboutToChangeOtherwise: boolean
  /** What was chosen before the page came again. */
  readonly chosen: string | null
  readonly tellingBefore: string | null
  readonly isAtOnce: boolean
  readonly tellable: ShownStatusJob['tellable']
  readonly effects: Effects
  /** In seconds; none, and it is done at once in any case. */
  readonly undoFor: number
  readonly underWay: readonly StatusJob[]
}

/** Asks once more, and why, before a credential is changed. */
export function changeStatusPage(view: StaffView, model: ChangeStatusModel): string {
  const { change, counterfoil, lacksReason } = model
  const words = statusChangeWords[view.language]
  const own = words.changes[change]
  const person = `/staff/people/${counterfoil.person}`
  return staffPage(view, {
    title: own.title,
    back: { href: person },
    hasError: lacksReason || model.lacksTelling || model.isAboutToChangeOtherwise,
    content: html`${lacksReason && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: words.reasonNeeded, href: '#reason' }] })}${model.lacksTelling && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: statusJobWords[view.language].telling.needed, href: '#telling' }] })}${model.isAboutToChangeOtherwise && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: statusJobWords[view.language].underWay.otherwise, href: '#under-way' }] })}
<h1 class="govuk-heading-l">${own.title}</h1><div id="under-way">${aboutCredential(view, model)}</div>
${change === 'revoke' ? warningText({ text: own.effect, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' }) : html`<p class="govuk-body">${own.effect}</p>`}
${changeEffects(view, change, model.effects)}
<form method="post" action="/staff/credentials/${counterfoil.id}/${change}" novalidate>${csrfField(view)}${radios({
      name: 'reason',
      fieldset: { legend: { text: words.reasonLegend, classes: 'govuk-fieldset__legend--m' } },
      errorMessage: lacksReason ? { text: words.reasonNeeded } : undefined,
      items: reasonsOf(change).map((reason) => ({ value: reason, text: reasonInWords(view.language, change, reason) })),
      value: model.chosen ?? undefined,
    })}${whenRadios(view, model)}${tellingRadios(view, { tellable: model.tellable, isWrong: model.lacksTelling, before: model.tellingBefore })}${change === 'revoke' && !view.isSteppedUp && html`<p class="govuk-body">${words.proof}</p>`}<div class="govuk-button-group">${button({ text: own.button, classes: change === 'revoke' ? 'govuk-button--warning' : undefined, id: 'confirm' })}<a class="govuk-link" href="${person}">${words.cancel}</a></div></form>
${changeLetter(view, change, [model.type])}`,
  })
}

/** Undone while nothing has begun, or at once; nothing is asked where only one of them is open. */
function whenRadios({ language }: StaffView, { change, undoFor, isAtOnce }: ChangeStatusModel): Raw | false {
  const words = statusChangeWords[language].when
  if (undoFor === 0) return false
  if (!isOfStatus(change)) return html`<p class="govuk-body">${statusJobWords[language].check.undoFor(undoFor)}</p>`
  return radios({
    name: 'when',
    fieldset: { legend: { text: words.legend, classes: 'govuk-fieldset__legend--m' } },
    items: [{ value: 'staged', text: words.staged(undoFor) }, { value: 'at_once', text: words.atOnce, hint: { text: words.hints[change] } }],
    value: isAtOnce ? 'at_once' : 'staged',
  })
}

function aboutCredential(view: StaffView, { counterfoil, type, person, now, underWay }: ChangeStatusModel) {
  const words = statusChangeWords[view.language].about
  return summaryList({
    rows: [
      { key: { text: words.person }, value: { text: person } },
      { key: { text: words.type }, value: { text: type.name[view.language] } },
      { key: { text: words.issued }, value: { text: dayInWords(counterfoil.issuedAt, view.language) } },
      { key: { text: words.status }, value: { text: statusTag(counterfoil, now, view.language) } },
      ...underWayRows(view, underWay),
    ],
  })
}
