import { readFileSync } from 'node:fs'
import registryPackage from 'ethr-did-registry'
import { ContractFactory, JsonRpcProvider, Wallet } from 'ethers'
import { fundAccounts } from '@counterfoil/service-kit/ledger/fund-accounts'

// `LEDGER_RPC_URL` has the integration tests use a ledger that runs already, whatever it is and however long its blocks
// take: see docs/trust.md. What undoes blocks, or kills the chain, stays on a chain of its own.

const settingOf = (name: string): string | null => (process.env[name] === undefined || process.env[name] === '' ? null : process.env[name])

/** The first of the nodes that tests were told to use; null when each is to have a chain of its own. */
export const outsideLedgerUrl = (): string | null => settingOf('LEDGER_RPC_URL')?.split(',')[0]?.trim() ?? null

/** Private key of an account with money there; null where gas is free. */
export function fundingKey(): string | null {
  const file = outsideLedgerUrl() === null ? null : settingOf('LEDGER_FUNDING_KEY_FILE')
  return file === null ? null : readFileSync(file, 'utf8').trim()
}

/** Gives accounts something to pay with, where gas isn't free. */
export async function fund({ rpcUrl, chainId }: { readonly rpcUrl: string; readonly chainId: number }, ...accounts: readonly string[]): Promise<void> {
  const key = fundingKey()
  if (key !== null) await fundAccounts({ rpcUrl, chainId, key }, accounts)
}

/** The same for the addresses of identities, whose controllers pay where a test has them write by themselves. */
export const fundIdentities = (ledger: { readonly rpcUrl: string; readonly chainId: number }, ...dids: readonly string[]): Promise<void> => fund(ledger, ...dids.map((did) => did.split(':').at(-1) ?? ''))

/** A registry of its own for a test file, on the ledger outside. */
export async function registryOutside(rpcUrl: string): Promise<{ readonly chainId: number; readonly registry: string }> {
  const provider = new JsonRpcProvider(rpcUrl, undefined, { batchMaxCount: 1, cacheTimeout: -1 })
  try {
    const chainId = Number((await provider.getNetwork()).chainId)
    const { abi, bytecode } = registryPackage.EthereumDIDRegistry
    const deployer = Wallet.createRandom(provider)
    await fund({ rpcUrl, chainId }, deployer.address)
    const contract = await new ContractFactory(abi, bytecode, deployer).deploy(fundingKey() === null ? { type: 0, gasPrice: 0 } : {})
    while ((await provider.getCode(await contract.getAddress())) === '0x') await new Promise((resolve) => setTimeout(resolve, 200))
    return { chainId, registry: await contract.getAddress() }
  } finally {
    provider.destroy()
  }
}
