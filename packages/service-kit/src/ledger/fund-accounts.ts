import { setTimeout as sleep } from 'node:timers/promises'
import { JsonRpcProvider, Wallet, parseEther } from 'ethers'

export interface Funding {
  readonly rpcUrl: string
  readonly chainId: number
  /** Private key of the account that gives, 0x-prefixed. */
  readonly key: string
}

const enough = parseEther('1')
const given = parseEther('100')

/** Gives accounts that pay for writes something to pay with, on a ledger where gas isn't free; those that have enough get nothing. */
export async function fundAccounts({ rpcUrl, chainId, key }: Funding, accounts: readonly string[]): Promise<void> {
  const provider = new JsonRpcProvider(rpcUrl, chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  try {
    const funder = new Wallet(key, provider)
    const poor: string[] = []
    for (const account of accounts) if ((await provider.getBalance(account)) < enough) poor.push(account)
    let nonce = await provider.getTransactionCount(funder.address, 'latest')
    const sent: string[] = []
    for (const to of poor) sent.push((await funder.sendTransaction({ to, value: given, nonce: nonce++ })).hash)
    for (const hash of sent) await inBlock(provider, hash)
  } finally {
    provider.destroy()
  }
}

// The library's own waiting goes on asking after its provider was closed.
async function inBlock(provider: JsonRpcProvider, hash: string): Promise<void> {
  while ((await provider.getTransactionReceipt(hash)) === null) await sleep(200)
}
