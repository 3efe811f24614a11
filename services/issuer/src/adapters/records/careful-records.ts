import { plus, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { RecordFault } from './record-fault.ts'

export interface CarefulOptions {
  readonly clock: Clock
  /** How long one reading serves everybody who asks for the same. */
  readonly freshFor: Seconds
  /** From when it is asked for to the last byte. */
  readonly patienceMs: number
  /** So many times in a row that nobody answered open the circuit. */
  readonly failures: number
  /** How long nobody is let wait for what failed: then one reading tries. */
  readonly rest: Seconds
  /** Readings at once: others wait their turn. */
  readonly atOnce: number
  /** For the log. */
  readonly onFault: (fault: RecordFault) => void
}

type Read<Answer> = (signal: AbortSignal) => Promise<Answer>

export interface CarefulSource {
  /** Readings of one name are of the same, and one; null for what nobody else asks for. Refuses `records_away`, `records_unusable`. */
  ask<Answer>(name: string | null, read: Read<Answer>, patienceMs?: number): Promise<Answer>
}

/**
 * A source that keeps nobody waiting: a few readings at a time, each with a limit of time, and a circuit that opens when a few in a row got no answer.
 * A record that can't be used opens none: it is one person's, and others are read.
 */
export function carefulRecords(options: CarefulOptions): CarefulSource {
  const { clock, freshFor, patienceMs } = options
  const kept = new Map<string, { readonly reading: Promise<unknown>; until: EpochSeconds | null }>()
  const circuit = circuitOf(options)
  const inTurn = turns(options.atOnce)
  const forget = (now: EpochSeconds): void => {
    for (const [name, { until }] of kept) if (until !== null && until <= now) kept.delete(name)
  }
  return {
    ask: (name, read, patience = patienceMs) => {
      forget(clock.now())
      const before = name === null ? undefined : kept.get(name)
      // What was read under a name is of the kind that the name is read for.
      if (before !== undefined) return before.reading as ReturnType<typeof read>
      const reading = circuit((signal) => inTurn(read, signal), patience)
      if (name === null) return reading
      const entry: { readonly reading: Promise<unknown>; until: EpochSeconds | null } = { reading, until: null }
      kept.set(name, entry)
      reading.then(
        () => {
          entry.until = plus(clock.now(), freshFor)
          // Nobody's record is held because nobody asks again.
          setTimeout(() => kept.get(name) === entry && kept.delete(name), freshFor * 1000).unref()
        },
        () => kept.delete(name),
      )
      return reading
    },
  }
}

function circuitOf({ clock, failures, rest, onFault }: CarefulOptions): <Answer>(read: Read<Answer>, patienceMs: number) => Promise<Answer> {
  let failed = 0
  let openUntil: EpochSeconds | null = null
  let isTrying = false
  return async (read, patienceMs) => {
    const isTrial = openUntil !== null
    if (openUntil !== null && (isTrying || clock.now() < openUntil)) throw new Refusal('records_away', { detail: 'it failed a moment ago' })
    isTrying = isTrial
    try {
      const answer = await inTime(read, patienceMs)
      failed = 0
      openUntil = null
      return answer
    } catch (error) {
      const fault = error instanceof RecordFault ? error : new RecordFault('unusable', 'the source failed in a way that nobody foresaw')
      failed = fault.kind === 'away' ? failed + 1 : 0
      openUntil = failed >= failures ? plus(clock.now(), rest) : null
      onFault(fault)
      throw new Refusal(fault.kind === 'away' ? 'records_away' : 'records_unusable', { detail: fault.message })
    } finally {
      if (isTrial) isTrying = false
    }
  }
}

/** So many at once, the others in the order in which they came; whoever's time is up while they wait is not read for. */
function turns(atOnce: number): <Answer>(read: Read<Answer>, signal: AbortSignal) => Promise<Answer> {
  let underWay = 0
  const waiting: (() => void)[] = []
  return async (read, signal) => {
    if (underWay < atOnce) underWay += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      if (signal.aborted) throw new RecordFault('away', 'its turn came too late')
      return await read(signal)
    } finally {
      const next = waiting.shift()
      if (next === undefined) underWay -= 1
      else next()
    }
  }
}

async function inTime<Answer>(read: Read<Answer>, patienceMs: number): Promise<Answer> {
  const signal = AbortSignal.timeout(patienceMs)
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new RecordFault('away', `no answer in ${patienceMs} ms`)), { once: true })
  })
  return Promise.race([read(signal), late])
}
