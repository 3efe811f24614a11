import { button, errorSummary, html, insetText, notificationBanner, radios, summaryList, wideTable, type Raw } from '@counterfoil/ui/components'
import { decisionReasons, type Approval, type DescribedSubject } from '../../domain/approval.ts'
import type { ShownApproval } from '../../use-cases/approvals/approval-desk.ts'
import { momentInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { stepUpFirst } from '../staff/step-up-first.ts'
import { approvalWords } from '../words/approvals/approvals.ts'
import { frameWords } from '../words/frame.ts'
import { approvalTag } from './approval-state.ts'
import { aboutBreakGlass, reviewForm } from './break-glass-parts.ts'

/** What the page says of the press that led to it. */
export const toldOutcomes = ['decided', 'decided_before', 'expired', 'own', 'changed', 'withdrawn', 'not_withdrawn', 'ended', 'not_ended', 'reviewed', 'not_reviewed'] as const
export type ToldOutcome = (typeof toldOutcomes)[number]

export interface ApprovalModel extends ShownApproval {
  readonly mayDecide: boolean
  readonly mayBreakGlass: boolean
  readonly mayReview: boolean
  readonly isGlassOpen: boolean
  readonly told: ToldOutcome | null
  /** Which choice was not made. */
  readonly lacks: 'reason' | 'verdict' | null
  /** What was chosen before it had to be proved who did. */
  readonly chosen: string | null
}

/** One request: exactly what it is about, and what somebody else makes of it. */
export function approvalPage(view: StaffView, model: ApprovalModel): string {
  const words = approvalWords[view.language]
  const { approval, stateNow, described, lacks } = model
  const title = described?.title[view.language] ?? words.kinds[approval.kind]
  const isOpen = stateNow === 'waiting'
  return staffPage(view, {
    title,
    section: 'approvals',
    back: { href: '/staff/approvals' },
    hasError: lacks !== null,
    content: html`${lacks !== null && errorSummary({ titleText: frameWords[view.language].problem, errorList: [{ text: lacks === 'reason' ? words.needed : words.glass.reviewNeeded, href: `#${lacks}` }] })}${toldBanner(view, model)}
<span class="govuk-caption-l">${words.kinds[approval.kind]}</span><h1 class="govuk-heading-l">${title}</h1>
${about(view, model)}
${model.refusedBefore !== null && toldOfRefusal(view, model.refusedBefore)}
${described !== null && whatWillBeDone(view, described, model.hasRows && model.mayDecide ? `/staff/approvals/${approval.id}/rows` : described.link)}
${isOpen && described === null && insetText({ text: words.hasChanged, id: 'has-changed' })}
${isOpen && model.isOwn && insetText({ text: words.isOwn, id: 'is-own' })}
${isOpen && described !== null && !model.isOwn && model.mayDecide && (view.isSteppedUp ? decisionForm(view, model, described) : stepUpFirst({ lead: words.stepUpLead, button: words.stepUp, back: `/staff/approvals/${approval.id}` }))}
${isOpen && model.isOwn && html`<form method="post" action="/staff/approvals/${approval.id}/withdraw" novalidate>${csrfField(view)}${button({ text: words.withdraw, classes: 'govuk-button--secondary', id: 'withdraw' })}</form>`}
${isOpen && described !== null && model.mayBreakGlass && html`<p class="govuk-body"><a class="govuk-link" id="break-glass" href="/staff/approvals/${approval.id}/break-glass">${words.glass.link}</a></p>`}
${model.breakGlass !== null && aboutBreakGlass(view, model.breakGlass, { isOpen: model.isGlassOpen, mayEnd: model.mayBreakGlass })}
${model.breakGlass !== null && model.mayReview && reviewForm(view, model.breakGlass, { lacksVerdict: lacks === 'verdict', chosen: model.chosen })}`,
  })
}

const successes: readonly ToldOutcome[] = ['decided', 'withdrawn', 'ended', 'reviewed']

function toldBanner(view: StaffView, { told, approval }: ApprovalModel): Raw {
  if (told === null) return html``
  const words = approvalWords[view.language].told
  const text = told === 'decided_before' ? words.decided_before(approval.decidedBy ?? '–') : words[told]
  const isDone = successes.includes(told)
  return notificationBanner({ titleText: isDone ? frameWords[view.language].done : frameWords[view.language].problem, text, titleId: 'told', ...(isDone ? { type: 'success' } : { role: 'alert' }), attributes: { 'data-told': told } })
}

function about(view: StaffView, { approval, stateNow }: ApprovalModel): Raw {
  const words = approvalWords[view.language]
  const row = (key: string, value: string | Raw) => ({ key: { text: key }, value: { text: value } })
  const reasons: Readonly<Record<string, string>> = { ...words.reasons, ...words.glass.reasons }
  return summaryList({
    rows: [
      row(words.about.state, html`${approvalTag(stateNow, view.language)}${approval.byBreakGlass && html`<span class="cf-line">${words.withoutSecond}</span>`}`),
      row(words.about.askedBy, approval.askedBy),
      row(words.about.askedAt, momentInWords(approval.askedAt, view.language)),
      stateNow === 'waiting' ? row(words.about.until, momentInWords(approval.expiresAt, view.language)) : null,
      approval.decidedBy === null ? null : row(words.about.decidedBy, approval.decidedBy),
      approval.decidedAt === null ? null : row(words.about.decidedAt, momentInWords(approval.decidedAt, view.language)),
      approval.reason === null ? null : row(words.about.reason, reasons[approval.reason] ?? approval.reason),
    ],
  })
}

/** Asked again, it doesn't come to somebody who knows nothing of the first answer. */
function toldOfRefusal({ language }: StaffView, { decidedBy, decidedAt, reason, askedAt }: Approval): Raw {
  const words = approvalWords[language]
  const reasons: Readonly<Record<string, string>> = words.reasons
  return insetText({ text: words.refusedBefore(decidedBy ?? '–', momentInWords(decidedAt ?? askedAt, language), reasons[reason ?? ''] ?? ''), id: 'refused-before' })
}

/** Every fact of it: with what it was before, where it changes something. */
function whatWillBeDone({ language }: StaffView, { rows }: DescribedSubject, link: string): Raw {
  const words = approvalWords[language]
  const changes = rows.some(({ was }) => was !== undefined)
  return html`<h2 class="govuk-heading-m" id="what">${words.will}</h2>${
    changes
      ? wideTable(words.difference.caption, {
          caption: words.difference.caption,
          firstCellIsHeader: true,
          head: [{ text: words.difference.what }, { text: words.difference.was }, { text: words.difference.value }],
          rows: rows.map(({ key, value, was }) => [{ text: key[language] }, { text: was?.[language] ?? '–' }, { text: value[language] }]),
        })
      : summaryList({ rows: rows.map(({ key, value }) => ({ key: { text: key[language] }, value: { text: value[language] } })) })
  }<p class="govuk-body"><a class="govuk-link" id="all-of-it" href="${link}">${words.all}</a></p><p class="govuk-body">${words.exactly}</p>`
}

function decisionForm(view: StaffView, { approval, lacks, chosen }: ApprovalModel, { contentHash }: DescribedSubject): Raw {
  const words = approvalWords[view.language]
  return html`<form method="post" action="/staff/approvals/${approval.id}/decision" novalidate>${csrfField(view)}<input type="hidden" name="content" value="${contentHash}">${radios({
    name: 'reason',
    fieldset: { legend: { text: words.legend, classes: 'govuk-fieldset__legend--m' } },
    errorMessage: lacks === 'reason' ? { text: words.needed } : undefined,
    items: [...decisionReasons.approve, ...decisionReasons.refuse].map((reason) => ({ value: reason, text: words.reasons[reason] })),
    value: chosen ?? undefined,
  })}${button({ text: words.button, id: 'decide', preventDoubleClick: true })}</form>`
}
