import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { button, dateInput, details, html, radios, textInput, type Content, type Raw } from '@counterfoil/ui/components'
import { caseloadAddress, caseloadStatuses, dateFields, wholeCaseload, type CaseloadQuery, type DateField, type DateProblemAt } from '../../domain/caseload/caseload-query.ts'
import { startOfDay, type TypedDate } from '../../domain/caseload/typed-date.ts'
import { dayInWords } from '../dates.ts'
import { csrfField, type StaffView } from '../staff-page.ts'
import { caseloadWords } from '../words/caseload.ts'

export interface FilterModel {
  readonly query: CaseloadQuery
  /** What the address carries sealed. */
  readonly reference: string | null
  readonly types: readonly CredentialType[]
  readonly problems: readonly DateProblemAt[]
}

/** What is wrong with a date, in words. */
export function problemInWords(view: StaffView, { field, problem }: DateProblemAt): string {
  const words = caseloadWords[view.language]
  return words.problem(words.filter.dates[field], words.problems[problem])
}

/** The filter, as a form: it is answered by an address that says what was asked for. */
export function filterForm(view: StaffView, model: FilterModel): Raw {
  const words = caseloadWords[view.language].filter
  const { query, reference, types, problems } = model
  const choice = (name: string, legend: string, any: string, items: readonly { readonly value: string; readonly text: Content }[], value: string | null): Raw =>
    radios({ name, value: value ?? '', classes: 'govuk-radios--small', fieldset: { legend: { text: legend, classes: 'govuk-fieldset__legend--s' } }, items: [{ value: '', text: any }, ...items] })
  const statusNames = caseloadWords[view.language].statuses
  return html`${inUse(view, model)}${details({
    summaryText: words.title,
    id: 'filter',
    open: problems.length > 0,
    text: html`<form method="post" action="/staff/caseload" novalidate>${csrfField(view)}<input type="hidden" name="sort" value="${query.sort}"><input type="hidden" name="order" value="${query.order}">
${textInput({ name: 'reference', label: { text: words.reference, classes: 'govuk-label--s' }, hint: { text: words.referenceHint }, value: reference ?? '', autocomplete: 'off', spellcheck: false })}
${choice('type', words.type, words.anyType, types.map((type) => ({ value: type.id, text: type.name[view.language] })), query.type)}
${choice('status', words.status, words.anyStatus, caseloadStatuses.map((value) => ({ value, text: statusNames[value] })), query.status)}
${dateFields.map((field) => dateField(view, model, field))}
<div class="govuk-button-group">${button({ text: words.apply })}<a class="govuk-link" href="${clearedAddress(query)}">${words.clear}</a></div></form>`,
  })}`
}

const clearedAddress = ({ sort, order }: CaseloadQuery): string => caseloadAddress({ ...wholeCaseload, sort, order })

function dateField(view: StaffView, { query, problems }: FilterModel, field: DateField): Raw {
  const words = caseloadWords[view.language].filter
  const date: Partial<TypedDate> = query.dates[field] ?? {}
  const problem = problems.find((one) => one.field === field)
  return dateInput({
    id: field,
    namePrefix: field,
    fieldset: { legend: { text: words.dates[field], classes: 'govuk-fieldset__legend--s' } },
    hint: { text: words.dateHint },
    errorMessage: problem === undefined ? undefined : { text: problemInWords(view, problem) },
    items: (['day', 'month', 'year'] as const).map((name) => ({ name, label: words.parts[name], value: date[name] ?? '' })),
  })
}

/** Each filter with a link that takes it away. */
function inUse(view: StaffView, { query, reference, types }: FilterModel): Raw | false {
  const words = caseloadWords[view.language]
  const without = (change: Partial<CaseloadQuery>): string => caseloadAddress({ ...query, after: null, ...change })
  const dateIn = (date: TypedDate): string => {
    const at = startOfDay(date)
    return typeof at === 'number' ? dayInWords(at, view.language) : ''
  }
  const used: readonly (readonly [name: string, href: string])[] = [
    // Its words are in the field of the form, and nowhere else.
    ...(reference === null ? [] : [[words.filter.byReference, without({ search: null })] as const]),
    ...(query.type === null ? [] : [[types.find(({ id }) => id === query.type)?.name[view.language] ?? query.type, without({ type: null })] as const]),
    ...(query.status === null ? [] : [[words.statuses[query.status], without({ status: null })] as const]),
    ...dateFields.flatMap((field) => {
      const date = query.dates[field]
      return date === undefined ? [] : [[`${words.filter.dates[field]} ${dateIn(date)}`, without({ dates: Object.fromEntries(Object.entries(query.dates).filter(([name]) => name !== field)) })] as const]
    }),
  ]
  if (used.length === 0) return false
  return html`<h2 class="govuk-heading-s" id="filters-in-use">${words.filter.inUse}</h2><ul class="govuk-list cf-filters" aria-labelledby="filters-in-use">${used.map(([name, href]) => html`<li><a class="govuk-link" href="${href}"><span class="govuk-visually-hidden">${words.filter.remove(name)}</span><span aria-hidden="true">✕ ${name}</span></a></li>`)}</ul>`
}
