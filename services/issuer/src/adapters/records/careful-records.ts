import { plus, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { PersonRecord } from '../../domain/council-record.ts'
import type { ReadRecords } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'

export interface CarefulOptions {
  readonly clock: Clock
  /** How long one reading serves everybody who looks. */
  readonly freshFor: Seconds
  /** From the first byte asked for to the last. */
  readonly patienceMs: number
  /** So many failures in a row open the circuit. */
  readonly failures: number
  /** How long nobody is let wait for what failed: then one reading tries. */
  readonly rest: Seconds
  /** For the log. */
  readonly onFault: (fault: RecordFault) => void
}

/**
 * A source that keeps nobody waiting: one reading at a time, each with a limit of time, and a circuit that opens after a few
 * failures. Refuses `records_away` and `records_unusable`.
 */
export function carefulRecords(read: ReadRecords, { clock, freshFor, patienceMs, failures, rest, onFault }: CarefulOptions): () => Promise<readonly PersonRecord[]> {
  let kept: { readonly people: readonly PersonRecord[]; readonly until: EpochSeconds } | null = null
  let underWay: Promise<readonly PersonRecord[]> | null = null
  let failed = 0
  let openUntil: EpochSeconds | null = null

  const attempt = async (): Promise<readonly PersonRecord[]> => {
    try {
      const people = await inTime(read, patienceMs)
      failed = 0
      openUntil = null
      kept = { people, until: plus(clock.now(), freshFor) }
      return people
    } catch (error) {
      const fault = error instanceof RecordFault ? error : new RecordFault('unusable', 'the source failed in a way that nobody foresaw')
      failed += 1
      if (failed >= failures) openUntil = plus(clock.now(), rest)
      onFault(fault)
      throw refusalOf(fault)
    } finally {
      underWay = null
    }
  }

  return async () => {
    const now = clock.now()
    if (kept !== null && now < kept.until) return kept.people
    kept = null
    if (underWay !== null) return underWay
    if (openUntil !== null && now < openUntil) throw new Refusal('records_away', { detail: 'it failed a moment ago' })
    underWay = attempt()
    return underWay
  }
}

async function inTime(read: ReadRecords, patienceMs: number): Promise<readonly PersonRecord[]> {
  const signal = AbortSignal.timeout(patienceMs)
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new RecordFault('away', `no answer in ${patienceMs} ms`)), { once: true })
  })
  return Promise.race([read(signal), late])
}

const refusalOf = ({ kind, message }: RecordFault): Refusal => new Refusal(kind === 'away' ? 'records_away' : 'records_unusable', { detail: message })
