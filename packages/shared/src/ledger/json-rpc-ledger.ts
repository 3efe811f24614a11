import { isJsonObject, type Json } from '../kernel/json.ts'
import { readTextAtMost } from '../kernel/read-text.ts'
import { LedgerDoubtful, LedgerUnavailable, type Answers, type LedgerReader } from './ledger-reader.ts'

export interface JsonRpcOptions {
  readonly rpcUrl: string
  readonly fetch: typeof fetch
  /** For one round trip. */
  readonly timeoutMs?: number
}

/** Ten thousand changes of one identity fit; a node can't fill our memory. */
const largestAnswer = 16 * 1024 * 1024

/** A ledger over JSON-RPC, in browser and Node; several questions are one batch. @see JSON-RPC 2.0, section 6 */
export function jsonRpcLedger(options: JsonRpcOptions): LedgerReader {
  let lastId = 0
  return {
    ask: async (questions, signal) => {
      const calls = questions.map(({ method, params }) => ({ jsonrpc: '2.0', id: (lastId += 1), method, params }))
      const answer = await post(options, calls.length === 1 ? calls[0] : calls, signal)
      const results = calls.map(({ id, method }) => resultOf(answer, id, method))
      return questions.map((question, place) => question.read(results[place] as Json)) as Answers<typeof questions> // one for each question
    },
  }
}

async function post(options: JsonRpcOptions, body: unknown, given?: AbortSignal): Promise<Json> {
  const ownLimit = AbortSignal.timeout(options.timeoutMs ?? 3000)
  try {
    const response = await options.fetch(options.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: given === undefined ? ownLimit : AbortSignal.any([ownLimit, given]),
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw new LedgerUnavailable(`HTTP status ${response.status}`)
    }
    return JSON.parse(await readTextAtMost(response, largestAnswer)) as Json
  } catch (cause) {
    throw cause instanceof LedgerUnavailable ? cause : new LedgerUnavailable('nothing readable in time', { cause })
  }
}

/** A node may answer a batch in any order. */
function resultOf(answer: Json, id: number, method: string): Json {
  const items: readonly Json[] = Array.isArray(answer) ? (answer as readonly Json[]) : [answer]
  const own = items.filter((item) => isJsonObject(item) && item['id'] === id)
  const [item] = own
  if (!isJsonObject(item)) throw new LedgerUnavailable(`no answer to ${method}`)
  if (own.length > 1) throw new LedgerDoubtful(`two answers to ${method}`)
  if (item['result'] === undefined) throw new LedgerUnavailable(`an error from ${method}`)
  return item['result']
}

