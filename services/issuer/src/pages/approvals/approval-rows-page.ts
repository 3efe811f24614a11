import { html, wideTable, type Raw } from '@counterfoil/ui/components'
import { nameOf } from '../../domain/council-record.ts'
import type { SubjectRow } from '../../domain/approvals/subject-row.ts'
import type { RowsOfApproval } from '../../use-cases/approvals/approval-desk.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { approvalWords } from '../words/approvals/approvals.ts'

export interface ApprovalRowsModel extends RowsOfApproval {
  readonly after: string
  /** Whether they may look at a credential's own page. */
  readonly mayFollow: boolean
}

/** All of what a request is about, some at a time: nobody approves thousands by a number alone. */
export function approvalRowsPage(view: StaffView, { approval, described, rows, next, after, mayFollow }: ApprovalRowsModel): string {
  const words = approvalWords[view.language]
  const at = `/staff/approvals/${approval.id}`
  return staffPage(view, {
    title: words.rows.title,
    section: 'approvals',
    back: { href: at },
    wide: true,
    content: html`<span class="govuk-caption-l">${described.title[view.language]}</span><h1 class="govuk-heading-l">${words.rows.title}</h1>
${rows.length === 0 ? html`<p class="govuk-body">${words.rows.none}</p>` : tableOf(view, rows, mayFollow)}
<nav class="cf-pages" aria-label="${words.rows.title}"><p class="govuk-body">${after !== '' && html`<a class="govuk-link" href="${at}/rows">${words.rows.first}</a> `}${next !== null && html`<a class="govuk-link" rel="next" href="${at}/rows?after=${next}">${words.rows.next}</a>`}</p></nav>
<p class="govuk-body"><a class="govuk-link" href="${at}">${words.rows.decide}</a></p>`,
  })
}

function tableOf({ language }: StaffView, rows: readonly SubjectRow[], mayFollow: boolean): Raw {
  const { rows: words } = approvalWords[language]
  const hasPeople = rows.some(({ person }) => person !== null)
  return wideTable(words.title, {
    caption: words.title,
    captionClasses: 'govuk-visually-hidden',
    firstCellIsHeader: true,
    head: [{ text: words.number }, ...(hasPeople ? [{ text: words.person }] : []), { text: words.type }, { text: words.stands }],
    rows: rows.map(({ number, person, type, stands, link }) => [
      { text: link !== null && mayFollow ? html`<a class="govuk-link cf-address" href="${link}">${number}</a>` : html`<span class="cf-address">${number}</span>` },
      ...(hasPeople ? [{ text: personIn(person, words.gone) }] : []),
      { text: type[language] },
      { text: stands[language] },
    ]),
  })
}

const personIn = (person: SubjectRow['person'], gone: string): Raw | string => (person === null || person.record === null ? gone : html`${nameOf(person.record)}<span class="cf-line">${person.record.reference}</span>`)
