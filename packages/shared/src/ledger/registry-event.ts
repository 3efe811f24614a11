import { fromHex, strictUtf8 } from '../kernel/bytes.ts'
import { eventTopics } from './erc1056.ts'
import { LedgerDoubtful } from './ledger-reader.ts'
import type { LedgerLog } from './questions.ts'

interface EventPlace {
  readonly blockNumber: number
  readonly logIndex: number
  /** Block of the identity's change before this one; 0 for the first. */
  readonly previousChange: number
}
/**
 * Addresses are in lower case, the value of an attribute is hexadecimal in lower case without a prefix. The end of a
 * validity is in seconds since 1970; one beyond all dates is rounded.
 */
export type RegistryEvent = EventPlace &
  (
    | { readonly kind: 'owner'; readonly owner: string }
    | { readonly kind: 'delegate'; readonly type: string; readonly delegate: string; readonly validTo: number }
    | { readonly kind: 'attribute'; readonly name: string; readonly value: string; readonly validTo: number }
  )

/** Reads a bytes32 as text. */
type TextOf = (word: string) => string

/**
 * Decodes events of the registry, each in one pass over its data as the ABI lays it out: a history can be long, and most
 * events have one of few names. Throws `LedgerDoubtful` for what the registry doesn't write.
 * @see Solidity, "Contract ABI Specification"
 */
export function decodeEvents(logs: readonly LedgerLog[]): RegistryEvent[] {
  const texts = new Map<string, string>()
  const textOf: TextOf = (word) => {
    const known = texts.get(word)
    if (known !== undefined) return known
    const text = textOfWord(word)
    texts.set(word, text)
    return text
  }
  return logs.map((log) => decodeEvent(log, textOf))
}

function decodeEvent({ blockNumber, logIndex, topics, data: hex }: LedgerLog, textOf: TextOf): RegistryEvent {
  switch (topics[0]) {
    case eventTopics.ownerChanged:
      return { blockNumber, logIndex, previousChange: countAt(hex, 1), kind: 'owner', owner: addressAt(hex, 0) }
    case eventTopics.delegateChanged:
      return { blockNumber, logIndex, previousChange: countAt(hex, 3), kind: 'delegate', type: textOf(wordAt(hex, 0)), delegate: addressAt(hex, 1), validTo: numberAt(hex, 2) }
    case eventTopics.attributeChanged:
      return { blockNumber, logIndex, previousChange: countAt(hex, 3), kind: 'attribute', name: textOf(wordAt(hex, 0)), value: bytesAt(hex, 1), validTo: numberAt(hex, 2) }
    default:
      throw new LedgerDoubtful('an event that the registry does not have')
  }
}

/** A bytes32 as text, without the zero bytes at its end; as hexadecimal when it is no UTF-8, such as a hash. */
function textOfWord(word: string): string {
  try {
    return strictUtf8(fromHex(word) ?? new Uint8Array()).replace(/\0+$/, '')
  } catch {
    return `0x${word}`
  }
}

/** Where a word of 32 bytes begins, behind `0x`. */
const startOf = (index: number): number => 2 + index * 64

function wordAt(hex: string, index: number): string {
  const word = hex.slice(startOf(index), startOf(index + 1))
  if (word.length !== 64) throw new LedgerDoubtful('an event cut short')
  return word
}

const numberAt = (hex: string, index: number): number => Number.parseInt(wordAt(hex, index), 16)

function countAt(hex: string, index: number): number {
  const count = numberAt(hex, index)
  if (!Number.isSafeInteger(count)) throw new LedgerDoubtful('a block beyond all blocks')
  return count
}

const addressAt = (hex: string, index: number): string => `0x${wordAt(hex, index).slice(24)}`

/** Bytes of any length: the word tells where they begin, with their length. */
function bytesAt(hex: string, index: number): string {
  const place = countAt(hex, index) / 32
  if (!Number.isInteger(place)) throw new LedgerDoubtful('an event cut short')
  const digits = countAt(hex, place) * 2
  const value = hex.slice(startOf(place + 1), startOf(place + 1) + digits)
  if (value.length !== digits) throw new LedgerDoubtful('an event cut short')
  return value
}
