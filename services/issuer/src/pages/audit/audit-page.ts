import { button, dateInput, errorSummary, html, radios, textInput, wideTable, type Raw } from '@counterfoil/ui/components'
import { details } from '@counterfoil/ui/components'
import { auditKinds, type AuditKind } from '../../domain/audit/audit-filter.ts'
import type { ProvidersReason } from '../../domain/staff/staff-session.ts'
import type { ListedEntry } from '../../ports/audit.ts'
import type { AuditPage } from '../../use-cases/audit/audit-desk.ts'
import { momentInWords } from '../dates.ts'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { approvalWords } from '../words/approvals/approvals.ts'
import { auditWords } from '../words/audit/audit.ts'
import { frameWords } from '../words/frame.ts'
import { requestWords } from '../words/requests/requests.ts'
import { statusChangeWords } from '../words/statuses.ts'

export const dateFields = ['from', 'to'] as const
export type DateField = (typeof dateFields)[number]
export type TypedParts = Readonly<Record<'day' | 'month' | 'year', string>>

/** The filter as it was typed, and which parts of it can't be. */
export interface TypedFilter {
  readonly kind: AuditKind | null
  readonly dates: Readonly<Record<DateField, TypedParts>>
  readonly handle: string
  readonly wrong: readonly (DateField | 'handle')[]
  /** What its own address carries. */
  readonly asked: Readonly<Record<string, string>>
  /** Its own address, without a page. */
  readonly address: string
  readonly isAll: boolean
}

interface AuditModel extends AuditPage {
  readonly filter: TypedFilter
  readonly isNewest: boolean
}

/** The log of an authority, newest first. */
export function auditPage(view: StaffView, { entries, older, filter, isNewest }: AuditModel): string {
  const words = auditWords[view.language]
  const errors = filter.wrong.map((field) => ({ text: field === 'handle' ? words.wrongHandle : words.wrongDate[field], href: field === 'handle' ? '#handle' : `#${field}-day` }))
  return staffPage(view, {
    title: words.title,
    section: 'audit',
    wide: true,
    keeps: filter.asked,
    hasError: errors.length > 0,
    content: html`${errors.length > 0 && errorSummary({ titleText: frameWords[view.language].problem, errorList: errors })}<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p>
<div class="govuk-button-group"><form method="post" action="/staff/audit/check">${csrfField(view)}${button({ text: words.check.button, id: 'check-log' })}</form><form method="post" action="/staff/audit/export">${csrfField(view)}${button({ text: words.export.button, classes: 'govuk-button--secondary', id: 'export-log' })}</form></div><p class="govuk-hint">${words.check.hint}</p>
${filterForm(view, filter)}
${entries.length === 0 ? html`<p class="govuk-body" id="no-entries">${filter.isAll ? words.empty : words.none}</p>` : entriesTable(view, entries)}
<nav aria-label="${words.title}">${older !== null && html`<a class="govuk-link" rel="next" href="${filter.address}${filter.address.includes('?') ? '&' : '?'}before=${older}">${words.older}</a> `}${!isNewest && html`<a class="govuk-link" href="${filter.address}">${words.newest}</a>`}</nav>`,
  })
}

function filterForm(view: StaffView, filter: TypedFilter): Raw {
  const words = auditWords[view.language]
  const dateField = (field: DateField): Raw =>
    dateInput({
      id: field,
      namePrefix: field,
      fieldset: { legend: { text: words.filter[field], classes: 'govuk-fieldset__legend--s' } },
      errorMessage: filter.wrong.includes(field) ? { text: words.wrongDate[field] } : undefined,
      items: (['day', 'month', 'year'] as const).map((name) => ({ name, label: frameWords[view.language].dateParts[name], value: filter.dates[field][name] })),
    })
  return details({
    id: 'filter',
    summaryText: words.filter.legend,
    open: !filter.isAll,
    text: html`<form method="get" action="/staff/audit" novalidate>${radios({
      name: 'kind',
      value: filter.kind ?? 'all',
      classes: 'govuk-radios--small',
      fieldset: { legend: { text: words.filter.kind, classes: 'govuk-fieldset__legend--s' } },
      items: [{ value: 'all', text: words.filter.all }, ...auditKinds.map((kind) => ({ value: kind, text: words.kinds[kind] }))],
    })}${dateFields.map(dateField)}${textInput({
      name: 'handle',
      label: { text: words.filter.handle, classes: 'govuk-label--s' },
      hint: { text: words.filter.handleHint },
      value: filter.handle,
      errorMessage: filter.wrong.includes('handle') ? { text: words.wrongHandle } : undefined,
      autocomplete: 'off',
      spellcheck: false,
    })}<div class="govuk-button-group">${button({ text: words.filter.button, id: 'show-entries' })}<a class="govuk-link" href="/staff/audit">${words.filter.clear}</a></div></form>`,
  })
}

/** Entries as a table: a row for each, with the number that the check and the export name it by. */
export function entriesTable(view: StaffView, entries: readonly ListedEntry[]): Raw {
  const words = auditWords[view.language]
  const events: Readonly<Record<string, string>> = words.events
  return wideTable(words.title, {
    firstCellIsHeader: true,
    head: [{ text: words.columns.number }, { text: words.columns.when }, { text: words.columns.what }, { text: words.columns.who }, { text: words.columns.object }, { text: words.columns.reason }],
    rows: entries.map(({ number, at, event, actor, object, reason }) => [
      { text: String(number) },
      { text: momentInWords(at, view.language), classes: 'cf-moment' },
      { text: events[event] ?? event },
      { text: actor },
      { text: objectLink(event, object) },
      { text: reason === null ? '–' : reasonInWords(reason, view.language) },
    ]),
  })
}

/** What is about a person leads to who looked at them; what was taken away is told whole. */
function objectLink(event: string, object: string): Raw {
  if (event === 'case.looked_at' || event === 'people.shown' || (event === 'people.searched' && object !== 'people')) return html`<a class="govuk-link" href="/staff/audit/cases/${object}">${short(object)}</a>`
  return html`<code class="cf-exact">${event === 'caseload.exported' ? object : short(object)}</code>`
}

/** What staff chose, in the words that they chose it by; what else programs note, as they note it. */
function reasonInWords(reason: string, language: StaffView['language']): Raw | string {
  const { reasons, kinds, glass } = approvalWords[language]
  const { refusals, extensions } = requestWords[language]
  const changes = Object.values(statusChangeWords[language].changes).map((change) => change.reasons)
  const programs: Readonly<Record<ProvidersReason | 'made_anew', string>> = auditWords[language].reasons
  const said = Object.assign({}, programs, kinds, reasons, glass.reasons, glass.verdicts, refusals, extensions, ...changes) as Readonly<Record<string, string>>
  return Object.hasOwn(said, reason) ? (said[reason] ?? reason) : html`<code>${short(reason)}</code>`
}

/** Handles are long, and their beginnings tell them apart. */
const short = (object: string): string => (object.length > 20 ? `${object.slice(0, 16)}…` : object)
