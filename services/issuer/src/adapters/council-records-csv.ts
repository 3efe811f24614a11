import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import { parse } from 'csv-parse/sync'
import type { CouncilReference, PersonRecord } from '../domain/council-record.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { RecordSource } from '../ports.ts'

const referenceColumn = 'council_reference'

interface Read {
  readonly changedAt: number
  readonly people: readonly PersonRecord[]
}

/** A council's records from `<authority>.csv`, read anew when the file changes. */
export function councilRecordsCsv({ folder, serviceSecret }: { readonly folder: string; readonly serviceSecret: string }): RecordSource {
  const handleKey = toBase64Url(deriveKey(serviceSecret, 'person handle'))
  const known = new Map<string, Read>()
  return {
    handleOf: (authority, reference) => keyedHash(handleKey, `${authority}\n${reference}`) as PersonHandle,
    people: async (authority) => {
      // An authority's id comes from the network file, never from a request: it can't name another folder.
      const file = join(folder, `${authority}.csv`)
      const changedAt = (await stat(file)).mtimeMs
      const before = known.get(authority)
      if (before?.changedAt === changedAt) return before.people
      const people = peopleOf(await readFile(file, 'utf8'))
      known.set(authority, { changedAt, people })
      return people
    },
  }
}

function peopleOf(text: string): PersonRecord[] {
  const rows = parse<Record<string, string>>(text, { columns: true, bom: true, skip_empty_lines: true, relax_column_count: false })
  return rows.map((row) => {
    const fields = new Map(Object.entries(row))
    const reference = fields.get(referenceColumn)
    if (reference === undefined || reference === '') throw new Error('A council record lacks its council_reference.')
    fields.delete(referenceColumn)
    return { reference: reference as CouncilReference, fields }
  })
}
