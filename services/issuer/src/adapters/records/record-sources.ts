import { join } from 'node:path'
import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { CouncilReference } from '../../domain/council-record.ts'
import type { PersonHandle, RecordHandle } from '../../domain/credential-offer.ts'
import type { RecordSource } from '../../ports.ts'
import type { RecordSourceConfig, RecordSourcesConfig } from '../../record-sources-file.ts'
import { carefulRecords } from './careful-records.ts'
import { csvRecords } from './csv-records.ts'
import { httpRecords } from './http-records.ts'
import { oneSource, type OneSource } from './one-source.ts'
import { postgresRecords } from './postgres-records.ts'
import type { RecordReader } from './record-reader.ts'
import { sqliteRecords } from './sqlite-records.ts'

export interface RecordSourcesOptions {
  /** Where `<authority>.csv` lies, for each authority that has no other source. */
  readonly folder: string
  readonly sources?: RecordSourcesConfig | undefined
  readonly serviceSecret: string
  readonly clock: Clock
  readonly logger: Pick<Logger, 'warn'>
}

const rules = { failures: 3, rest: seconds(30), atOnce: 4, searchesAtOnce: 2 }

/** Each council's own system of record, by whichever way it is read. */
export function recordSources({ folder, sources = new Map(), serviceSecret, clock, logger }: RecordSourcesOptions): RecordSource {
  const handleKey = toBase64Url(deriveKey(serviceSecret, 'person handle'))
  const handleOf = (authority: string, reference: CouncilReference): PersonHandle => keyedHash(handleKey, `${authority}\n${reference}`) as PersonHandle
  const opened = new Map<string, OneSource>()
  // An authority's id comes from the network file, never from a request: it can't name another folder.
  const open = (authority: string): OneSource => {
    const config = sources.get(authority) ?? { kind: 'csv', file: join(folder, `${authority}.csv`), contact: null }
    const isFile = config.kind === 'csv'
    // A file on this disk is looked at each time, and takes a while when it changed; what is asked of another machine serves for a moment.
    const freshFor = seconds(isFile ? 0 : 3)
    const careful = carefulRecords({ ...rules, patienceMs: isFile ? 30_000 : 8000, clock, freshFor, onFault: ({ kind, message }) => logger.warn({ authority, source: config.kind, fault: kind, detail: message }, 'records can not be had') })
    return oneSource({ reader: readerOf(config, clock), careful, clock, handleOf: (reference) => handleOf(authority, reference) })
  }
  const of = (authority: string): OneSource => {
    const source = opened.get(authority) ?? open(authority)
    opened.set(authority, source)
    return source
  }
  return {
    handleOf,
    recordHandleOf: (authority, typeId, { reference, entry }) => (entry === undefined ? null : (keyedHash(handleKey, JSON.stringify([authority, reference, typeId, entry])) as RecordHandle)),
    contactOf: (authority) => sources.get(authority)?.contact ?? null,
    people: (authority, handles) => of(authority).people(handles),
    named: (authority, references) => of(authority).named(references),
    whose: (authority, field, value) => of(authority).whose(field, value, 2),
    search: async (authority, words, most) => {
      const found = await of(authority).search(words, most + 1)
      return { people: found.slice(0, most), hasMore: found.length > most }
    },
  }
}

function readerOf(config: RecordSourceConfig, clock: Clock): RecordReader {
  if (config.kind === 'csv') return csvRecords(config.file)
  if (config.kind === 'sqlite') return sqliteRecords(config)
  return config.kind === 'postgres' ? postgresRecords(config) : httpRecords(config, clock)
}
