import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import registryPackage from 'ethr-did-registry'
import { Contract, JsonRpcProvider, Wallet, type AbstractSigner } from 'ethers'
import { startDevLedger, type DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import type { LedgerGround } from '@counterfoil/neighbourhood/ledger-ground'
import { fund, fundingKey, outsideLedgerUrl, registryOutside } from './outside-ledger.ts'

/** A temporary folder that goes with its test. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'counterfoil-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A chain of its own for a test file, on a port that is free. */
export const startLocalLedger = (dataDir: string): Promise<DevLedger> => startDevLedger({ dataDir, port: 0, host: '127.0.0.1' })

/** A ledger with a registry of its own for a test file: a chain of its own, or the one that `LEDGER_RPC_URL` names. */
export async function startTestLedger(dataDir: string): Promise<DevLedger> {
  const rpcUrl = outsideLedgerUrl()
  return rpcUrl === null ? startLocalLedger(dataDir) : { rpcUrl, ...(await registryOutside(rpcUrl)), ended: new Promise(() => {}), close: async () => {} }
}

/** What a network is founded on here. */
export const groundOf = ({ rpcUrl, chainId, registry }: Pick<DevLedger, 'rpcUrl' | 'chainId' | 'registry'>): LedgerGround => ({ nodes: { rpcUrl, chainId }, registry, fundingKey: fundingKey() })

export interface Actor {
  /** Has something to pay with, where gas isn't free. */
  readonly ready: () => Promise<void>
  readonly did: string
  readonly address: string
  /** The registry, written to as this actor. */
  readonly registry: Contract
}

/** An account with the registry in its hand. */
export function makeActor(ledger: Pick<DevLedger, 'rpcUrl' | 'chainId' | 'registry'>, account?: AbstractSigner & { readonly address: string }): Actor {
  const provider = new JsonRpcProvider(ledger.rpcUrl, ledger.chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  provider.pollingInterval = 20
  const wallet = account ?? Wallet.createRandom()
  const registry = new Contract(ledger.registry, registryPackage.EthereumDIDRegistry.abi, wallet.connect(provider))
  let funded: Promise<void> | undefined
  return { ready: () => (funded ??= fund(ledger, wallet.address)), did: `did:ethr:0x${ledger.chainId.toString(16)}:${wallet.address}`, address: wallet.address, registry }
}

/** Writes to the registry and waits until it is in a block. */
export async function writeTo(actor: Actor, method: string, ...parameters: readonly unknown[]): Promise<void> {
  const send = actor.registry.getFunction(method)
  await actor.ready()
  const price = fundingKey() === null ? { type: 0, gasPrice: 0 } : {}
  const transaction = (await send(...parameters, { ...price, gasLimit: 500_000 })) as { wait(): Promise<unknown> }
  await transaction.wait()
}
