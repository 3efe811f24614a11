import type { RpcCall, SyntheticLedger } from './synthetic-ledger.ts'

type Reply = { jsonrpc: '2.0'; id: number; result?: unknown; error?: unknown }

/** A node in front of a synthetic ledger: it counts what it is asked, and can lie or fail. */
export class ObservedNode {
  readonly #ledger: SyntheticLedger
  /** The methods of each round trip. */
  trips: string[][] = []
  /** Changes one result. */
  alter: (method: string, result: unknown) => unknown = (_, result) => result
  /** Answers instead of the node. */
  instead: ((calls: readonly RpcCall[], init: RequestInit) => Response | Promise<Response>) | null = null

  constructor(ledger: SyntheticLedger) {
    this.#ledger = ledger
  }

  readonly fetch: typeof fetch = async (_, init) => {
    const body = JSON.parse(init?.body as string) as RpcCall | readonly RpcCall[]
    const calls = Array.isArray(body) ? (body as readonly RpcCall[]) : [body as RpcCall]
    this.trips.push(calls.map(({ method }) => method))
    if (this.instead !== null) return this.instead(calls, init ?? {})
    const replies = calls.map((call): Reply => ({ jsonrpc: '2.0', id: call.id, result: this.alter(call.method, this.#ledger.perform(call.method, call.params)) }))
    return Response.json(Array.isArray(body) ? replies : replies[0])
  }
}
