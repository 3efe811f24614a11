import registryPackage from 'ethr-did-registry'
import type { LedgerSender } from '../ledger/ledger-sender.ts'

/** Puts the published contract of ERC-1056 on a network that doesn't have it yet, once; answers its address. @see ERC-1056 */
export async function deployRegistry(sender: LedgerSender, actor: string): Promise<string> {
  const { bytecode } = registryPackage.EthereumDIDRegistry
  const { contract } = await sender.send({ key: 'deploy EthereumDIDRegistry', to: null, data: bytecode, reason: 'network.registry', actor })
  if (contract === null) throw new Error('The ledger names no address for the registry.')
  return contract
}
