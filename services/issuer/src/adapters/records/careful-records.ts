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
  /** Searches at once, beside those. */
  readonly searchesAtOnce: number
  /** For the log. */
  readonly onFault: (fault: RecordFault) => void
}

type Read<Answer> = (signal: AbortSignal) => Promise<Answer>

export interface CarefulSource {
  /** For some people. Readings of one name are of the same, and one; null for what nobody else asks for. Refuses `records_away`, `records_unusable`. */
  ask<Answer>(name: string | null, read: Read<Answer>): Promise<Answer>
  /** For whoever a search is about: it may be slow, so it takes no turn of theirs, and its failures keep nobody else waiting. Refuses as `ask` does. */
  search<Answer>(name: string, read: Read<Answer>): Promise<Answer>
  /** For everybody, one at a time: long, so it waits for no turn and tries nothing out for others. Refuses as `ask` does. */
  walk<Answer>(read: Read<Answer>): Promise<Answer>
}

/** All the references of a council are many pages, where one person is a moment. */
const walkPatienceMs = 120_000

/**
 * A source that keeps nobody waiting: a few readings at a time, each with a limit of time, and a circuit that opens when a few in a row got no answer.
 * A record that can't be used opens none: it is one person's, and others are read. Nor does one whose turn came too late: it was never asked for.
 */
export function carefulRecords(options: CarefulOptions): CarefulSource {
  const { clock, freshFor, patienceMs } = options
  const kept = new Map<string, { readonly reading: Promise<unknown>; until: EpochSeconds | null }>()
  const people = circuitOf(options, turns(options.atOnce))
  const searches = circuitOf(options, turns(options.searchesAtOnce))
  const forget = (now: EpochSeconds): void => {
    for (const [name, { until }] of kept) if (until !== null && until <= now) kept.delete(name)
  }
  const once = <Answer>(name: string, begin: () => Promise<Answer>): Promise<Answer> => {
    forget(clock.now())
    const before = kept.get(name)
    // What was read under a name is of the kind that the name is read for.
    if (before !== undefined) return before.reading as Promise<Answer>
    const reading = begin()
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
  }
  return {
    ask: (name, read) => (name === null ? people.ask(read, patienceMs) : once(name, () => people.ask(read, patienceMs))),
    search: (name, read) => once(name, () => searches.ask(read, patienceMs)),
    walk: (read) => people.beside(read, walkPatienceMs),
  }
}

interface Circuit {
  ask<Answer>(read: Read<Answer>, patienceMs: number): Promise<Answer>
  /** While it is closed, or might be: what comes of it changes nothing. */
  beside<Answer>(read: Read<Answer>, patienceMs: number): Promise<Answer>
}

function circuitOf({ clock, failures, rest, onFault }: CarefulOptions, inTurn: ReturnType<typeof turns>): Circuit {
  let failed = 0
  let openUntil: EpochSeconds | null = null
  let isTrying = false
  const isOpen = (): boolean => openUntil !== null && clock.now() < openUntil
  const refused = (fault: RecordFault): Refusal => {
    onFault(fault)
    return new Refusal(fault.kind === 'away' ? 'records_away' : 'records_unusable', { detail: fault.message })
  }
  const mayAsk = (may: boolean): void => {
    if (!may) throw new Refusal('records_away', { detail: 'it failed a moment ago' })
  }
  return {
    ask: async (read, patienceMs) => {
      const isTrial = openUntil !== null
      mayAsk(!isOpen() && !(isTrial && isTrying))
      isTrying = isTrial
      let isItsTurn = false
      const inItsTurn: typeof read = (signal) => ((isItsTurn = true), read(signal))
      try {
        const answer = await inTime((signal) => inTurn(inItsTurn, signal), patienceMs)
        failed = 0
        openUntil = null
        return answer
      } catch (error) {
        if (!isItsTurn) throw refused(new RecordFault('away', 'its turn came too late'))
        const fault = faultOf(error)
        failed = fault.kind === 'away' ? failed + 1 : 0
        openUntil = failed >= failures ? plus(clock.now(), rest) : null
        throw refused(fault)
      } finally {
        if (isTrial) isTrying = false
      }
    },
    beside: async (read, patienceMs) => {
      mayAsk(!isOpen())
      return inTime(read, patienceMs).catch((error: unknown) => Promise.reject(refused(faultOf(error))))
    },
  }
}

const faultOf = (error: unknown): RecordFault => (error instanceof RecordFault ? error : new RecordFault('unusable', 'the source failed in a way that nobody foresaw'))

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
  const time = new AbortController()
  let isUp: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    isUp = setTimeout(() => {
      reject(new RecordFault('away', `no answer in ${patienceMs} ms`))
      time.abort()
    }, patienceMs)
  })
  try {
    return await Promise.race([read(time.signal), late])
  } finally {
    clearTimeout(isUp)
  }
}
