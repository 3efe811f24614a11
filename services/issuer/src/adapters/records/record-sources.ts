import { join } from 'node:path'
import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { RecordSource } from '../../ports.ts'
import type { RecordSourceConfig, RecordSourcesConfig } from '../../record-sources-file.ts'
import { carefulRecords } from './careful-records.ts'
import { csvRecords } from './csv-records.ts'
import { httpRecords } from './http-records.ts'
import type { ReadRecords } from './people-of-rows.ts'
import { postgresRecords } from './postgres-records.ts'
import { sqliteRecords } from './sqlite-records.ts'

export interface RecordSourcesOptions {
  /** Where `<authority>.csv` lies, for each authority that has no other source. */
  readonly folder: string
  readonly sources?: RecordSourcesConfig | undefined
  readonly serviceSecret: string
  readonly clock: Clock
  readonly logger: Pick<Logger, 'warn'>
}

const patienceMs = 8000
const rules = { patienceMs, failures: 3, rest: seconds(30) }

/** Each council's own system of record, by whichever way it is read. */
export function recordSources({ folder, sources = new Map(), serviceSecret, clock, logger }: RecordSourcesOptions): RecordSource {
  const handleKey = toBase64Url(deriveKey(serviceSecret, 'person handle'))
  const opened = new Map<string, ReturnType<typeof carefulRecords>>()
  // An authority's id comes from the network file, never from a request: it can't name another folder.
  const open = (authority: string): ReturnType<typeof carefulRecords> => {
    const config = sources.get(authority) ?? { kind: 'csv', file: join(folder, `${authority}.csv`), contact: null }
    // A file on this disk is looked at each time; what is asked of another machine serves for a moment.
    const freshFor = seconds(config.kind === 'csv' ? 0 : 3)
    return carefulRecords(readerOf(config), { ...rules, clock, freshFor, onFault: ({ kind, message }) => logger.warn({ authority, source: config.kind, fault: kind, detail: message }, 'records can not be had') })
  }
  return {
    handleOf: (authority, reference) => keyedHash(handleKey, `${authority}\n${reference}`) as PersonHandle,
    contactOf: (authority) => sources.get(authority)?.contact ?? null,
    people: (authority) => {
      const read = opened.get(authority) ?? open(authority)
      opened.set(authority, read)
      return read()
    },
  }
}

function readerOf(config: RecordSourceConfig): ReadRecords {
  if (config.kind === 'csv') return csvRecords(config.file)
  if (config.kind === 'sqlite') return sqliteRecords(config)
  return config.kind === 'postgres' ? postgresRecords(config) : httpRecords(config)
}
