import type { Hex, LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { callOf } from '@counterfoil/shared/ledger/questions'
import { safeInterface } from './safe-contracts.ts'

/** Who governs now: read from the ledger, never from a file. */
export interface SafeState {
  /** Checksummed addresses, in the contract's order. */
  readonly owners: readonly string[]
  readonly threshold: number
  /** Number of the next transaction; each number is executed once. */
  readonly nonce: number
}

const questionOf = (safe: string, name: 'getOwners' | 'getThreshold' | 'nonce') =>
  callOf(safe, safeInterface.encodeFunctionData(name) as Hex, (bytes): unknown => safeInterface.decodeFunctionResult(name, bytes)[0])

/** Reads a Safe in one round trip. Throws `LedgerUnavailable` without an answer. @see Safe 1.5.0, OwnerManager */
export async function readSafe(reader: LedgerReader, safe: string): Promise<SafeState> {
  const [owners, threshold, nonce] = await reader.ask([questionOf(safe, 'getOwners'), questionOf(safe, 'getThreshold'), questionOf(safe, 'nonce')])
  return { owners: [...(owners as Iterable<string>)], threshold: Number(threshold), nonce: Number(nonce) }
}
