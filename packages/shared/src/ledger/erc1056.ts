import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, toHex, utf8 } from '../kernel/bytes.ts'
import { LedgerUnavailable, type Hex, type LedgerLog } from './ledger-reader.ts'

// The registry of ERC-1056 has a handful of functions and three events: encoding them here spares the wallet a whole
// Ethereum library. @see ERC-1056

const keccak = (text: string): Hex => `0x${toHex(keccak_256(utf8(text)))}`
const selector = (signature: string): string => keccak(signature).slice(2, 10)

const selectors = {
  changed: selector('changed(address)'),
  validDelegate: selector('validDelegate(address,bytes32,address)'),
}
export const eventTopics = {
  ownerChanged: keccak('DIDOwnerChanged(address,address,uint256)'),
  delegateChanged: keccak('DIDDelegateChanged(address,bytes32,address,uint256,uint256)'),
  attributeChanged: keccak('DIDAttributeChanged(address,bytes32,bytes,uint256,uint256)'),
} as const

const word = (hex: string): string => hex.replace(/^0x/, '').toLowerCase().padStart(64, '0')

export const changedInput = (identity: string): Hex => `0x${selectors.changed}${word(identity)}`
export const validDelegateInput = (identity: string, type: Hex, delegate: string): Hex =>
  `0x${selectors.validDelegate}${word(identity)}${word(type)}${word(delegate)}`
export const addressTopic = (address: string): Hex => `0x${word(address)}`

/** Reads one word; an empty answer comes from a node that does not know the contract, and says nothing. */
export function decodeNumber(bytes: Hex): bigint {
  if (bytes === '0x') throw new LedgerUnavailable('an empty answer')
  return BigInt(bytes)
}
export const decodeFlag = (bytes: Hex): boolean => decodeNumber(bytes) === 1n

/** The 32 bytes that stand for "may issue (or request) credentials of this type": design, section 5. */
export const accreditationType = (kind: 'issue' | 'request', vct: string): Hex => keccak(`${kind}:${vct}`)

interface EventPlace {
  readonly blockNumber: number
  readonly logIndex: number
}
export type RegistryEvent = EventPlace &
  (
    | { readonly kind: 'owner'; readonly owner: string }
    | { readonly kind: 'delegate'; readonly type: string; readonly delegate: string; readonly validTo: bigint }
    | { readonly kind: 'attribute'; readonly name: string; readonly value: Uint8Array; readonly validTo: bigint }
  )

/** A bytes32 as text: up to the first zero byte; null when that is not UTF-8. */
function textOfWord(hex: string): string | null {
  const bytes = fromHex(hex) ?? new Uint8Array()
  const end = bytes.indexOf(0)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? bytes : bytes.subarray(0, end))
  } catch {
    return null
  }
}

/** Decodes one event of the registry; null for one that says nothing we understand. */
export function decodeEvent({ blockNumber, logIndex, topics, data }: LedgerLog): RegistryEvent | null {
  const words = data.slice(2).match(/.{64}/g) ?? []
  const place = { blockNumber, logIndex }
  const address = (index: number): string => checksumAddress(`0x${(words[index] ?? '').slice(24)}`)
  switch (topics[0]) {
    case eventTopics.ownerChanged:
      return { ...place, kind: 'owner', owner: address(0) }
    case eventTopics.delegateChanged: {
      const type = textOfWord(words[0] ?? '')
      return type === null ? null : { ...place, kind: 'delegate', type, delegate: address(1), validTo: BigInt(`0x${words[2] ?? '0'}`) }
    }
    case eventTopics.attributeChanged:
      return attributeEvent(place, words, data)
    default:
      return null
  }
}

function attributeEvent(place: EventPlace, words: readonly string[], data: Hex): RegistryEvent | null {
  const name = textOfWord(words[0] ?? '')
  const start = 2 + Number(BigInt(`0x${words[1] ?? '0'}`)) * 2
  const length = Number(BigInt(`0x${data.slice(start, start + 64) || '0'}`))
  const value = fromHex(data.slice(start + 64, start + 64 + length * 2))
  if (name === null || value === null || value.length !== length) return null
  return { ...place, kind: 'attribute', name, value, validTo: BigInt(`0x${words[2] ?? '0'}`) }
}

/** An address with its checksum in the case of its letters. @see ERC-55 */
export function checksumAddress(address: string): string {
  const digits = address.slice(2).toLowerCase()
  const hash = toHex(keccak_256(utf8(digits)))
  return `0x${[...digits].map((digit, index) => (Number.parseInt(hash[index] ?? '0', 16) >= 8 ? digit.toUpperCase() : digit)).join('')}`
}
