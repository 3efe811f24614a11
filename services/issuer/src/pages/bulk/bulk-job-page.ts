import { plus } from '@counterfoil/shared/kernel/branded'
import { button, errorSummary, html, insetText, notificationBanner, summaryList, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import { takenAsFiles, type BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import { bulkPlans, type RowInError } from '../../domain/bulk/bulk-plan.ts'
import { bulkLifetime, bulkOutcomes, firstRows, type BulkJob } from '../../domain/bulk/bulk-job.ts'
import type { MessageCount } from '../../ports/notifier.ts'
import type { ShownJob } from '../../use-cases/bulk/staff-bulk.ts'
import { momentInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { stepUpFirst } from '../staff/step-up-first.ts'
import { bulkWords } from '../words/bulk.ts'
import { frameWords } from '../words/frame.ts'
import { errorRows } from './bulk-errors.ts'
import { messageCounts } from '../notify/message-counts.ts'
import { progressInWords, progressSection } from './bulk-progress.ts'
import { rowsSection, type RowsShown } from './bulk-rows.ts'
import { numberIn, shownStateOf, stateTag, type ShownBulkState } from './bulk-state.ts'
import { uploadForm } from './bulk-upload-page.ts'

export interface BulkJobModel {
  readonly shown: ShownJob
  /** Null for whoever can't read them. */
  readonly errors: readonly RowInError[] | null
  readonly rows: RowsShown
  /** What became of what was written to people. */
  readonly messages: readonly MessageCount[]
  /** How people can be reached here now. */
  readonly open: readonly BulkDelivery[]
  readonly canTake: 'yes' | 'not_yours' | 'gone'
  /** How many offers were made for another session than the one that looks, while it is paused. */
  readonly toMakeAnew: number
  readonly openOffers: number
  readonly wasWithdrawn: boolean
  /** Headings of the file that mean nothing here; told once, after it came. */
  readonly passedOver: string | null
}

/** One job, in whatever state it is. */
export function bulkJobPage(view: StaffView, model: BulkJobModel): string {
  const { job } = model.shown
  const state = shownStateOf(model.shown)
  const words = bulkWords[view.language]
  const hasErrors = state === 'prepared' && job.counts.invalid > 0
  const title = hasErrors ? words.errors.title(job.counts.invalid) : titleOf(state, view.language)
  return staffPage(view, {
    title,
    section: 'bulk',
    hasError: hasErrors,
    back: { href: '/staff/bulk' },
    // Who runs scripts gets it fresher, and without a jump. Neither keeps a session that nobody uses.
    head: job.state === 'running' && html`<noscript><meta http-equiv="refresh" content="5;url=/staff/bulk/${job.id}?unattended"></noscript>`,
    content: html`${hasErrors && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: title, href: '#bulk-errors' }] })}${model.wasWithdrawn && model.openOffers === 0 && notificationBanner({ type: 'success', titleText: frameWords[view.language].done, text: words.done.withdrawn })}
<span class="govuk-caption-l">${words.title}, ${momentInWords(job.preparedAt, view.language)}</span><h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${stateTag(state, view.language, { id: 'bulk-state', 'data-state': state })}</p>
${model.passedOver !== null && insetText({ text: words.errors.passedOver(model.passedOver) })}${hasErrors && errorsSection(view, model)}
${stateSection(view, model, state)}
${messageCounts(view, { counts: model.messages, page: `/staff/bulk/${job.id}` })}${job.hasRows && rowsSection(job, model.rows, view.language)}`,
  })
}

function titleOf(state: ShownBulkState, language: Language): string {
  const words = bulkWords[language]
  const titles: Readonly<Record<ShownBulkState, string>> = {
    prepared: words.plan.title,
    asked: words.waiting.title,
    approved: words.approved.title,
    refused: words.waiting.refused,
    expired: words.waiting.title,
    in_line: words.running.inLineTitle,
    running: words.running.title,
    paused: words.paused.title,
    finished: words.done.title,
    cancelled: words.done.cancelledTitle,
  }
  return titles[state]
}

function errorsSection(view: StaffView, { shown: { job }, errors, open }: BulkJobModel): Raw {
  const words = bulkWords[view.language].errors
  if (errors === null) return html`<div id="bulk-errors">${insetText({ text: words.gone })}</div>`
  return html`<section id="bulk-errors" tabindex="-1">${errorRows(errors, view.language)}
<p class="govuk-body"><a class="govuk-link" href="/staff/bulk/${job.id}/errors.csv" download id="bulk-error-file">${words.download}</a>. ${words.downloadLead}</p>${uploadForm(view, { open, chosen: job.delivery })}
${job.counts.create > 0 && html`<p class="govuk-body">${words.goOn(job.counts.create)}</p>`}</section>`
}

function stateSection(view: StaffView, model: BulkJobModel, state: ShownBulkState): Raw {
  const { job } = model.shown
  const words = bulkWords[view.language]
  const told = progressInWords(model.shown, view.language)
  const cancelling = html`<a class="govuk-link" id="bulk-cancel" href="/staff/bulk/${job.id}/cancel">${job.state === 'running' || state === 'paused' ? words.running.cancel : words.plan.cancel}</a>`
  switch (state) {
    case 'prepared':
      return html`<p class="govuk-body">${words.plan.lead}</p>${planCounts(job, view.language)}${job.counts.create === 0 ? insetText({ text: words.plan.nothing, id: 'bulk-nothing' }) : html`<p class="govuk-body">${words.plan.askLead}</p>`}${actions(job.counts.create > 0 && act(view, job, 'ask', words.plan.ask), cancelling)}`
    case 'asked':
      return html`<p class="govuk-body">${words.waiting.lead} <a class="govuk-link" href="/staff/approvals">${words.waiting.queue}</a></p>${planCounts(job, view.language)}${actions(model.shown.approval === null && act(view, job, 'ask', words.waiting.again), cancelling)}`
    case 'expired':
      return html`<p class="govuk-body">${words.waiting.expiredLead}</p>${planCounts(job, view.language)}${actions(act(view, job, 'ask', words.waiting.again), cancelling)}`
    case 'refused':
      return html`<p class="govuk-body">${words.waiting.refusedLead}</p>${planCounts(job, view.language)}${actions(cancelling)}`
    case 'approved':
      return html`${insetText({ text: takenAsFiles(job.delivery).length > 0 ? words.approved.lead : words.approved.sentLead })}${planCounts(job, view.language)}${!view.isSteppedUp && stepUpFirst({ lead: words.approved.stepUpLead, button: words.approved.stepUp, back: `/staff/bulk/${job.id}` })}${actions(view.isSteppedUp && act(view, job, 'start', words.approved.start), view.isSteppedUp && job.counts.create > firstRows && act(view, job, 'start', words.approved.first(firstRows), { secondary: true, pauseAfter: firstRows }), cancelling)}`
    case 'in_line':
    case 'running':
      return html`<p class="govuk-body">${state === 'running' ? words.running.lead : words.running.inLine}</p>${progressSection(model.shown, told, view.language)}<noscript><p class="govuk-body"><a class="govuk-link" href="/staff/bulk/${job.id}">${words.running.reload}</a></p></noscript>${actions(act(view, job, 'pause', words.running.pause, { secondary: true }), cancelling)}`
    case 'paused': {
      const canGoOn = job.pausedBecause !== 'not_as_approved'
      const anew = canGoOn ? model.toMakeAnew : 0
      return html`<p class="govuk-body">${words.paused.because[job.pausedBecause ?? 'asked']} ${job.pausedAt !== null && words.paused.until(momentInWords(plus(job.pausedAt, bulkLifetime), view.language))}</p>${progressSection(model.shown, told, view.language)}${anew > 0 && insetText({ id: 'bulk-make-anew', text: `${words.paused.anew(anew)}${job.delivery === 'files' ? '' : ` ${words.paused.anewWritten}`}` })}${canGoOn && !view.isSteppedUp && stepUpFirst({ lead: words.paused.stepUpLead, button: words.paused.stepUp, back: `/staff/bulk/${job.id}` })}${actions(canGoOn && view.isSteppedUp && act(view, job, 'resume', anew > 0 ? words.paused.resumeAnew : words.paused.resume, { makeAnew: anew > 0 }), cancelling)}`
    }
    case 'finished':
    case 'cancelled':
      return html`<p class="govuk-body-l" id="bulk-made">${words.done.offers(job.outcomes.offered)}</p>${outcomeCounts(job, view.language)}${job.outcomes.offered > 0 && handingOn(view, model)}`
  }
}

const actions = (...all: readonly (Raw | false)[]): Raw => html`<div class="govuk-button-group">${all}</div>`

interface ActOptions {
  readonly secondary?: boolean
  readonly pauseAfter?: number
  readonly makeAnew?: boolean
}

const act = (view: StaffView, job: BulkJob, verb: string, text: string, { secondary = false, pauseAfter, makeAnew = false }: ActOptions = {}): Raw =>
  html`<form method="post" action="/staff/bulk/${job.id}/${verb}">${csrfField(view)}${pauseAfter !== undefined && html`<input type="hidden" name="pause_after" value="${pauseAfter}">`}${makeAnew && html`<input type="hidden" name="make_anew" value="yes">`}${button({ text, id: `bulk-${verb}${pauseAfter === undefined ? '' : '-first'}`, ...(secondary ? { classes: 'govuk-button--secondary' } : {}) })}</form>`

function planCounts({ counts, delivery }: BulkJob, language: Language): Raw {
  const { plan: words, deliveries, new: asked } = bulkWords[language]
  const number = numberIn(language)
  const reached = { key: { text: asked.delivery }, value: { text: html`<span id="bulk-delivery">${deliveries[delivery]}</span>` } }
  return summaryList({ rows: [reached, ...[...bulkPlans, 'invalid' as const].filter((plan) => plan === 'create' || counts[plan] > 0).map((plan) => ({ key: { text: words[plan] }, value: { text: html`<span id="bulk-count-${plan}">${number(counts[plan])}</span>` } }))] })
}

function outcomeCounts({ outcomes }: BulkJob, language: Language): Raw {
  const words = bulkWords[language].done.outcomes
  const number = numberIn(language)
  return summaryList({ rows: bulkOutcomes.filter((outcome) => outcome === 'offered' || outcomes[outcome] > 0).map((outcome) => ({ key: { text: words[outcome] }, value: { text: number(outcomes[outcome]) } })) })
}

function handingOn(view: StaffView, { shown: { job }, canTake, openOffers }: BulkJobModel): Raw {
  const words = bulkWords[view.language].done
  const kinds = takenAsFiles(job.delivery)
  const taking = kinds.map((kind) => act(view, job, kind, job.resultsTaken[kind] === null ? words[kind] : `${words[kind]} (${words.taken})`, { secondary: job.resultsTaken[kind] !== null }))
  const toTake = canTake === 'yes' ? html`<p class="govuk-body">${kinds.length > 1 ? words.takeLead : words.takeOneLead}</p>${actions(...taking)}` : insetText({ text: canTake === 'gone' ? words.gone : words.notYours, id: 'bulk-not-taken' })
  return html`${kinds.length > 0 && html`<h2 class="govuk-heading-m">${words.take}</h2>${toTake}`}
${openOffers > 0 && html`<p class="govuk-body">${words.withdrawLead}</p><p class="govuk-body"><a class="govuk-link" id="bulk-withdraw" href="/staff/bulk/${job.id}/withdraw">${words.withdraw}</a></p>`}`
}

/** Asks once more before what can't be taken back. */
export function confirmBulkPage(view: StaffView, job: BulkJob, verb: 'cancel' | 'withdraw'): string {
  const words = bulkWords[view.language][verb === 'cancel' ? 'confirmCancel' : 'confirmWithdraw']
  return staffPage(view, {
    title: words.title,
    section: 'bulk',
    back: { href: `/staff/bulk/${job.id}` },
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p>
<form method="post" action="/staff/bulk/${job.id}/${verb}">${csrfField(view)}<div class="govuk-button-group">${button({ text: words.button, id: `bulk-confirm-${verb}`, classes: 'govuk-button--warning' })}<a class="govuk-link" href="/staff/bulk/${job.id}">${words.back}</a></div></form>`,
  })
}
