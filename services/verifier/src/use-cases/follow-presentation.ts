import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { PresentationState, TransactionId } from '../domain/presentation.ts'
import type { Presentations, ResultProof } from '../ports.ts'

interface FollowPorts {
  readonly clock: Clock
  readonly presentations: Presentations
}

/** Where a presentation of this authority stands. Refuses with `not_found`. */
export const showPresentation =
  ({ clock, presentations }: FollowPorts) =>
  async (authority: string, transactionId: TransactionId): Promise<PresentationState> => {
    const state = await presentations.state(authority, transactionId, clock.now())
    if (state === null) throw new Refusal('not_found')
    return state
  }

/**
 * Hands the sealed result to the form's server, once. Refuses with `not_found`, `response_code_wrong` or `number_wrong`: what proves that the citizen is at this form is
 * missing or another. A wrong number is counted, and the last one erases the result.
 */
export const collectResult =
  ({ clock, presentations }: FollowPorts) =>
  async (authority: string, transactionId: TransactionId, proof: ResultProof): Promise<string> => {
    const sealed = await presentations.collect(authority, transactionId, proof, clock.now())
    if (sealed === null) throw new Refusal('not_found')
    return sealed
  }
