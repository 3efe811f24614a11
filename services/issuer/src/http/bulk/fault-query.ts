import { bulkColumns } from '../../domain/bulk/bulk-file.ts'
import type { UploadFault } from '../../pages/bulk/bulk-upload-page.ts'

const plain = ['no_file', 'way_closed', 'too_large', 'empty', 'no_rows', 'not_utf8', 'utf16', 'zipped', 'not_csv'] as const

/** What was wrong with a file, as an address may carry it: kinds of fault, numbers and our own columns. A page that answers a form is lost by going back. */
export function faultQuery(fault: UploadFault): string {
  const more = 'columns' in fault ? { columns: fault.columns.join(',') } : 'row' in fault ? { row: String(fault.row) } : 'rows' in fault ? { rows: String(fault.rows) } : {}
  return new URLSearchParams({ fault: fault.fault, ...more }).toString()
}

/** Null for an address that tells of none. */
export function faultIn({ fault, columns, row, rows }: Readonly<Record<string, unknown>>): UploadFault | null {
  const known = plain.find((one) => one === fault)
  if (known !== undefined) return { fault: known }
  const named = String(columns).split(',').filter((one) => bulkColumns.some((column) => column === one))
  if ((fault === 'missing_columns' || fault === 'duplicate_columns') && named.length > 0) return { fault, columns: named }
  if ((fault === 'open_quote' || fault === 'long_row') && isCount(row)) return { fault, row: Number(row) }
  return fault === 'too_many_rows' && isCount(rows) ? { fault, rows: Number(rows) } : null
}

const isCount = (value: unknown): boolean => typeof value === 'string' && /^\d{1,9}$/.test(value)
