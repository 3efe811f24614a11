import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'
import { claimsFromRecord, recordsOf, type PersonRecord } from '../council-record.ts'
import type { PersonHandle } from '../credential-offer.ts'
import { destinationsIn, type BulkDelivery, type NoDestination, type OfferDestinations } from './bulk-delivery.ts'
import { bulkLimits, type BulkColumn, type FileRow } from './bulk-file.ts'

export type BulkLanguage = 'en' | 'cy'

/** What will become of a row that has no error. `create` alone makes an offer. */
export const bulkPlans = ['create', 'duplicate', 'unchanged', 'conflict'] as const
export type BulkPlan = (typeof bulkPlans)[number]

/** Why a row makes no offer: another row names the same, an offer waits already, the credential stands, staff or its holder stopped it. */
export type WhyNot = 'earlier_row' | 'open_offer' | 'stands' | 'suspended' | 'frozen'

/** What is wrong with a cell; of the row as a whole where there is no column. */
export interface RowProblem {
  readonly column: BulkColumn | null
  readonly problem: 'missing' | 'too_long' | 'unreadable' | 'unknown' | 'not_concerned' | 'several' | 'record_incomplete' | 'more_cells' | NoDestination
}

/** How somebody stands with a type already. */
export type Standing = Exclude<WhyNot, 'earlier_row'>

/** What was decided of a row. No name and no reference: the handle is all that there is of whom it is about. */
export interface PlannedRow {
  readonly number: number
  readonly person: PersonHandle
  readonly typeId: string
  readonly language: BulkLanguage
  readonly plan: BulkPlan
  readonly why: WhyNot | null
  /** Tells whether what the record says, where it is sent, and the type as it is published, is what it was; null where no offer is made. */
  readonly mark: string | null
}

export interface RowInError {
  readonly number: number
  readonly cells: FileRow['cells']
  readonly problems: readonly RowProblem[]
}

export type Judged = { readonly row: PlannedRow } | { readonly error: RowInError }

/** What of an offer has to be as it was approved. */
export interface MarkedOffer {
  readonly claims: JsonObject
  readonly to: OfferDestinations
}

export interface PlanningFacts {
  readonly now: EpochSeconds
  readonly people: ReadonlyMap<string, { readonly handle: PersonHandle; readonly record: PersonRecord }>
  readonly typeNamed: (name: string) => CredentialType | null
  readonly standingOf: (person: PersonHandle, typeId: string) => Standing | null
  readonly delivery: BulkDelivery
  /** For whom the file names no language: the one that they asked to be written to in. */
  readonly languageOf: (person: PersonHandle) => BulkLanguage | null
  readonly markOf: (person: PersonHandle, type: CredentialType, offered: MarkedOffer) => string
}

export const planOf: Readonly<Record<WhyNot, BulkPlan>> = { earlier_row: 'duplicate', open_offer: 'duplicate', stands: 'unchanged', suspended: 'conflict', frozen: 'conflict' }

const languages: ReadonlyMap<string, BulkLanguage> = new Map([['en', 'en'], ['english', 'en'], ['saesneg', 'en'], ['cy', 'cy'], ['welsh', 'cy'], ['cymraeg', 'cy']])

/** Judges every row of a file, in its order: of two about the same the first one counts. */
export function planRows(rows: readonly FileRow[], facts: PlanningFacts): readonly Judged[] {
  const seen = new Set<string>()
  return rows.map((row) => {
    const judged = judge(row, facts)
    if ('error' in judged) return judged
    const key = keyOf(judged.row.person, judged.row.typeId)
    if (seen.has(key)) return { row: { ...judged.row, plan: 'duplicate', why: 'earlier_row', mark: null } }
    seen.add(key)
    return judged
  })
}

export const keyOf = (person: PersonHandle, typeId: string): string => `${person} ${typeId}`

function judge({ number, cells, hasMore }: FileRow, { now, people, typeNamed, standingOf, delivery, languageOf, markOf }: PlanningFacts): Judged {
  const inError = (...problems: readonly RowProblem[]): Judged => ({ error: { number, cells, problems } })
  const bad = Object.entries(cells).flatMap(([column, text]) => cellProblems(column as BulkColumn, text))
  if (hasMore) bad.push({ column: null, problem: 'more_cells' })
  const [person, type] = [people.get(cells.reference), typeNamed(cells.type)]
  const language = cells.language === '' ? ((person && languageOf(person.handle)) ?? 'en') : languages.get(cells.language.toLowerCase())
  const isBad = (column: BulkColumn): boolean => bad.some((one) => one.column === column)
  if (person === undefined && !isBad('reference')) bad.push({ column: 'reference', problem: 'unknown' })
  if (type === null && !isBad('type')) bad.push({ column: 'type', problem: 'unknown' })
  if (language === undefined && !isBad('language')) bad.push({ column: 'language', problem: 'unknown' })
  if (bad.length > 0 || person === undefined || type === null || language === undefined) return inError(...bad)
  const [record, ...others] = recordsOf(type, person.record)
  if (record === undefined) return inError({ column: 'type', problem: 'not_concerned' })
  if (others.length > 0) return inError({ column: 'type', problem: 'several' })
  const read = claimsFromRecord(type, record, now)
  if ('problems' in read) return inError({ column: 'reference', problem: 'record_incomplete' })
  const row = { number, person: person.handle, typeId: type.id, language }
  const why = standingOf(person.handle, type.id)
  if (why !== null) return { row: { ...row, plan: planOf[why], why, mark: null } }
  const to = destinationsIn(delivery, person.record)
  if ('lacking' in to) return inError(...to.lacking.map((problem) => ({ column: 'reference', problem }) as const))
  return { row: { ...row, plan: 'create', why, mark: markOf(person.handle, type, { claims: read.claims, to }) } }
}

function cellProblems(column: BulkColumn, text: string): RowProblem[] {
  if (text === '') return column === 'language' ? [] : [{ column, problem: 'missing' }]
  if (text.length > bulkLimits.cellCharacters) return [{ column, problem: 'too_long' }]
  return isReadable(text) ? [] : [{ column, problem: 'unreadable' }]
}
