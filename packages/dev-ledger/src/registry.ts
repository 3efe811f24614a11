import registryPackage from 'ethr-did-registry'
import { ContractFactory, Wallet, getCreateAddress } from 'ethers'
import { chainId } from './anvil.ts'
import type { Chain } from './chain.ts'

// A key that everybody may know: it owns nothing, and its first transaction gives the registry the same address everywhere.
const deployer = new Wallet(`0x${'c0'.repeat(32)}`)

/** Address of the ERC-1056 registry on every local chain. */
export const registryAddress = getCreateAddress({ from: deployer.address, nonce: 0 })

/** Puts the published contract of ERC-1056 on the chain, unless it is there. @see ERC-1056 */
export async function deployRegistry(chain: Chain): Promise<void> {
  if ((await chain.engine.ask<string>('eth_getCode', [registryAddress, 'latest'])) !== '0x') return
  const { abi, bytecode } = registryPackage.EthereumDIDRegistry
  const { data } = await new ContractFactory(abi, bytecode).getDeployTransaction()
  await chain.accept(await deployer.signTransaction({ type: 0, chainId, nonce: 0, gasPrice: 0, gasLimit: 5_000_000, data }))
}
