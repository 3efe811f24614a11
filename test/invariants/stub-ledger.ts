import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { MinedTransaction } from '@counterfoil/invariants/reading/ledger'

interface Call {
  readonly id: number
  readonly method: string
  readonly params: readonly string[]
}

const hex = (value: number): string => `0x${value.toString(16)}`

/** A ledger that says of its blocks, one for each transaction, what a test wants. */
export async function startStubLedger(mined: readonly (MinedTransaction & { readonly hash?: string })[], counts?: ReadonlyMap<string, number>): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const answer = ({ method, params: [first = ''] }: Call): unknown => {
    if (method === 'eth_blockNumber') return hex(mined.length)
    if (method === 'eth_getTransactionCount') return hex(counts?.get(first) ?? mined.filter(({ from }) => from === first).length)
    if (method === 'eth_getTransactionByHash') {
      const found = mined.findIndex(({ hash }) => hash === first)
      return mined[found] === undefined ? null : { from: mined[found].from, nonce: hex(mined[found].nonce), blockNumber: hex(found + 1) }
    }
    const transaction = mined[Number(first) - 1]
    return { transactions: transaction === undefined ? [] : [{ from: transaction.from, nonce: hex(transaction.nonce) }] }
  }
  const server = createServer((request, response) => {
    void json(request).then((calls) => response.end(JSON.stringify((calls as Call[]).map((call) => ({ jsonrpc: '2.0', id: call.id, result: answer(call) })))))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => new Promise((resolve) => server.close(resolve)) }
}
