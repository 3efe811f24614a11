import { Transaction } from 'ethers'
import { chainId, RpcFault, startAnvil, type Engine } from './anvil.ts'
import type { Journal } from './journal.ts'

/** The chain: its engine forgets everything at its end, the journal nothing. */
export interface Chain {
  readonly engine: Engine
  /** Accepts a signed transaction: journalled, then made a block of its own. Resolves to its hash. */
  accept(raw: string): Promise<string>
}

/** Makes the chain again, block by block, from its journal. */
export async function openChain(journal: Journal, clock: () => number): Promise<Chain> {
  const engine = await startAnvil(journal.genesis)
  let last = journal.genesis
  const mine = async (raw: string, timestamp: number): Promise<string> => {
    const hash = await engine.ask<string>('eth_sendRawTransaction', [raw])
    await engine.ask('evm_setNextBlockTimestamp', [timestamp])
    await engine.ask('evm_mine', [])
    return hash
  }
  for (const { raw, timestamp } of journal.entries) {
    await mine(raw, timestamp)
    last = timestamp
  }
  let turn: Promise<unknown> = Promise.resolve()
  const accept = async (raw: string): Promise<string> => {
    await checkTransaction(engine, raw)
    const timestamp = Math.max(clock(), last)
    last = timestamp
    await journal.append({ timestamp, raw })
    return mine(raw, timestamp)
  }
  return {
    engine,
    accept: (raw) => {
      const mined = turn.then(() => accept(raw))
      turn = mined.catch(() => null)
      return mined
    },
  }
}

const largestGas = 10_000_000n

// What is journalled must be replayable: the engine would refuse these after the journal had already taken them.
async function checkTransaction(engine: Engine, raw: string): Promise<void> {
  const transaction = parse(raw)
  if (transaction.from === null) throw new RpcFault({ code: -32_000, message: 'the transaction is not signed' })
  const free = transaction.value === 0n && (transaction.gasPrice ?? transaction.maxFeePerGas ?? 0n) === 0n && (transaction.maxPriorityFeePerGas ?? 0n) === 0n
  if (!free || transaction.chainId !== BigInt(chainId)) throw new RpcFault({ code: -32_000, message: 'this ledger takes transactions of its own chain without value or fee' })
  if (transaction.type === 3 || transaction.type === 4 || transaction.gasLimit > largestGas) throw new RpcFault({ code: -32_000, message: 'this ledger takes plain transactions within the gas limit' })
  const needed = BigInt(await engine.ask<string>('eth_estimateGas', [{ from: transaction.from, ...(transaction.to === null ? {} : { to: transaction.to }), data: transaction.data }, 'latest']))
  if (transaction.gasLimit < needed) throw new RpcFault({ code: -32_000, message: 'the gas limit is too low' })
  const nonce = Number(await engine.ask<string>('eth_getTransactionCount', [transaction.from, 'latest']))
  if (transaction.nonce !== nonce) throw new RpcFault({ code: -32_003, message: transaction.nonce < nonce ? 'nonce too low' : 'nonce too high' })
  await engine.ask('eth_call', [
    { from: transaction.from, ...(transaction.to === null ? {} : { to: transaction.to }), data: transaction.data, gas: `0x${transaction.gasLimit.toString(16)}` },
    'latest',
  ])
}

function parse(raw: string): Transaction {
  try {
    return Transaction.from(raw)
  } catch {
    throw new RpcFault({ code: -32_602, message: 'not a signed transaction' })
  }
}
