import { getAddress } from 'ethers'
import { safeInterface } from './safe-contracts.ts'
import type { SafeState } from './safe-state.ts'
import type { SafeCall } from './safe-transaction.ts'

// The contract keeps its owners as a linked list that starts at this address, and removing one names the one before.
const start = '0x0000000000000000000000000000000000000001'

function before({ owners }: SafeState, owner: string): string {
  const at = owners.indexOf(getAddress(owner))
  if (at < 0) throw new Error('That address is not among the owners.')
  return at === 0 ? start : (owners[at - 1] ?? start)
}

const call = (safe: string, name: string, ...parameters: readonly unknown[]): SafeCall => ({ to: safe, data: safeInterface.encodeFunctionData(name, parameters) })

/** A new authority governs too; the threshold may move with it. @see Safe 1.5.0, OwnerManager */
export const addOwner = (safe: string, { owner, threshold }: { readonly owner: string; readonly threshold: number }): SafeCall =>
  call(safe, 'addOwnerWithThreshold', getAddress(owner), threshold)

/** An authority that left governs no more: signatures it made before don't count from then on. Throws when it is no owner. */
export const removeOwner = (safe: string, state: SafeState, { owner, threshold }: { readonly owner: string; readonly threshold: number }): SafeCall =>
  call(safe, 'removeOwner', before(state, owner), getAddress(owner), threshold)

/** An authority changed its controller key. Throws when the old one is no owner. */
export const swapOwner = (safe: string, state: SafeState, { from, to }: { readonly from: string; readonly to: string }): SafeCall =>
  call(safe, 'swapOwner', before(state, from), getAddress(from), getAddress(to))
