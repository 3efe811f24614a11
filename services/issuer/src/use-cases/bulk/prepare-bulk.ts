import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { Authority } from '../../domain/authority.ts'
import type { FileFault, FileRow } from '../../domain/bulk/bulk-file.ts'
import type { BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import { contentOf, type BulkJobId } from '../../domain/bulk/bulk-job.ts'
import { keyOf, planRows, type Judged, type PlannedRow, type RowInError } from '../../domain/bulk/bulk-plan.ts'
import type { CouncilReference, PersonRecord } from '../../domain/council-record.ts'
import type { OfferId, PersonHandle } from '../../domain/credential-offer.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { BulkFiles, BulkJobs, BulkSeals, BulkStandings, FileBytes } from '../../ports/bulk.ts'
import type { RecordSource } from '../../ports.ts'
import type { PersonLanguages } from '../../ports/notifier.ts'

export interface PreparingBulkPorts {
  readonly clock: Clock
  readonly random: Random
  readonly records: RecordSource
  readonly types: ReadonlyMap<string, CredentialType>
  readonly bulkFiles: BulkFiles
  readonly bulkSeals: BulkSeals
  readonly bulkStandings: BulkStandings
  readonly bulkJobs: BulkJobs
  readonly languages: Pick<PersonLanguages, 'ofMany'>
}

/** Who prepares a job, and the secret of theirs that its errors are sealed under; null where nobody may read them later. */
export interface Preparing {
  readonly authority: Authority
  readonly by: string
  readonly errorSecret: string | null
  /** How links and codes are to reach people: as files unless told. */
  readonly delivery?: BulkDelivery
}

export interface Prepared {
  readonly id: BulkJobId
  readonly errors: readonly RowInError[]
  readonly passedOver: readonly string[]
}

/** Whom a file may name, by the council's own reference. */
export type PeopleByReference = ReadonlyMap<string, { readonly handle: PersonHandle; readonly record: PersonRecord }>

/** A dry run: says of each row what a run would do, and does nothing. Refuses `records_away`, `records_unusable`. */
export function prepareBulk(ports: PreparingBulkPorts) {
  const fromRows = async (preparing: Preparing, rows: readonly FileRow[], passedOver: readonly string[] = [], given: BulkJobId | null = null): Promise<Prepared> => {
    const { clock, random, bulkSeals, bulkJobs } = ports
    const { authority, by, errorSecret, delivery = 'files' } = preparing
    const id = given ?? (timeOrderedId(clock.now(), random) as BulkJobId)
    const salt = bulkSeals.newSalt()
    const judged = await judgeRows(ports, { authority, delivery }, rows, salt)
    const errors = judged.flatMap((one) => ('error' in one ? [one.error] : []))
    const planned = judged.flatMap((one) => ('row' in one ? [one.row] : []))
    await bulkJobs.add({
      id,
      authority: authority.id,
      contentHash: bulkSeals.contentHash(contentOf({ authority: authority.id, id, delivery }, planned)),
      delivery,
      salt,
      // Drawn now: a row that is done again makes the same offer, and so none.
      rows: planned.map((row) => ({ ...row, offer: row.plan === 'create' ? (timeOrderedId(clock.now(), random) as OfferId) : null })),
      errors: errors.length,
      sealedErrors: errors.length === 0 || errorSecret === null ? null : bulkSeals.sealErrors(errorSecret, id, errors),
      preparedBy: by,
      preparedAt: clock.now(),
    })
    return { id, errors, passedOver }
  }
  return {
    fromRows,
    /** The same of a file, or what is wrong with the file as a whole. */
    fromFile: async (preparing: Preparing, bytes: FileBytes): Promise<Prepared | FileFault> => {
      const read = await ports.bulkFiles.read(bytes)
      return 'fault' in read ? read : fromRows(preparing, read.rows, read.passedOver)
    },
  }
}

export type PrepareBulk = ReturnType<typeof prepareBulk>

async function judgeRows(ports: PreparingBulkPorts, { authority, delivery }: { readonly authority: Authority; readonly delivery: BulkDelivery }, rows: readonly FileRow[], salt: string): Promise<readonly Judged[]> {
  const { clock, records, types, bulkSeals, bulkStandings } = ports
  const named = await records.named(authority.id, rows.map(({ cells }) => cells.reference as CouncilReference))
  const people: PeopleByReference = new Map(named.map((record) => [record.reference, { record, handle: records.handleOf(authority.id, record.reference) }]))
  const handles = [...people.values()].map(({ handle }) => handle)
  const languages = await ports.languages.ofMany(authority.id, handles)
  const standings = await bulkStandings.of(authority.id, handles, clock.now())
  return planRows(rows, {
    now: clock.now(),
    people,
    typeNamed: typeNames(types),
    standingOf: (person, typeId) => standings.get(keyOf(person, typeId)) ?? null,
    delivery,
    languageOf: (person) => languages.get(person) ?? null,
    markOf: (person, type, offered) => bulkSeals.markOf(salt, person, type, offered),
  })
}

/** Types by their ids and their names in either language, however they are written. */
function typeNames(types: ReadonlyMap<string, CredentialType>): (name: string) => CredentialType | null {
  const plainly = (name: string): string => name.trim().toLocaleLowerCase('en-GB').replaceAll(/[\s_-]+/g, ' ')
  const known = new Map([...types.values()].flatMap((type) => [type.id, type.name.en, type.name.cy].map((name) => [plainly(name), type] as const)))
  return (name) => known.get(plainly(name)) ?? null
}

/** The content of a job as it stands, to be compared with what was approved. */
export const hashOf = ({ bulkSeals }: Pick<PreparingBulkPorts, 'bulkSeals'>, job: Parameters<typeof contentOf>[0], rows: readonly PlannedRow[]): string => bulkSeals.contentHash(contentOf(job, rows))
