import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { html, wideTable, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import { bulkPlans, type BulkPlan } from '../../domain/bulk/bulk-plan.ts'
import type { BulkJob, BulkRow } from '../../domain/bulk/bulk-job.ts'
import type { ShownRow } from '../../use-cases/bulk/staff-bulk.ts'
import { nameOf } from '../people-page.ts'
import { bulkWords } from '../words/bulk.ts'
import { numberIn } from './bulk-state.ts'

export const rowsOnAPage = 50

export interface RowsShown {
  readonly rows: readonly ShownRow[]
  readonly plan: BulkPlan | null
  readonly after: number
  readonly types: ReadonlyMap<string, CredentialType>
}

/** Every row of a job, some at a time, by what becomes of it, what an approver has to see before they say yes; and by what became of it. */
export function rowsSection(job: BulkJob, { rows, plan, after, types }: RowsShown, language: Language): Raw {
  const words = bulkWords[language].plan
  const number = numberIn(language)
  const isOver = job.state === 'finished' || job.state === 'cancelled'
  const address = (asked: BulkPlan | null, from = 0): string => `/staff/bulk/${job.id}?${asked === null ? '' : `plan=${asked}&`}after=${from}#rows`
  const choices: readonly (BulkPlan | null)[] = [null, ...bulkPlans.filter((one) => job.counts[one] > 0)]
  const named = (one: BulkPlan | null): string => (one === null ? words.all : `${words.names[one]} (${number(job.counts[one])})`)
  return html`<h2 class="govuk-heading-m" id="rows">${words.rows}</h2>
<nav aria-label="${words.show}"><ul class="govuk-list cf-filters">${choices.map((one) => html`<li>${one === plan ? html`<strong aria-current="true">${named(one)}</strong>` : html`<a class="govuk-link" href="${address(one)}">${named(one)}</a>`}</li>`)}</ul></nav>
${
  rows.length === 0
    ? html`<p class="govuk-body">${words.noneHere}</p>`
    : wideTable(words.rows, {
        firstCellIsHeader: true,
        head: [{ text: bulkWords[language].errors.row, classes: 'cf-row-number' }, { text: words.person }, { text: isOver ? words.whatHappened : words.what }],
        rows: rows.map(({ row, person }) => [
          { text: row.number },
          { text: person === null ? words.gone : html`${nameOf(person)}<span class="cf-line">${person.reference}</span>` },
          { text: html`${types.get(row.typeId)?.name[language] ?? row.typeId}<span class="cf-line">${whatBecomes(row, isOver, language)}</span>` },
        ]),
      })
}
<p class="govuk-body">${after > 0 && html`<a class="govuk-link" href="${address(plan)}">${words.first}</a> `}${rows.length === rowsOnAPage && html`<a class="govuk-link" id="bulk-next-rows" href="${address(plan, rows.at(-1)?.row.number ?? 0)}">${words.next}</a>`}</p>`
}

/** What a row makes, or made, in words. */
export function whatBecomes({ plan, why, outcome, language: letter }: BulkRow, isOver: boolean, language: Language): string {
  const { plan: words, done } = bulkWords[language]
  if (outcome !== null) return outcome === 'offered' ? `${done.made}, ${words.letterIn[letter]}` : done.outcomes[outcome]
  if (plan === 'create' && isOver) return done.notDone
  return why === null ? `${words.names[plan]}, ${words.letterIn[letter]}` : `${words.names[plan]}: ${words.whys[why]}`
}
