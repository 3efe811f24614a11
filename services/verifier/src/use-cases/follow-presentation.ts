import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { PresentationState, ResponseCode, TransactionId } from '../domain/presentation.ts'
import type { Presentations } from '../ports.ts'

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

/** Hands the sealed result to the form's server, once. Refuses with `not_found`, or `response_code_wrong`, which costs nothing. */
export const collectResult =
  ({ clock, presentations }: FollowPorts) =>
  async (authority: string, transactionId: TransactionId, responseCode: ResponseCode | null): Promise<string> => {
    const sealed = await presentations.collect(authority, transactionId, responseCode, clock.now())
    if (sealed === null) throw new Refusal('not_found')
    return sealed
  }
