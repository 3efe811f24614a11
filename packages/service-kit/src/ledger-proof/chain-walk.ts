import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { LedgerDoubtful, type Hex, type LedgerReader, type Question } from '@counterfoil/shared/ledger/ledger-reader'

/** A transaction as it stands in a block. Addresses and bytes are in lower case. */
export interface LedgerTransaction {
  readonly hash: string
  readonly block: number
  /** Seconds since 1970. */
  readonly at: number
  readonly from: string
  /** Null for one that creates a contract. */
  readonly to: string | null
  readonly nonce: number
  readonly value: bigint
  readonly data: Hex
}

/** What became of a transaction. */
export interface TransactionEnd {
  readonly undone: boolean
  /** Address of the contract that it created. */
  readonly contract: string | null
  /** Contracts and first topics of its events. */
  readonly events: readonly { readonly address: string; readonly topics: readonly string[] }[]
}

const hex = (value: number): Hex => `0x${value.toString(16)}`
const textOf = (value: Json | undefined): string => {
  if (typeof value !== 'string') throw new LedgerDoubtful('a transaction that is none')
  return value.toLowerCase()
}

const blockQuestion = (number: number): Question<readonly LedgerTransaction[]> => ({
  method: 'eth_getBlockByNumber',
  params: [hex(number), true],
  read: (result) => {
    if (!isJsonObject(result) || !Array.isArray(result['transactions'])) throw new LedgerDoubtful('a block that is none')
    const at = Number(textOf(result['timestamp']))
    return (result['transactions'] as readonly Json[]).map((one): LedgerTransaction => {
      if (!isJsonObject(one)) throw new LedgerDoubtful('a transaction that is none')
      const { hash, from, to, nonce, value, input } = one
      return { hash: textOf(hash), block: number, at, from: textOf(from), to: to === null ? null : textOf(to), nonce: Number(textOf(nonce)), value: BigInt(textOf(value)), data: textOf(input) as Hex }
    })
  },
})

const receiptQuestion = (hash: string): Question<TransactionEnd> => ({
  method: 'eth_getTransactionReceipt',
  params: [hash],
  read: (result) => {
    if (!isJsonObject(result) || !Array.isArray(result['logs'])) throw new LedgerDoubtful('a transaction in a block without a receipt')
    const events = (result['logs'] as readonly Json[]).map((log) => {
      if (!isJsonObject(log) || !Array.isArray(log['topics'])) throw new LedgerDoubtful('an event that is none')
      return { address: textOf(log['address']), topics: (log['topics'] as readonly Json[]).map(textOf) }
    })
    return { undone: result['status'] !== '0x1', contract: typeof result['contractAddress'] === 'string' ? textOf(result['contractAddress']) : null, events }
  },
})

const countQuestion = (account: string): Question<number> => ({ method: 'eth_getTransactionCount', params: [account, 'latest'], read: (result) => Number(textOf(result)) })

const atOnce = 50

async function inBatches<Key, Answer>(reader: LedgerReader, keys: readonly Key[], questionOf: (key: Key) => Question<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let first = 0; first < keys.length; first += atOnce) answers.push(...(await reader.ask(keys.slice(first, first + atOnce).map(questionOf))))
  return answers
}

/** Every transaction of the blocks between two, in their order. Throws `LedgerUnavailable`. */
export async function transactionsBetween(reader: LedgerReader, first: number, last: number): Promise<readonly LedgerTransaction[]> {
  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  return (await inBatches(reader, numbers, blockQuestion)).flat()
}

export const endsOf = (reader: LedgerReader, transactions: readonly LedgerTransaction[]): Promise<readonly TransactionEnd[]> => inBatches(reader, transactions.map(({ hash }) => hash), receiptQuestion)

/** How many transactions each account has in blocks, by the ledger's own count. */
export const countsOf = (reader: LedgerReader, accounts: readonly string[]): Promise<readonly number[]> => inBatches(reader, accounts, countQuestion)
