import { KmsEthereumSigner } from '@veramo/did-provider-ethr'
import { Contract, JsonRpcProvider } from 'ethers'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import { parametersFor, registryInterface, type PlannedWrite, type RegistryChange } from './planned-write.ts'

/** Writes to the ERC-1056 registry as the controller of one identity. */
export interface RegistryWriter {
  /** Resolves when the change is in a block. */
  write(method: RegistryChange['method'], ...parameters: readonly unknown[]): Promise<void>
  close(): void
}

/** A writer for an identity whose controller key the agent holds. @see ERC-1056 */
export async function openRegistryWriter(identities: IdentityAgent, did: string, ledger: NetworkLedger): Promise<RegistryWriter> {
  const identity = parseEthrDid(did)
  if (identity === null) throw new Error(`${did} is no identity of this ledger.`)
  const provider = new JsonRpcProvider(ledger.rpcUrl, ledger.chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  provider.pollingInterval = 50
  const { controllerKeyId = '' } = await identities.agent.didManagerGet({ did })
  const controller = await identities.agent.keyManagerGet({ kid: controllerKeyId })
  const signer = new KmsEthereumSigner(controller, { agent: identities.agent }, provider)
  const registry = new Contract(ledger.registry, registryInterface, signer)
  return {
    write: async (method, ...parameters) => {
      const transaction = (await registry.getFunction(method)(identity.address, ...parameters, { type: 0, gasPrice: await priceOfGas(provider), gasLimit: 500_000 })) as { wait(): Promise<unknown> }
      await transaction.wait()
    },
    close: () => provider.destroy(),
  }
}

/** Makes each planned write of an identity at once, as its controller, who pays: for setting a network up. */
export const writesOfController =
  (identities: IdentityAgent, did: string, ledger: NetworkLedger) =>
  async (writes: readonly PlannedWrite[]): Promise<void> => {
    if (writes.length === 0) return
    const writer = await openRegistryWriter(identities, did, ledger)
    try {
      for (const { change } of writes) await writer.write(change.method, ...parametersFor(change).values)
    } finally {
      writer.close()
    }
  }

// A chain of the authorities' own asks for no fee, though its node still suggests a tip.
async function priceOfGas(provider: JsonRpcProvider): Promise<bigint> {
  const newest = await provider.getBlock('latest')
  return newest?.baseFeePerGas === 0n ? 0n : ((await provider.getFeeData()).gasPrice ?? 0n)
}
