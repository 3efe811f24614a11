import { attributes, classes, type Attributes } from '../markup/attributes.ts'
import { html, type Content, type Raw } from '../markup/html.ts'

export interface TableCell {
  readonly text: Content
  readonly format?: 'numeric' | undefined
  readonly classes?: string | undefined
  readonly colspan?: number | undefined
  readonly rowspan?: number | undefined
  readonly attributes?: Attributes | undefined
}

export interface TableOptions {
  readonly rows: readonly (readonly TableCell[] | null)[]
  readonly head?: readonly TableCell[] | undefined
  readonly caption?: string | undefined
  readonly captionClasses?: string | undefined
  readonly firstCellIsHeader?: boolean | undefined
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** A table. @see https://design-system.service.gov.uk/components/table/ */
export function table(options: TableOptions): Raw {
  const rows = options.rows.map(
    (row) => row !== null && html`<tr class="govuk-table__row">${row.map((cell, index) => bodyCell(cell, index === 0 && options.firstCellIsHeader === true))}</tr>`,
  )
  return html`<table${attributes({ class: classes('govuk-table', options.classes), ...options.attributes })}>${caption(options)}${head(options.head)}<tbody class="govuk-table__body">${rows}</tbody></table>`
}

/** The same where a narrow window can't hold it: it is moved sideways within a place that has a name, by keyboard too. */
export const wideTable = (name: string, options: TableOptions): Raw => html`<div class="cf-wide" tabindex="0" role="region" aria-label="${name}">${table(options)}</div>`

const caption = (options: TableOptions): Raw =>
  options.caption === undefined ? html`` : html`<caption class="${classes('govuk-table__caption', options.captionClasses)}">${options.caption}</caption>`

const spans = (cell: TableCell): Attributes => ({ colspan: cell.colspan, rowspan: cell.rowspan, ...cell.attributes })

const head = (cells: readonly TableCell[] | undefined): Raw =>
  cells === undefined
    ? html``
    : html`<thead class="govuk-table__head"><tr class="govuk-table__row">${cells.map(
        (cell) =>
          html`<th${attributes({ scope: 'col', class: classes('govuk-table__header', cell.format && `govuk-table__header--${cell.format}`, cell.classes), ...spans(cell) })}>${cell.text}</th>`,
      )}</tr></thead>`

function bodyCell(cell: TableCell, isHeader: boolean): Raw {
  if (isHeader) return html`<th${attributes({ scope: 'row', class: classes('govuk-table__header', cell.classes), ...spans(cell) })}>${cell.text}</th>`
  const names = classes('govuk-table__cell', cell.format && `govuk-table__cell--${cell.format}`, cell.classes)
  return html`<td${attributes({ class: names, ...spans(cell) })}>${cell.text}</td>`
}
