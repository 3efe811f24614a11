import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { RequestId } from '../domain/presentation.ts'
import type { OpenPresentation } from '../ports.ts'

const mostKept = 10_000

/** Open presentations in memory with their keys ready for use: spares reading the row and unwrapping the key. The oldest go first. */
export class OpenPresentationsCache {
  readonly #kept = new Map<RequestId, OpenPresentation>()

  keep(presentation: OpenPresentation): void {
    if (this.#kept.size >= mostKept) {
      const [oldest] = this.#kept.keys()
      if (oldest !== undefined) this.#kept.delete(oldest)
    }
    this.#kept.set(presentation.requestId, presentation)
  }

  find(authority: string, requestId: RequestId): OpenPresentation | null {
    const presentation = this.#kept.get(requestId)
    return presentation?.authority === authority ? presentation : null
  }

  forget(requestId: RequestId): void {
    this.#kept.delete(requestId)
  }

  forgetExpired(now: EpochSeconds): void {
    for (const [requestId, { expiresAt }] of this.#kept) if (expiresAt <= now) this.#kept.delete(requestId)
  }
}
