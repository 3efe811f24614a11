import type { JsonObject } from './json.ts'
import { refusalCatalogue, type RefusalCode } from '../refusals/refusal-codes.ts'

/**
 * An expected "no": one code of the closed catalogue, whose words anybody may see. `detail` is for the log alone and
 * never holds a claim value, a token or a code. A broken assumption is an ordinary Error instead.
 */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly detail: string | undefined
  /** What an error of OAuth says beside that, in members of our own. */
  readonly members: JsonObject

  constructor(code: RefusalCode, options: { words?: string; detail?: string; members?: JsonObject; cause?: unknown } = {}) {
    super(options.words ?? refusalCatalogue[code].words, { cause: options.cause })
    this.name = 'Refusal'
    this.code = code
    this.detail = options.detail
    this.members = options.members ?? {}
  }
}
