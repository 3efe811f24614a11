export interface MinedTransaction {
  readonly from: string
  readonly nonce: number
}

interface Answer {
  readonly id: number
  readonly result?: unknown
}

const batch = 50

async function ask(fetching: typeof fetch, url: string, calls: readonly { readonly method: string; readonly params: readonly unknown[] }[]): Promise<unknown[]> {
  const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call })))
  const response = await fetching(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const answers = (await response.json()) as readonly Answer[]
  const results = new Map(answers.map(({ id, result }) => [id, result]))
  return calls.map((_, id) => results.get(id))
}

const hex = (value: number): string => `0x${value.toString(16)}`

/** Number of the newest block. Throws when the ledger doesn't answer. */
export async function newestBlock(url: string, fetching: typeof fetch = fetch): Promise<number> {
  const [number] = await ask(fetching, url, [{ method: 'eth_blockNumber', params: [] }])
  if (typeof number !== 'string') throw new Error('the ledger tells no block')
  return Number(number)
}

/** Every transaction up to a block, in order. */
export async function minedTransactions(url: string, newest: number, fetching: typeof fetch = fetch): Promise<MinedTransaction[]> {
  const mined: MinedTransaction[] = []
  for (let first = 0; first <= newest; first += batch) {
    const calls = Array.from({ length: Math.min(batch, newest - first + 1) }, (_, index) => ({ method: 'eth_getBlockByNumber', params: [hex(first + index), true] }))
    for (const block of await ask(fetching, url, calls)) {
      const { transactions } = block as { readonly transactions: readonly { readonly from: string; readonly nonce: string }[] }
      for (const { from, nonce } of transactions) mined.push({ from, nonce: Number(nonce) })
    }
  }
  return mined
}

/** How many transactions each account has sent, by the ledger's own count. */
export async function sentCounts(url: string, accounts: readonly string[], fetching: typeof fetch = fetch): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (let first = 0; first < accounts.length; first += batch) {
    const some = accounts.slice(first, first + batch)
    const answers = await ask(fetching, url, some.map((account) => ({ method: 'eth_getTransactionCount', params: [account, 'latest'] })))
    some.forEach((account, index) => counts.set(account, Number(answers[index])))
  }
  return counts
}

/** The transactions of these hashes that are in a block; the rest are missing from the answer. */
export async function minedAmong(url: string, hashes: readonly string[], fetching: typeof fetch = fetch): Promise<Map<string, MinedTransaction>> {
  const mined = new Map<string, MinedTransaction>()
  for (let first = 0; first < hashes.length; first += batch) {
    const some = hashes.slice(first, first + batch)
    const answers = await ask(fetching, url, some.map((hash) => ({ method: 'eth_getTransactionByHash', params: [hash] })))
    for (const [index, hash] of some.entries()) {
      const told = answers[index] as { readonly from: string; readonly nonce: string; readonly blockNumber: string | null } | null | undefined
      if (typeof told?.blockNumber === 'string') mined.set(hash, { from: told.from, nonce: Number(told.nonce) })
    }
  }
  return mined
}
