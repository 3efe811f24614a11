import { TypedDataEncoder, ZeroAddress, concat, dataLength, getAddress, solidityPacked } from 'ethers'
import { multiSendInterface, type SafeContracts } from './safe-contracts.ts'

/** Something the Safe is to call. */
export interface SafeCall {
  readonly to: string
  /** 0x-prefixed. */
  readonly data: string
}

/** What signers sign: one call, or several that happen together or not at all. It never carries value and refunds nobody. */
export interface SafeTransaction {
  readonly to: string
  readonly data: string
  /** 0 calls; 1 runs the code of MultiSend as the Safe. */
  readonly operation: 0 | 1
  readonly nonce: number
}

export interface SafePlace {
  readonly chainId: number
  readonly safe: string
}

/** @see Safe 1.5.0, SAFE_TX_TYPEHASH; EIP-712 */
const types = {
  SafeTx: [
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'data', type: 'bytes' },
    { name: 'operation', type: 'uint8' },
    { name: 'safeTxGas', type: 'uint256' },
    { name: 'baseGas', type: 'uint256' },
    { name: 'gasPrice', type: 'uint256' },
    { name: 'gasToken', type: 'address' },
    { name: 'refundReceiver', type: 'address' },
    { name: 'nonce', type: 'uint256' },
  ],
}

/** The parts of `execTransaction` that are the same for everything we propose. */
export const withoutRefund = { value: 0, safeTxGas: 0, baseGas: 0, gasPrice: 0, gasToken: ZeroAddress, refundReceiver: ZeroAddress } as const

/** The typed data of a transaction: what a wallet or a hardware key shows and signs. @see EIP-712 */
export const typedDataOf = ({ chainId, safe }: SafePlace, transaction: SafeTransaction) => ({
  domain: { chainId, verifyingContract: safe },
  types,
  message: { ...withoutRefund, to: transaction.to, data: transaction.data, operation: transaction.operation, nonce: transaction.nonce },
})

/** Hash of a transaction under its Safe and chain: another chain's or another Safe's signature is worth nothing. */
export function hashOf(place: SafePlace, transaction: SafeTransaction): string {
  const { domain, message } = typedDataOf(place, transaction)
  return TypedDataEncoder.hash(domain, types, message)
}

/** One transaction for all calls, in their order. Throws without any. */
export function transactionOf(calls: readonly SafeCall[], { multiSend }: Pick<SafeContracts, 'multiSend'>, nonce: number): SafeTransaction {
  const [first, ...more] = calls
  if (first === undefined) throw new Error('A Safe transaction needs something to call.')
  if (more.length === 0) return { to: getAddress(first.to), data: first.data, operation: 0, nonce }
  const packed = concat(calls.map(({ to, data }) => solidityPacked(['uint8', 'address', 'uint256', 'uint256', 'bytes'], [0, to, 0, dataLength(data), data])))
  return { to: getAddress(multiSend), data: multiSendInterface.encodeFunctionData('multiSend', [packed]), operation: 1, nonce }
}

/** The calls that a transaction makes, as signers must see them; null when it isn't one that `transactionOf` makes. */
export function callsOf(transaction: SafeTransaction, { multiSend }: Pick<SafeContracts, 'multiSend'>): readonly SafeCall[] | null {
  if (transaction.operation === 0) return [{ to: transaction.to, data: transaction.data }]
  if (getAddress(transaction.to) !== getAddress(multiSend)) return null
  try {
    const [packed] = multiSendInterface.decodeFunctionData('multiSend', transaction.data) as unknown as [string]
    return unpack(packed)
  } catch {
    return null
  }
}

// Each packed call: one byte of operation, 20 of address, 32 of value, 32 of length, then the data. @see Safe 1.5.0, MultiSendCallOnly
function unpack(packed: string): readonly SafeCall[] | null {
  const calls: SafeCall[] = []
  let at = 2
  const take = (bytes: number): string => {
    const part = packed.slice(at, at + bytes * 2)
    if (part.length !== bytes * 2) throw new Error('cut off')
    at += bytes * 2
    return part
  }
  while (at < packed.length) {
    if (take(1) !== '00') return null
    const to = getAddress(`0x${take(20)}`)
    if (BigInt(`0x${take(32)}`) !== 0n) return null
    const length = Number(BigInt(`0x${take(32)}`))
    calls.push({ to, data: `0x${take(length)}` })
  }
  return calls
}
