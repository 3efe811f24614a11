import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { failWith } from './failing-answer.ts'

interface Call {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}
interface Answer {
  readonly id: number
  readonly result?: unknown
}

/** What can be wrong with a node: it gives no answer, or one that can't be believed. */
export const nodeFaults = {
  'is down': 'no answer',
  'is too slow': 'no answer',
  'turns everybody away (429)': 'no answer',
  'fails (500)': 'no answer',
  'answers with a page': 'no answer',
  'answers half a text': 'no answer',
  'answers nothing but errors': 'no answer',
  'is of another chain': 'a lie',
  'has another contract in the place of the registry': 'a lie',
  'has no contract in the place of the registry': 'a lie',
  'answers words where numbers belong': 'a lie',
  'leaves an event out': 'a lie about history',
  'leaves the newest event out': 'a lie about history',
  'gives the events of another': 'a lie about history',
} as const
export type NodeFault = keyof typeof nodeFaults

/** A ledger's node that can be told what is wrong with it. */
export interface FaultyNode {
  readonly url: string
  fault: NodeFault | null
  close(): void
}

const otherAddress = `0x${'0'.repeat(24)}${'ab'.repeat(20)}`

/** The result of one call as the fault makes it. */
function spoil(fault: NodeFault | null, { method }: Call, result: unknown): unknown {
  const events = Array.isArray(result) ? (result as readonly { readonly topics: readonly string[] }[]) : []
  switch (fault) {
    case 'is of another chain':
      return method === 'eth_chainId' ? '0x1' : result
    case 'has another contract in the place of the registry':
      return method === 'eth_getCode' ? `${String(result).slice(0, -2)}00` : result
    case 'has no contract in the place of the registry':
      return method === 'eth_getCode' ? '0x' : result
    case 'answers words where numbers belong':
      return method === 'eth_call' ? 'banana' : result
    case 'leaves an event out':
      return method === 'eth_getLogs' ? events.toSpliced(1, 1) : result
    case 'leaves the newest event out':
      return method === 'eth_getLogs' ? events.slice(0, -1) : result
    case 'gives the events of another':
      return method === 'eth_getLogs' ? events.map((event) => ({ ...event, topics: [event.topics[0], otherAddress] })) : result
    default:
      return result
  }
}

/** Stands in front of a ledger. */
export async function faultyNode(behind: string): Promise<FaultyNode> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void serve(Buffer.concat(chunks).toString()))
    const serve = async (body: string): Promise<void> => {
      if (failWith(node.fault, request, response)) return
      const asked = JSON.parse(body) as Call | Call[]
      const given = (await (await fetch(behind, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()) as Answer | Answer[]
      const answers = [given].flat().map(({ id, result }) => {
        if (node.fault === 'answers nothing but errors') return { jsonrpc: '2.0', id, error: { code: -32_603, message: 'internal error' } }
        const call = [asked].flat().find((one) => one.id === id)
        return { jsonrpc: '2.0', id, result: call === undefined ? result : spoil(node.fault, call, result) }
      })
      const text = JSON.stringify(Array.isArray(given) ? answers : answers[0])
      response.setHeader('content-type', 'application/json').end(node.fault === 'answers half a text' ? text.slice(0, text.length / 2) : text)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const node: FaultyNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: null,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return node
}
