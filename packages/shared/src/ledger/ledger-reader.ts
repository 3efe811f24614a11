import type { Json } from '../kernel/json.ts'
import { TrustUnavailable } from '../trust/trust-unavailable.ts'

export type Hex = `0x${string}`

/** One question to a node of the ledger. @see ./questions.ts */
export interface Question<Answer> {
  readonly method: string
  readonly params: readonly Json[]
  /** Reads the node's result. Throws `LedgerDoubtful` for what no sound node answers. */
  readonly read: (result: Json) => Answer
}

export type Answers<Questions extends readonly Question<unknown>[]> = {
  -readonly [Place in keyof Questions]: Questions[Place] extends Question<infer Answer> ? Answer : never
}

/** Reading the ledger. */
export interface LedgerReader {
  /**
   * Puts questions in one round trip, to one node; the answers come in their order. Throws `LedgerUnavailable` when there
   * is no answer in time, and `LedgerDoubtful` when there is one that can't be believed.
   */
  ask<const Questions extends readonly Question<unknown>[]>(questions: Questions, signal?: AbortSignal): Promise<Answers<Questions>>
}

/** The ledger gave no answer in time: what is known may be used within its limit. */
export class LedgerUnavailable extends TrustUnavailable {
  constructor(detail: string, options: { cause?: unknown } = {}) {
    super(`The ledger gave no usable answer: ${detail}.`, options)
    this.name = 'LedgerUnavailable'
  }
}

/** The ledger answered what can't be so, or the opposite of what is known: nothing can be told, whatever is at hand. */
export class LedgerDoubtful extends LedgerUnavailable {}
