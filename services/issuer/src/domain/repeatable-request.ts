import { seconds, type Branded, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { CouncilClientId } from './council-client.ts'

/** Chosen by the caller, so that a request that is sent again is done once. @see draft-ietf-httpapi-idempotency-key-header */
export type IdempotencyKey = Branded<string, 'IdempotencyKey'>

/** How long the same key gets the same answer. */
export const keyLifetime: Seconds = seconds(24 * 60 * 60)

/** A request that a system may send again under the same key. */
export interface RepeatableRequest {
  readonly authority: string
  readonly client: CouncilClientId
  readonly key: IdempotencyKey
  /** Method, address and body, word for word. */
  readonly content: string
}

// Long enough to be drawn at random: what an offer opens with follows from it, too.
const shape = /^"?([A-Za-z0-9._~+/=:-]{22,128})"?$/

/** The key of a header, quoted as the draft has it or bare; null for any other text. */
export const idempotencyKeyOf = (header: unknown): IdempotencyKey | null => (typeof header === 'string' ? ((shape.exec(header)?.[1] as IdempotencyKey | undefined) ?? null) : null)
