import { JsonRpcProvider, Wallet, isError } from 'ethers'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { LedgerWriteFailed, type LedgerReceipt, type LedgerSender } from '@counterfoil/service-kit/ledger/ledger-sender'
import { fund, fundingKey } from './outside-ledger.ts'

/** Sends at once from an account of its own; the same key is sent once. */
export function directSender(ledger: Pick<DevLedger, 'rpcUrl' | 'chainId'>): LedgerSender & { close(): void } {
  const provider = new JsonRpcProvider(ledger.rpcUrl, ledger.chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  provider.pollingInterval = 20
  const wallet = Wallet.createRandom(provider)
  const price = fundingKey() === null ? { type: 0, gasPrice: 0 } : {}
  let funded: Promise<void> | undefined
  const sent = new Map<string, Promise<LedgerReceipt>>()
  const sendOnce = async (key: string, to: string | null, data: string): Promise<LedgerReceipt> => {
    try {
      await (funded ??= fund(ledger, wallet.address))
      const transaction = await wallet.sendTransaction({ to, data, ...price, gasLimit: 8_000_000 })
      const receipt = await transaction.wait()
      if (receipt === null) throw new Error('no receipt')
      return { hash: receipt.hash, block: receipt.blockNumber, contract: receipt.contractAddress }
    } catch (cause) {
      throw isError(cause, 'CALL_EXCEPTION') || isError(cause, 'UNKNOWN_ERROR') ? new LedgerWriteFailed(key, { cause }) : cause
    }
  }
  return {
    send: ({ key, to, data }) => {
      const before = sent.get(key) ?? sendOnce(key, to, data)
      sent.set(key, before)
      before.catch(() => sent.delete(key))
      return before
    },
    close: () => provider.destroy(),
  }
}
