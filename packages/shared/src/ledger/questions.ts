import type { EpochSeconds } from '../kernel/branded.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import { LedgerDoubtful, LedgerUnavailable, type Hex, type Question } from './ledger-reader.ts'

/** One event of a contract, as the chain stores it. */
export interface LedgerLog {
  readonly address: Hex
  readonly blockNumber: number
  /** Only compared with that of a block. */
  readonly blockHash: string
  readonly logIndex: number
  readonly topics: readonly Hex[]
  /** In lower case. */
  readonly data: Hex
}

export interface LedgerBlock {
  readonly number: number
  readonly hash: string
  /** Seconds since 1970, as its maker said. */
  readonly time: number
}

/** In lower case; null for what is no bytes in hexadecimal. */
function lowerHexOf(value: unknown): Hex | null {
  if (typeof value !== 'string' || !value.startsWith('0x') || value.length % 2 !== 0) return null
  const lower = value.toLowerCase() as Hex // it begins with 0x
  return /[^0-9a-f]/.test(lower.slice(2)) ? null : lower
}

const quantityPattern = /^0x[0-9a-fA-F]{1,16}$/
const tag = (block: number | 'latest'): string => (block === 'latest' ? block : `0x${block.toString(16)}`)

function quantity(value: Json | undefined, what: string): number {
  const number = typeof value === 'string' && quantityPattern.test(value) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new LedgerDoubtful(`${what} is no number`)
  return number
}

/** What was read before needs no second look: events of one history have most in common. */
function bytes(value: Json | undefined, what: string, before?: Hex): Hex {
  if (before !== undefined && value === before) return before
  if (lowerHexOf(value) === null) throw new LedgerDoubtful(`${what} is not bytes`)
  return value as Hex // looked at
}

function lowerBytes(value: Json | undefined, what: string): Hex {
  const lower = lowerHexOf(value)
  if (lower === null) throw new LedgerDoubtful(`${what} is not bytes`)
  return lower
}

/** A call of a contract's function that only reads. @see Ethereum JSON-RPC: eth_call */
export const callOf = <Answer>(to: string, input: Hex, read: (bytes: Hex) => Answer): Question<Answer> => ({
  method: 'eth_call',
  params: [{ to, data: input }, 'latest'],
  read: (result) => read(bytes(result, 'the answer of a contract')),
})

export interface LogFilter {
  readonly address: string
  readonly topics: readonly (Hex | null)[]
  readonly toBlock: number | 'latest'
  /** 0 when it isn't said. */
  readonly fromBlock?: number
}

/** All events from a block on that match. @see Ethereum JSON-RPC: eth_getLogs */
export const logsOf = ({ address, topics, toBlock, fromBlock = 0 }: LogFilter): Question<readonly LedgerLog[]> => ({
  method: 'eth_getLogs',
  params: [{ address, topics, fromBlock: tag(fromBlock), toBlock: tag(toBlock) }],
  read: (result) => {
    if (!Array.isArray(result)) throw new LedgerDoubtful('the events are no list')
    return parseLogs(result as readonly Json[])
  },
})

/** Logs as they stand in an answer, and as they are kept. */
export function parseLogs(values: readonly Json[]): readonly LedgerLog[] {
  let before: LedgerLog | undefined
  return values.map((value) => (before = parseLog(value, before)))
}

function parseLog(value: Json, before: LedgerLog | undefined): LedgerLog {
  if (!isJsonObject(value) || value['removed'] === true) throw new LedgerDoubtful('an event that is none')
  const { address, topics, data, blockHash, blockNumber, logIndex } = value
  if (!Array.isArray(topics)) throw new LedgerDoubtful('an event without topics')
  if (typeof blockHash !== 'string') throw new LedgerDoubtful('an event of no block')
  return {
    address: bytes(address, 'the address of an event', before?.address),
    blockHash,
    blockNumber: quantity(blockNumber, 'the block of an event'),
    logIndex: quantity(logIndex, 'the place of an event'),
    topics: (topics as readonly Json[]).map((topic, place) => bytes(topic, 'a topic', before?.topics[place])),
    data: lowerBytes(data, 'the data of an event'),
  }
}

/** A block's number, hash and time; null for one that isn't there. @see Ethereum JSON-RPC: eth_getBlockByNumber */
export const blockOf = (number: number | 'latest'): Question<LedgerBlock | null> => ({
  method: 'eth_getBlockByNumber',
  params: [tag(number), false],
  read: (result) => {
    if (result === null) return null
    if (!isJsonObject(result)) throw new LedgerDoubtful('a block that is none')
    const block = { number: quantity(result['number'], 'the number of a block'), hash: bytes(result['hash'], 'the hash of a block'), time: quantity(result['timestamp'], 'the time of a block') }
    if (number !== 'latest' && block.number !== number) throw new LedgerDoubtful('another block than the one asked for')
    return block
  },
})

/** Our clock may lag behind the one that stamps blocks by this much. */
const skew = 60

/**
 * The newest block, unless it is of the future (then our clock is behind, and would let pass what has ended), or older
 * than this ledger is ever silent: then its node stands still and doesn't hear of revocations, which is as if it were away.
 */
export function soundHead(head: LedgerBlock | null, now: EpochSeconds, longestSilence: number | undefined): LedgerBlock {
  if (head === null) throw new LedgerDoubtful('no newest block')
  if (head.time > now + skew) throw new LedgerDoubtful('a block of the future: the clock here is behind')
  if (longestSilence !== undefined && head.time < now - longestSilence - skew) throw new LedgerUnavailable('no block for too long: the node stands still')
  return head
}

/** @see Ethereum JSON-RPC: eth_chainId */
export const chainIdQuestion: Question<number> = { method: 'eth_chainId', params: [], read: (result) => quantity(result, 'the chain id') }

/** The program of a contract; empty where there is none. @see Ethereum JSON-RPC: eth_getCode */
export const codeOf = (address: string): Question<Hex> => ({ method: 'eth_getCode', params: [address, 'latest'], read: (result) => bytes(result, 'the code of the registry') })
