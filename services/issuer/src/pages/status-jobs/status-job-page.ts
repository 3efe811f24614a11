import { plus, seconds } from '@counterfoil/shared/kernel/branded'
import { button, errorSummary, html, radios, summaryList, tag, warningText, type Raw, type TagColour } from '@counterfoil/ui/components'
import { isOfStatus, reasonsOf, type StatusJob, type StatusJobState } from '../../domain/status-jobs/status-job.ts'
import type { ShownStatusJob } from '../../use-cases/status-jobs/status-job-desk.ts'
import { secondInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { frameWords } from '../words/frame.ts'
import { statusChangeWords } from '../words/statuses.ts'
import { statusJobWords } from '../words/status-jobs.ts'
import { changeEffects, changeLetter, type Effects } from './change-effects.ts'
import { messageCounts } from '../notify/message-counts.ts'
import { servedInWords } from './served-in-words.ts'
import { tellingRadios } from './telling-radios.ts'
import { jobTitle, reasonInWords } from './status-job-in-words.ts'

export interface StatusJobModel extends ShownStatusJob {
  readonly effects: Effects
  readonly undoFor: number
  readonly fourEyesAbove: number
  /** In seconds. */
  readonly fourEyesWithin: number
  readonly lacksReason: boolean
  readonly lacksTelling: boolean
  /** What was chosen before it had to be proved who did. */
  readonly chosen: string | null
  readonly tellingBefore: string | null
  /** Undo was pressed, and it had begun. */
  readonly wasTooLate: boolean
}

const colours: Readonly<Record<StatusJobState, TagColour>> = { prepared: 'grey', waiting: 'yellow', staged: 'blue', running: 'turquoise', done: 'green', undone: 'grey' }

export const jobStateTag = (state: StatusJobState, view: StaffView): Raw => tag({ text: statusJobWords[view.language].states[state], colour: colours[state] })

const back = { href: '/staff/caseload' }

/** A change of one or many, from being prepared to being seen in the list. */
export function statusJobPage(view: StaffView, model: StatusJobModel): string {
  const words = statusJobWords[view.language]
  const { job, one, lacksReason, wasTooLate } = model
  const title = jobTitle(job, view.language)
  return staffPage(view, {
    title,
    section: 'caseload',
    back: one === null ? back : { href: `/staff/credentials/${one}` },
    hasError: lacksReason || model.lacksTelling,
    content: html`${lacksReason && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: words.reasonNeeded, href: '#reason' }] })}${model.lacksTelling && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: words.telling.needed, href: '#telling' }] })}
<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body" id="state">${jobStateTag(job.state, view)}</p>
${one !== null && html`<p class="govuk-body"><a class="govuk-link" href="/staff/credentials/${one}">${words.showOne}</a></p>`}
${wasTooLate && html`<div class="govuk-inset-text" role="status">${words.undone.tooLate}</div>`}
${sectionOf(view, model)}`,
  })
}

function sectionOf(view: StaffView, model: StatusJobModel): Raw {
  const { state } = model.job
  if (state === 'prepared') return check(view, model)
  if (state === 'waiting') return html`${waiting(view, model)}${facts(view, model)}`
  if (state === 'staged') return html`${staged(view, model)}${facts(view, model)}`
  if (state === 'running') return running(view, model)
  if (state === 'done') return html`${done(view, model)}${toldSection(view, model)}${letters(view, model)}`
  const { lead, why } = statusJobWords[view.language].undone
  const { undoneWhy } = model.job
  return html`<p class="govuk-body" id="undone">${undoneWhy === null ? lead : why[undoneWhy]}</p>${facts(view, model)}`
}

const letters = (view: StaffView, { job, types }: StatusJobModel): Raw => changeLetter(view, job.change, types.flatMap(({ type }) => (type === null ? [] : [type])).filter((type, place, all) => all.indexOf(type) === place))

/** What became of telling those whom it was about. */
function toldSection(view: StaffView, { job, told }: StatusJobModel): Raw | false {
  const words = statusJobWords[view.language].telling
  if (told === null) return false
  const lines = [job.toldAt === null && words.notYet, told.unreachable > 0 && words.unreachable(told.unreachable), told.gone > 0 && words.gone(told.gone), told.overtaken > 0 && words.overtaken(told.overtaken)].filter((line) => line !== false)
  return html`<div id="told">${lines.map((line) => html`<p class="govuk-body">${line}</p>`)}</div>${messageCounts(view, { counts: told.messages, page: `/staff/status/${job.id}` })}`
}

/** What it would do, asked before anything happens. */
function check(view: StaffView, model: StatusJobModel): Raw {
  const words = statusJobWords[view.language].check
  const { job, plan, needsSecondPerson, lacksReason } = model
  if (plan.toChange === 0) return html`<p class="govuk-body">${words.nothing}</p>${facts(view, model)}<p class="govuk-body"><a class="govuk-link" href="${back.href}">${words.cancel}</a></p>`
  return html`<h2 class="govuk-heading-m">${words.title}</h2>${facts(view, model)}<p class="govuk-body">${words.along}</p>
${changeEffects(view, job.change, model.effects)}
${job.change === 'revoke' && warningText({ text: statusChangeWords[view.language].changes.revoke.effect, iconFallbackText: view.language === 'cy' ? 'Rhybudd' : 'Warning' })}
<p class="govuk-body">${needsSecondPerson ? (job.many > model.fourEyesAbove ? words.fourEyes(model.fourEyesAbove) : words.fourEyesTogether(model.doneAlone, Math.round(model.fourEyesWithin / 3600), model.fourEyesAbove)) : words.undoFor(model.undoFor)}</p>
<form method="post" action="/staff/status/${job.id}/confirm" novalidate>${csrfField(view)}${radios({
    name: 'reason',
    fieldset: { legend: { text: statusChangeWords[view.language].reasonLegend, classes: 'govuk-fieldset__legend--m' } },
    errorMessage: lacksReason ? { text: statusJobWords[view.language].reasonNeeded } : undefined,
    items: reasonsOf(job.change).map((reason) => ({ value: reason, text: reasonInWords(view.language, job.change, reason) })),
    value: model.chosen ?? undefined,
  })}${tellingRadios(view, { tellable: model.tellable, isWrong: model.lacksTelling, before: model.tellingBefore })}<div class="govuk-button-group">${button({ text: words.confirm[job.change], classes: job.change === 'revoke' ? 'govuk-button--warning' : undefined, id: 'confirm' })}<a class="govuk-link" href="${back.href}">${words.cancel}</a></div></form>
${letters(view, model)}`
}

const mostLines = 20

function facts(view: StaffView, { job, plan, types }: StatusJobModel): Raw {
  const words = statusJobWords[view.language].check
  const row = (key: string, value: string | number, isShown = true) => (isShown ? [{ key: { text: key }, value: { text: String(value) } }] : [])
  const byType = Map.groupBy(types, ({ type, configurationId }) => type?.name[view.language] ?? configurationId)
  const isBefore = job.state !== 'undone'
  return summaryList({
    attributes: { id: 'plan' },
    rows: [
      ...row(words.rows.what, jobTitle(job, view.language)),
      ...row(statusJobWords[view.language].detail.why, job.reason === null ? '' : reasonInWords(view.language, job.change, job.reason), job.reason !== null),
      ...row(statusJobWords[view.language].telling.legend, statusJobWords[view.language].telling.ways[job.telling], job.reason !== null),
      ...row(words.rows.types, [...byType].map(([name, ones]) => `${name} (${ones.reduce((sum, { many }) => sum + many, 0)})`).join(', '), byType.size > 0),
      ...row(words.rows.many, job.many),
      ...row(words.rows.toChange, plan.toChange, isBefore),
      ...row(words.rows.already, plan.already, isBefore && plan.already > 0),
      ...row(words.rows.cannot, plan.cannot, isBefore && plan.cannot > 0),
      ...row(words.rows.ofOtherKind, plan.ofOtherKind, isBefore && plan.ofOtherKind > 0),
      ...row(words.rows.expired, plan.expired, isBefore && plan.expired > 0),
      ...row(words.rows.unknownLines, words.lines(job.unknownLines.slice(0, mostLines).join(', '), Math.max(0, job.unknownLines.length - mostLines)), job.unknownLines.length > 0),
      ...row(words.rows.openOffers, words.openOffers(plan.openOffers), isBefore && plan.openOffers > 0),
    ],
  })
}

const form = (view: StaffView, job: StatusJob, verb: string, label: string): Raw => html`<form method="post" action="/staff/status/${job.id}/${verb}">${csrfField(view)}${button({ text: label, classes: 'govuk-button--secondary', id: verb })}</form>`

function waiting(view: StaffView, { job }: StatusJobModel): Raw {
  const words = statusJobWords[view.language]
  return html`<p class="govuk-body">${words.waiting.lead} <a class="govuk-link" href="/staff/approvals">${words.waiting.approvals}</a></p>
<div class="govuk-button-group">${form(view, job, 'undo', words.staged.undo)}${form(view, job, 'confirm', words.waiting.again)}</div>`
}

function staged(view: StaffView, { job }: StatusJobModel): Raw {
  const words = statusJobWords[view.language].staged
  return html`<p class="govuk-body">${words.lead(secondInWords(job.appliesAt ?? job.madeAt, view.language))}</p>${form(view, job, 'undo', words.undo)}<p class="govuk-body"><a class="govuk-link" href="/staff/status/${job.id}">${words.look}</a></p>`
}

function running(view: StaffView, { job, progress }: StatusJobModel): Raw {
  const words = statusJobWords[view.language]
  return html`<p class="govuk-body" role="status" id="progress">${words.running.lead(progress.done, job.many)}</p><p><progress class="cf-progress" max="${job.many}" value="${progress.done}" aria-label="${words.running.label}"></progress></p>
<p class="govuk-body">${words.running.stays}</p><p class="govuk-body"><a class="govuk-link" href="/staff/status/${job.id}">${words.staged.look}</a></p>`
}

function done(view: StaffView, { job, progress, effects }: StatusJobModel): Raw {
  const words = statusJobWords[view.language].done
  const { publishedAt, doneAt } = job
  const unchanged = job.many - progress.changed
  return html`<p class="govuk-body govuk-!-font-weight-bold" id="changed">${words.changed(progress.changed)}</p>${unchanged > 0 && html`<p class="govuk-body">${words.unchanged(unchanged)}</p>`}
${isOfStatus(job.change) && (publishedAt === null || doneAt === null ? html`<p class="govuk-body" id="published">${words.notYet} <a class="govuk-link" href="/staff/status/${job.id}">${statusJobWords[view.language].staged.look}</a></p>` : html`<p class="govuk-body" id="published">${words.published(secondInWords(publishedAt, view.language))}</p><p class="govuk-body" id="served">${servedInWords(view.language, { after: seconds(publishedAt - doneAt), allBy: plus(publishedAt, effects.listTtl), change: job.change })}</p>`)}
${job.unknownLines.length > 0 && html`<p class="govuk-body">${statusJobWords[view.language].check.rows.unknownLines}: ${statusJobWords[view.language].check.lines(job.unknownLines.slice(0, mostLines).join(', '), Math.max(0, job.unknownLines.length - mostLines))}</p>`}`
}
