import type { EpochSeconds } from '../kernel/branded.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import { changedOf, eventsOf } from '../ledger/erc1056.ts'
import { LedgerDoubtful, type LedgerReader } from '../ledger/ledger-reader.ts'
import { blockOf, parseLogs, soundHead, type LedgerBlock, type LedgerLog } from '../ledger/questions.ts'
import type { RegistryEvent } from '../ledger/registry-event.ts'
import { noOwner } from './build-ethr-document.ts'
import { readHistory } from './ethr-history.ts'

/** The whole history of an identity, as the ledger tells it at one time. */
export interface EthrHistory {
  /** Block of the newest change; 0 when there was none. */
  readonly changed: number
  readonly events: readonly RegistryEvent[]
  readonly logs: readonly LedgerLog[]
  /** Newest block when this was read. */
  readonly head: number
  readonly readAt: EpochSeconds
  /** Times of some blocks, among them that of the newest version. */
  readonly times: ReadonlyMap<number, number>
}

export interface HistoryToFetch {
  readonly reader: LedgerReader
  readonly registry: string
  readonly address: string
  /** Block of the newest change, as the registry just told. */
  readonly changed: number
  /** Block of the newest change that was seen before. */
  readonly seen: number
  readonly now: EpochSeconds
  readonly longestSilence: number | undefined
  readonly signal: AbortSignal
}

/**
 * Fetches the whole history in one round trip, and believes it only when it is complete and consistent. An older state
 * than one seen before is believed only when the chain is longer than where that was: then it was reorganised; else the
 * node lags behind, and would bring back what was revoked. Throws `LedgerDoubtful`.
 */
export async function fetchHistory(wanted: HistoryToFetch): Promise<EthrHistory> {
  const { reader, registry, address, changed, signal } = wanted
  const [told, newest, logs, block] = await reader.ask(
    [changedOf(registry, address), blockOf('latest'), eventsOf(registry, address, changed === 0 ? 'latest' : changed), blockOf(changed)],
    signal,
  )
  if (told > changed) return fetchHistory({ ...wanted, changed: told })
  if (told < changed) throw new LedgerDoubtful('an older state than a moment ago')
  const head = soundHead(newest, wanted.now, wanted.longestSilence)
  if (block === null || head.number < changed) throw new LedgerDoubtful('a change in a block that is not there')
  if (changed < wanted.seen && head.number <= wanted.seen) throw new LedgerDoubtful('an older state than one already seen')
  const events = readHistory(logs, { registry, address, changed })
  checkBlock(logs, block)
  return { changed, events, logs, head: head.number, readAt: wanted.now, times: await timesOf(reader, events, block, signal) }
}

/** The events must be of the chain that the node now holds. */
function checkBlock(logs: readonly LedgerLog[], { number, hash }: LedgerBlock): void {
  const strays = logs.filter((log) => log.blockNumber === number && log.blockHash !== hash)
  if (strays.length > 0) throw new LedgerDoubtful('an event of another block than the one there')
}

async function timesOf(reader: LedgerReader, events: readonly RegistryEvent[], { number, time }: LedgerBlock, signal: AbortSignal): Promise<ReadonlyMap<number, number>> {
  const times = new Map([[number, time]])
  const end = events.find((event) => event.kind === 'owner' && event.owner === noOwner)?.blockNumber
  if (end !== undefined && end !== number) for (const [block, at] of await fetchTimes(reader, [end], signal)) times.set(block, at)
  return times
}

/** Times of blocks that are there. */
export async function fetchTimes(reader: LedgerReader, numbers: readonly number[], signal?: AbortSignal): Promise<ReadonlyMap<number, number>> {
  if (numbers.length === 0) return new Map()
  const blocks = await reader.ask(numbers.map(blockOf), signal)
  return new Map(
    blocks.map((block) => {
      if (block === null) throw new LedgerDoubtful('a change in a block that is not there')
      return [block.number, block.time]
    }),
  )
}

/** A history as it is kept: what the node answered, to be judged again. */
export const keptForm = ({ changed, logs, head, readAt, times }: EthrHistory): Json => ({
  changed,
  head,
  readAt,
  times: [...times],
  logs: logs.map((log) => ({ ...log, blockNumber: `0x${log.blockNumber.toString(16)}`, logIndex: `0x${log.logIndex.toString(16)}` })),
})

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** A history that was kept, if it still holds together; null otherwise. */
export function parseKept(kept: Json | undefined, { registry, address }: { readonly registry: string; readonly address: string }): EthrHistory | null {
  if (!isJsonObject(kept)) return null
  const { changed, head, readAt, times, logs } = kept
  if (!isCount(changed) || !isCount(head) || !isCount(readAt) || !Array.isArray(times) || !Array.isArray(logs)) return null
  try {
    const parsed = parseLogs(logs as readonly Json[])
    const events = readHistory(parsed, { registry, address, changed })
    return { changed, head, readAt: readAt as EpochSeconds, events, logs: parsed, times: new Map(times as readonly (readonly [number, number])[]) } // an instant that we wrote
  } catch {
    return null
  }
}
