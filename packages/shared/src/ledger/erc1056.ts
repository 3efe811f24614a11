import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, toBase64Url, toHex, utf8 } from '../kernel/bytes.ts'
import type { AccreditationKind } from '../trust/trust.ts'
import { LedgerDoubtful, type Hex, type Question } from './ledger-reader.ts'
import { callOf, logsOf, type LedgerLog } from './questions.ts'

// The registry of ERC-1056 has a handful of functions and three events: encoding them here spares the wallet a whole
// Ethereum library. @see ERC-1056

const keccak = (bytes: Uint8Array): Hex => `0x${toHex(keccak_256(bytes))}`
const keccakOfText = (text: string): Hex => keccak(utf8(text))
const selector = (signature: string): string => keccakOfText(signature).slice(2, 10)

const selectors = {
  changed: selector('changed(address)'),
  delegates: selector('delegates(address,bytes32,address)'),
}
export const eventTopics = {
  ownerChanged: keccakOfText('DIDOwnerChanged(address,address,uint256)'),
  delegateChanged: keccakOfText('DIDDelegateChanged(address,bytes32,address,uint256,uint256)'),
  attributeChanged: keccakOfText('DIDAttributeChanged(address,bytes32,bytes,uint256,uint256)'),
} as const

const word = (hex: string): string => hex.replace(/^0x/, '').toLowerCase().padStart(64, '0')
export const addressTopic = (address: string): Hex => `0x${word(address)}`

/** Reads one word; an empty answer comes from a node that does not know the contract, and says nothing. */
function wordAnswer(bytes: Hex): bigint {
  if (bytes.length !== 66) throw new LedgerDoubtful('not the answer of a registry')
  return BigInt(bytes)
}

/** Block of an identity's last change; 0 when it never had one. */
export const changedOf = (registry: string, identity: string): Question<number> =>
  callOf(registry, `0x${selectors.changed}${word(identity)}`, (bytes) => safeNumber(wordAnswer(bytes)))

/**
 * Until when a delegate of an identity is valid, in seconds since 1970; 0 when it never was one. The contract's own
 * `validDelegate` compares this with the time of the newest block, which on a quiet chain may be long ago.
 */
export const delegateValidityOf = (registry: string, identity: string, type: Hex, delegate: string): Question<bigint> =>
  callOf(registry, `0x${selectors.delegates}${word(identity)}${word(keccak(fromHex(type) ?? new Uint8Array()))}${word(delegate)}`, wordAnswer)

/** All events of an identity between two blocks, those included. */
export const eventsOf = (registry: string, identity: string, toBlock: number | 'latest', fromBlock = 0): Question<readonly LedgerLog[]> =>
  logsOf({ address: registry, topics: [null, addressTopic(identity)], toBlock, fromBlock })

/**
 * The 32 bytes that stand for "may issue (or request) credentials of this type", or "may sign lists for this DID": the first 24 bytes of a Keccak-256 hash in
 * base64url, which is text. Raw bytes of a hash are no UTF-8, and whoever resolves by the stock library would fail on them.
 */
export const accreditationType = (kind: AccreditationKind, vct: string): Hex => `0x${toHex(utf8(toBase64Url(keccak_256(utf8(`${kind}:${vct}`)).subarray(0, 24))))}`

function safeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new LedgerDoubtful('a block beyond all blocks')
  return Number(value)
}

/** An address with its checksum in the case of its letters. @see ERC-55 */
export function checksumAddress(address: string): string {
  const digits = address.slice(2).toLowerCase()
  const hash = toHex(keccak_256(utf8(digits)))
  return `0x${[...digits].map((digit, index) => (Number.parseInt(hash[index] ?? '0', 16) >= 8 ? digit.toUpperCase() : digit)).join('')}`
}
