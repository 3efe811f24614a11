import { RpcFault } from './anvil.ts'

// The messages of JSON-RPC 2.0, read strictly: what is none of them gets the error that the standard has for it.

export type RpcId = string | number | null

export interface RpcRequest {
  readonly id: RpcId
  readonly method: string
  readonly params: readonly unknown[]
}

const largestBatch = 50
const members = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {})

/** What came: one message, or a batch of them. Throws an `RpcFault` for anything else. @see JSON-RPC 2.0, section 6 */
export function parseMessages(text: string): { readonly one: unknown } | { readonly batch: readonly unknown[] } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RpcFault({ code: -32_700, message: 'not JSON' })
  }
  if (!Array.isArray(value)) return { one: value }
  if (value.length === 0 || value.length > largestBatch) throw new RpcFault({ code: -32_600, message: `a batch has one to ${largestBatch} requests` })
  return { batch: value as readonly unknown[] }
}

/** The id to answer with, as far as there is one. @see JSON-RPC 2.0, section 5 */
export function idOf(value: unknown): RpcId {
  const { id } = members(value)
  return typeof id === 'string' || typeof id === 'number' ? id : null
}

/** One request. Throws an `RpcFault` for what is none. @see JSON-RPC 2.0, section 4 */
export function asRequest(value: unknown): RpcRequest {
  const { jsonrpc, method, params = [] } = members(value)
  if (jsonrpc !== '2.0' || typeof method !== 'string') throw new RpcFault({ code: -32_600, message: 'not a JSON-RPC 2.0 request' })
  if (!Array.isArray(params)) throw new RpcFault({ code: -32_602, message: 'parameters are a list here' })
  return { id: idOf(value), method, params: params as readonly unknown[] }
}
