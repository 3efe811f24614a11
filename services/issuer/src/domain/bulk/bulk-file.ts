/** What a row of a bulk file says, in the order of the template. Claims come from the council's record alone. */
export const bulkColumns = ['reference', 'type', 'language'] as const
export type BulkColumn = (typeof bulkColumns)[number]

const needed: readonly BulkColumn[] = ['reference', 'type']

/** How each column may be headed, in either language; what a file with errors has beside them is ours, and is passed over. */
const headings: Readonly<Record<BulkColumn, readonly string[]>> = {
  reference: ['reference', 'council reference', 'cyfeirnod'],
  type: ['type', 'credential type', 'math'],
  language: ['language', 'iaith'],
}
const ours = ['row', 'problem', 'rhes', 'gwall'] as const

export const bulkLimits = { rows: 20_000, bytes: 5 * 1024 * 1024, cellCharacters: 200, recordBytes: 64 * 1024, namedColumns: 20 } as const

/** One row as it came, by its number in the spreadsheet: headings are row 1. */
export interface FileRow {
  readonly number: number
  readonly cells: Readonly<Record<BulkColumn, string>>
  /** More cells than headings, and something in them. */
  readonly hasMore: boolean
}

/** Why a file as a whole can't be taken. */
export type FileFault =
  | { readonly fault: 'too_large' | 'empty' | 'no_rows' | 'not_utf8' | 'utf16' | 'zipped' | 'not_csv' }
  | { readonly fault: 'open_quote' | 'long_row'; readonly row: number }
  | { readonly fault: 'too_many_rows'; readonly rows: number }
  | { readonly fault: 'missing_columns' | 'duplicate_columns'; readonly columns: readonly string[] }

export interface ReadBulkFile {
  readonly rows: readonly FileRow[]
  /** Headings that mean nothing here. */
  readonly passedOver: readonly string[]
}

const plainly = (heading: string): string => heading.trim().toLowerCase().replaceAll(/[\s_-]+/g, ' ')

export const columnOf = (heading: string): BulkColumn | null => bulkColumns.find((column) => headings[column].includes(plainly(heading))) ?? null

export interface BulkHeadings {
  /** At which place of a row each column is. */
  readonly places: ReadonlyMap<BulkColumn, number>
  readonly passedOver: readonly string[]
  /** How many headings there are. */
  readonly width: number
}

/** What the headings of a file say, or what is wrong with them. */
export function readHeadings(cells: readonly string[]): BulkHeadings | FileFault {
  const places = new Map<BulkColumn, number>()
  const twice = new Set<string>()
  const passedOver: string[] = []
  for (const [place, heading] of cells.entries()) {
    const column = columnOf(heading)
    if (column === null) {
      if (plainly(heading) !== '' && !ours.some((own) => own === plainly(heading))) passedOver.push(heading.trim().slice(0, bulkLimits.cellCharacters))
    } else if (places.has(column)) twice.add(column)
    else places.set(column, place)
  }
  if (twice.size > 0) return { fault: 'duplicate_columns', columns: [...twice] }
  const missing = needed.filter((column) => !places.has(column))
  return missing.length > 0 ? { fault: 'missing_columns', columns: missing } : { places, passedOver: passedOver.slice(0, bulkLimits.namedColumns), width: cells.length }
}
