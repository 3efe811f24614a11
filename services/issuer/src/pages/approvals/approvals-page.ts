import { html, wideTable, type Content, type Raw } from '@counterfoil/ui/components'
import type { BreakGlass } from '../../domain/approvals/break-glass.ts'
import type { ApprovalQueue, ShownApproval } from '../../use-cases/approvals/approval-desk.ts'
import { momentInWords } from '../dates.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { approvalWords } from '../words/approvals/approvals.ts'
import { approvalTag } from './approval-state.ts'

/** What waits for a second person, and what became of what did. */
export function approvalsPage(view: StaffView, { mayDecide, queue }: { readonly mayDecide: boolean; readonly queue: ApprovalQueue }): string {
  const words = approvalWords[view.language]
  return staffPage(view, {
    title: words.title,
    section: 'approvals',
    wide: true,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p>
${queue.toReview.length > 0 && toReview(view, queue.toReview)}
${mayDecide && part('to-decide', words.sections.toDecide, queue.toDecide.length === 0 ? html`<p class="govuk-body">${words.none}</p>` : waiting(view, words.sections.toDecide, queue.toDecide))}
${part('own', words.sections.own, queue.own.length === 0 ? html`<p class="govuk-body">${words.noneOwn}</p>` : waiting(view, words.sections.own, queue.own))}
${(queue.next !== null || queue.isFurther) && html`<nav aria-label="${words.title}"><p class="govuk-body">${queue.isFurther && html`<a class="govuk-link" id="first-waiting" href="/staff/approvals">${words.first}</a> `}${queue.next !== null && html`<a class="govuk-link" id="next-waiting" href="/staff/approvals?after=${queue.next}">${words.next}</a>`}</p></nav>`}
${queue.past.length > 0 && part('past', words.sections.past, past(view, queue.past))}`,
  })
}

const part = (id: string, heading: string, content: Content): Raw => html`<div id="${id}"><h2 class="govuk-heading-m">${heading}</h2>${content}</div>`

const linkTo = (view: StaffView, { approval, described }: ShownApproval): Raw =>
  html`<a class="govuk-link" href="/staff/approvals/${approval.id}">${described === null ? approvalWords[view.language].kinds[approval.kind] : described.title[view.language]}</a>`

function waiting(view: StaffView, name: string, approvals: readonly ShownApproval[]): Raw {
  const { columns } = approvalWords[view.language]
  return wideTable(name, {
    firstCellIsHeader: true,
    head: [{ text: columns.what }, { text: columns.askedBy }, { text: columns.since }, { text: columns.until }],
    rows: approvals.map((one) => [{ text: linkTo(view, one) }, { text: one.approval.askedBy }, { text: momentInWords(one.approval.askedAt, view.language) }, { text: momentInWords(one.approval.expiresAt, view.language) }]),
  })
}

function past(view: StaffView, approvals: readonly ShownApproval[]): Raw {
  const { columns, sections, withoutSecond } = approvalWords[view.language]
  return wideTable(sections.past, {
    firstCellIsHeader: true,
    head: [{ text: columns.what }, { text: columns.askedBy }, { text: columns.state }, { text: columns.decidedBy }],
    rows: approvals.map((one) => [
      { text: linkTo(view, one) },
      { text: one.approval.askedBy },
      { text: html`${approvalTag(one.stateNow, view.language)}${one.approval.byBreakGlass && html`<span class="cf-line">${withoutSecond}</span>`}` },
      { text: one.approval.decidedBy ?? '–' },
    ]),
  })
}

function toReview(view: StaffView, glasses: readonly BreakGlass[]): Raw {
  const words = approvalWords[view.language]
  return part('to-review', words.sections.toReview, wideTable(words.sections.toReview, {
    firstCellIsHeader: true,
    head: [{ text: words.columns.what }, { text: words.glass.openedBy }, { text: words.about.reason }, { text: words.glass.endedAt }],
    rows: glasses.map(({ approval, kind, openedBy, reason, endsAt }) => [
      { text: html`<a class="govuk-link" href="/staff/approvals/${approval}">${words.kinds[kind]}</a>` },
      { text: openedBy },
      { text: words.glass.reasons[reason] },
      { text: momentInWords(endsAt, view.language) },
    ]),
  }))
}
