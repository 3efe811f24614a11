import { html, wideTable, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import { bulkColumns } from '../../domain/bulk/bulk-file.ts'
import type { RowInError, RowProblem } from '../../domain/bulk/bulk-plan.ts'
import { bulkWords } from '../words/bulk.ts'

const mostShown = 50

/** Rows with errors, by their numbers in the spreadsheet, with the problem at its cell. */
export function errorRows(errors: readonly RowInError[], language: Language): Raw {
  const { errors: words, columns } = bulkWords[language]
  const shown = errors.slice(0, mostShown)
  const cellOf = (error: RowInError, column: (typeof bulkColumns)[number]): Raw => {
    const problem = error.problems.find((one) => one.column === column)
    return html`${problem !== undefined && html`<strong class="cf-line cf-cell-error">${problemInWords(problem, language)}</strong>`}${error.cells[column].slice(0, 60)}`
  }
  return html`${errors.length > mostShown && html`<p class="govuk-body" id="bulk-first-errors">${words.first(mostShown)}</p>`}${wideTable(words.title(errors.length), {
    firstCellIsHeader: true,
    head: [{ text: words.row, classes: 'cf-row-number' }, ...bulkColumns.map((column) => ({ text: columns[column] }))],
    rows: shown.map((error) => [
      { text: html`${error.number}${error.problems.filter(({ column }) => column === null).map((problem) => html`<strong class="cf-line cf-cell-error">${problemInWords(problem, language)}</strong>`)}` },
      ...bulkColumns.map((column) => ({ text: cellOf(error, column) })),
    ]),
  })}`
}

export function problemInWords({ column, problem }: RowProblem, language: Language): string {
  const words = bulkWords[language].errors.problems
  return problem === 'unknown' ? words.unknown[column ?? 'reference'] : words[problem]
}

/** The rows with errors as a file that can be mended and sent again: what it says beside the columns is passed over then. */
export function errorFile(errors: readonly RowInError[], language: Language): readonly (readonly string[])[] {
  const { errors: words, columns } = bulkWords[language]
  const told = ({ column, problem }: RowProblem): string => `${column === null ? '' : `${columns[column]}: `}${problemInWords({ column, problem }, language)}`
  return [
    [...bulkColumns.map((column) => columns[column]), words.rowColumn, words.problemColumn],
    ...errors.map(({ number, cells, problems }) => [...bulkColumns.map((column) => cells[column]), String(number), problems.map(told).join('; ')]),
  ]
}
