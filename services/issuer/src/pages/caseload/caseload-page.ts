import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { attributes, errorSummary, html, wideTable, type Content, type Raw, type TableCell } from '@counterfoil/ui/components'
import { caseloadAddress, caseloadParameters, wholeCaseload, type CaseloadQuery, type CaseloadSort } from '../../domain/caseload/caseload-query.ts'
import type { CaseloadRow } from '../../ports/caseload.ts'
import { mostCounted, type CaseloadPage } from '../../use-cases/caseload/read-caseload.ts'
import { dayInWords } from '../dates.ts'
import { staffPage, type StaffView } from '../staff-page.ts'
import { statusTag } from '../status-tag.ts'
import { caseloadWords } from '../words/caseload.ts'
import { frameWords } from '../words/frame.ts'
import { filterForm, problemInWords, type FilterModel } from './caseload-filter.ts'

export interface CaseloadModel extends FilterModel {
  /** Null while a date of the filter is no date. */
  readonly found: CaseloadPage | null
  readonly typeOf: (row: CaseloadRow) => CredentialType | null
  readonly now: EpochSeconds
  /** What can be done with what is selected; nothing for those who may only look. */
  readonly actions: Content
}

/** Everything that this authority issued, as far as it was asked for. It names nobody: it may stand on a screen that others see. */
export function caseloadPage(view: StaffView, model: CaseloadModel): string {
  const words = caseloadWords[view.language]
  const { problems, found, query } = model
  return staffPage(view, {
    title: words.title,
    section: 'caseload',
    wide: true,
    hasError: problems.length > 0,
    keeps: Object.fromEntries(caseloadParameters(query)),
    content: html`${problems.length > 0 && errorSummary({ titleText: frameWords[view.language].problem, errorList: problems.map((one) => ({ text: problemInWords(view, one), href: `#${one.field}-day` })) })}
<h1 class="govuk-heading-l">${words.title}</h1>
${filterForm(view, model)}
${found === null ? false : found.rows.length === 0 ? nothing(view, query) : results(view, model, found)}`,
  })
}

const isFiltered = ({ type, status, dates, search, after }: CaseloadQuery): boolean => type !== null || status !== null || search !== null || after !== null || Object.keys(dates).length > 0

function nothing(view: StaffView, query: CaseloadQuery): Raw {
  const words = caseloadWords[view.language]
  if (!isFiltered(query)) return html`<p class="govuk-body">${words.empty.none}</p><p class="govuk-body"><a class="govuk-link" href="/staff/people">${words.empty.noneNext}</a></p>`
  return html`<p class="govuk-body" id="count">${words.empty.filtered}</p><p class="govuk-body">${words.empty.filteredNext} <a class="govuk-link" href="${caseloadAddress(wholeCaseload)}">${words.filter.clear}</a></p>`
}

function results(view: StaffView, model: CaseloadModel, { rows, next, many }: CaseloadPage): Raw {
  const words = caseloadWords[view.language]
  const { query } = model
  const count = many > mostCounted ? words.countMore(mostCounted.toLocaleString(view.language === 'cy' ? 'cy' : 'en-GB')) : words.count(many)
  return html`<p class="govuk-body govuk-!-font-weight-bold" id="count">${count}</p>
${sortLinks(view, query)}
<form method="post" action="/staff/status" novalidate>${listOf(view, model, rows)}${model.actions}</form>
<nav class="cf-pages" aria-label="${words.caption}"><p class="govuk-body">${query.after !== null && html`<a class="govuk-link" href="${caseloadAddress({ ...query, after: null })}">${words.first}</a> `}${next !== null && html`<a class="govuk-link" rel="next" href="${caseloadAddress(next)}">${words.next}</a>`}</p></nav>
<p class="govuk-body"><a class="govuk-link" id="export" href="${caseloadAddress({ ...query, after: null }, '/staff/caseload/export')}" download>${words.export}</a></p><p class="govuk-hint">${words.exportLead}</p>`
}

/** On a narrow screen there is no heading to press, so that sorting is a line of links. */
function sortLinks(view: StaffView, query: CaseloadQuery): Raw {
  const words = caseloadWords[view.language]
  const link = (sort: CaseloadSort): Raw => {
    const isUsed = query.sort === sort
    const order = isUsed && query.order === 'desc' ? 'asc' : 'desc'
    const label = html`${words[sort]}${isUsed && html`<span aria-hidden="true"> ${query.order === 'desc' ? '▼' : '▲'}</span><span class="govuk-visually-hidden">, ${words.sort[query.order]}</span>`}`
    return html`<a${attributes({ class: 'govuk-link', href: caseloadAddress({ ...query, sort, order, after: null }), 'aria-current': isUsed ? 'true' : undefined })}>${label}</a> `
  }
  return html`<p class="govuk-body" id="sort">${words.sort.by}: ${(['issued', 'expires', 'changed'] as const).map(link)}</p>`
}

function listOf(view: StaffView, model: CaseloadModel, rows: readonly CaseloadRow[]): Raw {
  const words = caseloadWords[view.language]
  const canSelect = model.actions !== false
  const sortOf = (sort: CaseloadSort): Pick<TableCell, 'attributes'> => ({ attributes: { 'aria-sort': model.query.sort !== sort ? undefined : model.query.order === 'asc' ? 'ascending' : 'descending' } })
  return wideTable(words.caption, {
    caption: words.caption,
    captionClasses: 'govuk-visually-hidden',
    firstCellIsHeader: true,
    head: [{ text: words.credential }, { text: words.status }, { text: words.issued, ...sortOf('issued') }, { text: words.expires, ...sortOf('expires') }],
    rows: rows.map((row) => {
      const name = model.typeOf(row)?.name[view.language] ?? row.configurationId
      const link = html`<a class="govuk-link" href="/staff/credentials/${row.id}">${name}</a><span class="cf-line cf-address govuk-body-s">${words.number(row.id)}</span>`
      return [
        { text: canSelect ? selectable(row, link, words.select(`${name}, ${words.number(row.id)}`)) : link },
        { text: statusTag(row, model.now, view.language) },
        { text: dayInWords(row.issuedAt, view.language) },
        { text: dayInWords(row.expiresAt, view.language) },
      ]
    }),
  })
}

/** A box beside the link: its own name says which credential it selects. */
const selectable = ({ id }: CaseloadRow, link: Raw, label: string): Raw =>
  html`<div class="cf-selectable"><div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="select-${id}" name="select-${id}" type="checkbox" value="yes"><label class="govuk-label govuk-checkboxes__label" for="select-${id}"><span class="govuk-visually-hidden">${label}</span></label></div></div><div>${link}</div></div>`
