import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import registryPackage from 'ethr-did-registry'
import { Contract, JsonRpcProvider, Wallet, type AbstractSigner } from 'ethers'
import { startDevLedger, type DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'

/** A temporary folder that goes with its test. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'counterfoil-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A ledger of its own for a test file, on a port that is free. */
export async function startTestLedger(dataDir: string): Promise<DevLedger> {
  return startDevLedger({ dataDir, port: 0, host: '127.0.0.1' })
}

export interface Actor {
  readonly did: string
  readonly address: string
  /** The registry, written to as this actor. */
  readonly registry: Contract
}

/** An account that needs no money, with the registry in its hand. */
export function makeActor(ledger: DevLedger, account?: AbstractSigner & { readonly address: string }): Actor {
  const provider = new JsonRpcProvider(ledger.rpcUrl, ledger.chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  provider.pollingInterval = 20
  const wallet = account ?? Wallet.createRandom()
  const registry = new Contract(ledger.registry, registryPackage.EthereumDIDRegistry.abi, wallet.connect(provider))
  return { did: `did:ethr:0x${ledger.chainId.toString(16)}:${wallet.address}`, address: wallet.address, registry }
}

/** Writes to the registry and waits until it is in a block. */
export async function writeTo(actor: Actor, method: string, ...parameters: readonly unknown[]): Promise<void> {
  const send = actor.registry.getFunction(method)
  const transaction = (await send(...parameters, { type: 0, gasPrice: 0, gasLimit: 500_000 })) as { wait(): Promise<unknown> }
  await transaction.wait()
}
