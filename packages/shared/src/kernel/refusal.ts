import { refusalCatalogue, type RefusalCode } from '../refusals/refusal-codes.ts'

/**
 * An expected "no": one code of the closed catalogue, whose words anybody may see. `detail` is for the log alone and
 * never holds a claim value, a token or a code. A broken assumption is an ordinary Error instead.
 */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly detail: string | undefined

  constructor(code: RefusalCode, options: { words?: string; detail?: string; cause?: unknown } = {}) {
    super(options.words ?? refusalCatalogue[code].words, { cause: options.cause })
    this.name = 'Refusal'
    this.code = code
    this.detail = options.detail
  }
}
