import { epochSeconds, seconds, type EpochSeconds, type Seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { isYoungerThan } from '../kernel/fact.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import type { KeptFacts } from '../trust/kept-facts.ts'
import { emptyList, judgeEntries, type JudgedList, type ListIdentity, type VerifyEs256 } from './judge-entries.ts'
import { ListDoubtful, ListUnavailable } from './list-doubtful.ts'
import { entriesMediaType, headMediaType, isFromTheFuture, parseHead, type SignedHead } from './list-head.ts'
import type { ListState } from './list-state.ts'

/** Fetches text by https within limits of time and size, from no private address, following no redirect; throws otherwise. */
export type FetchListText = (url: string, wanted: { readonly accept: string; readonly mostBytes: number }) => Promise<{ readonly status: number; readonly text: string }>

export interface ListReaderOptions extends ListIdentity {
  /** Base of the addresses that the list lies at. */
  readonly url: string
  readonly fetchText: FetchListText
  readonly verify: VerifyEs256
  readonly clock: Clock
  /** How long the list is used without asking for its head again. */
  readonly freshFor: Seconds
  readonly kept?: KeptFacts
}

/** The list as it is believed now; the same object until its head is asked for again. */
export interface KnownList {
  readonly state: ListState
  readonly length: number
  /** When its publisher said that it ends so. */
  readonly observedAt: EpochSeconds
}

interface Known extends KnownList {
  readonly judged: JudgedList
  readonly head: SignedHead
  readonly headText: string
  readonly texts: readonly string[]
  readonly checkedAt: EpochSeconds
}

export interface ListReader {
  /** Throws `ListUnavailable` when nothing younger than this is known, and `ListDoubtful` for a list that can't be. */
  read(staleFor: Seconds): KnownList | Promise<KnownList>
}

const largestHead = 4096
const largestList = 2 * 1024 * 1024
const rest = seconds(5)
const keptName = 'signed list'

/**
 * Reads a list that only grows: its head in one small round trip, its entries when there are new ones. The highest head that
 * was ever seen is kept, over a restart too; a list that is shorter, or another one, is refused. Its age is told by its head,
 * so a list that somebody holds back grows too old to tell anything.
 */
export function createListReader(options: ListReaderOptions): ListReader {
  const { url, clock, verify } = options
  let known: Known | null = null
  let loading: Promise<void> | null = null
  let underWay: Promise<void> | null = null
  let failedAt: EpochSeconds | null = null

  return {
    read: (staleFor) => {
      const now = clock.now()
      return known !== null && isYoungerThan({ observedAt: known.checkedAt }, options.freshFor, now) && isYoungerThan(known, staleFor, now) ? known : confirm(staleFor)
    },
  }

  async function confirm(staleFor: Seconds): Promise<Known> {
    try {
      await (underWay ??= refresh().finally(() => (underWay = null)))
    } catch (error) {
      if (!(error instanceof ListUnavailable) || error instanceof ListDoubtful || known === null) throw error
    }
    if (known !== null && isYoungerThan(known, staleFor, clock.now())) return known
    throw new ListUnavailable('what is known is too old')
  }

  async function refresh(): Promise<void> {
    await (loading ??= load())
    const now = clock.now()
    if (failedAt !== null && isYoungerThan({ observedAt: failedAt }, rest, now)) throw new ListUnavailable('it failed a moment ago')
    try {
      const headText = await fetched('head.jwt', headMediaType, largestHead)
      accept(await judge(headText, known, () => fetched('entries.jsonl', entriesMediaType, largestList), now), now)
      failedAt = null
    } catch (error) {
      if (!(error instanceof ListDoubtful)) failedAt = now
      throw error
    }
  }

  async function fetched(name: string, mediaType: string, mostBytes: number): Promise<string> {
    const answer = await options.fetchText(`${url}/${name}`, { accept: mediaType, mostBytes }).catch((cause: unknown) => {
      throw new ListUnavailable(`${name} cannot be fetched`, { cause })
    })
    if (answer.status !== 200) throw new ListUnavailable(`${name} is answered with ${answer.status}`)
    return answer.text
  }

  /** The list that a head ends, judged from where it is known on. */
  async function judge(headText: string, before: Known | null, fetchEntries: () => Promise<string>, now: EpochSeconds): Promise<Known> {
    const signed = parseHead(headText)
    if (signed === null) throw new ListDoubtful('its head makes no sense')
    const { head } = signed
    const from = before?.judged ?? emptyList
    if (head.network !== options.network) throw new ListDoubtful('its head is of another network')
    if (isFromTheFuture(head, now)) throw new ListDoubtful('its head is of the future')
    if (head.length < from.length) throw new ListDoubtful('it is shorter than it was')
    const more = head.length > from.length ? linesOf(await fetchEntries(), head.length).slice(from.length) : []
    const judged = await judgeEntries(from, more, { ...options, now })
    if (head.last !== judged.last) throw new ListDoubtful('it ends otherwise than its head says')
    const publisher = judged.state.government?.publisher
    if (publisher === undefined || !(await verify(publisher, signed.signingInput, signed.signature))) throw new ListDoubtful('its head is signed by another')
    // One of the same list but earlier is only old: what is known is younger, unless our clock was set back meanwhile.
    if (before !== null && more.length === 0 && head.iat < before.head.head.iat && before.observedAt <= now) return { ...before, checkedAt: now }
    const observedAt = epochSeconds(Math.min(head.iat, now))
    return { state: judged.state, length: judged.length, observedAt, judged, head: signed, headText, texts: [...(before?.texts ?? []), ...more], checkedAt: now }
  }

  function accept(found: Known, now: EpochSeconds): void {
    const isNew = found.length !== known?.length
    known = { ...found, checkedAt: now }
    options.kept?.[isNew ? 'keep' : 'confirm'](keptName, () => ({ head: found.headText, entries: found.texts }))
  }

  /** What was kept is a list again once it passes every check that a fetched one passes; its age stays what it is. */
  async function load(): Promise<void> {
    const kept = parseKept(options.kept?.read(keptName))
    if (kept === null) return
    try {
      known = { ...(await judge(kept.head, null, () => Promise.resolve(kept.entries.join('\n')), clock.now())), checkedAt: epochSeconds(0) }
    } catch (error) {
      if (!(error instanceof ListUnavailable)) throw error
    }
  }
}

function linesOf(text: string, wanted: number): readonly string[] {
  const lines = text.split('\n', wanted)
  if (lines.length < wanted || lines.at(-1) === '') throw new ListUnavailable('its entries are behind its head')
  return lines
}

function parseKept(kept: Json | undefined): { readonly head: string; readonly entries: readonly string[] } | null {
  if (!isJsonObject(kept) || typeof kept['head'] !== 'string' || !Array.isArray(kept['entries'])) return null
  const entries = kept['entries'] as readonly Json[]
  return entries.every((entry): entry is string => typeof entry === 'string') ? { head: kept['head'], entries } : null
}
