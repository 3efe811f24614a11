import { AbiCoder, ZeroAddress, getAddress, getCreate2Address, keccak256, solidityPackedKeccak256, concat } from 'ethers'
import type { Hex, LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { callOf } from '@counterfoil/shared/ledger/questions'
import type { LedgerSender } from '../ledger/ledger-sender.ts'
import { factoryInterface, safeInterface, type SafeContracts } from './safe-contracts.ts'
import { readSafe } from './safe-state.ts'

/** A Safe to be: who governs together, and how many of them it takes. */
export interface SafeToCreate {
  readonly contracts: SafeContracts
  readonly owners: readonly string[]
  readonly threshold: number
  /** Tells apart several Safes of the same owners. */
  readonly salt: bigint
  readonly actor: string
}

/**
 * Creates a Safe and answers its address, which follows from its founders: asked again, it finds the one that is there.
 * No modules and no fallback handler: whatever the Safe does takes signatures.
 * @see Safe 1.5.0, SafeProxyFactory
 */
export async function createSafe(ledger: { readonly reader: LedgerReader; readonly sender: LedgerSender }, safe: SafeToCreate): Promise<string> {
  const { factory, singleton } = safe.contracts
  const initializer = safeInterface.encodeFunctionData('setup', [safe.owners.map(getAddress), safe.threshold, ZeroAddress, '0x', ZeroAddress, ZeroAddress, 0, ZeroAddress])
  const address = await addressOf(ledger.reader, safe, initializer)
  await ledger.sender.send({
    key: `create safe ${address}`,
    to: factory,
    data: factoryInterface.encodeFunctionData('createProxyWithNonce', [singleton, initializer, safe.salt]),
    reason: 'consortium.safe',
    actor: safe.actor,
  })
  const { owners, threshold } = await readSafe(ledger.reader, address)
  if (threshold !== safe.threshold || owners.length !== safe.owners.length) throw new Error('The Safe on the ledger is not the one that was asked for.')
  return address
}

async function addressOf(reader: LedgerReader, { contracts, salt }: SafeToCreate, initializer: string): Promise<string> {
  const input = factoryInterface.encodeFunctionData('proxyCreationCode') as Hex
  const [creationCode] = await reader.ask([callOf(contracts.factory, input, (bytes) => factoryInterface.decodeFunctionResult('proxyCreationCode', bytes)[0] as string)])
  const code = concat([creationCode, AbiCoder.defaultAbiCoder().encode(['address'], [contracts.singleton])])
  return getCreate2Address(contracts.factory, solidityPackedKeccak256(['bytes32', 'uint256'], [keccak256(initializer), salt]), keccak256(code))
}
