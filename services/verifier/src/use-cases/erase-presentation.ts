import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { erasureReceipt } from '../domain/erasure.ts'
import type { Askers } from '../ports.ts'
import type { ErasureHandles, Erasures } from '../ports/erasures.ts'

export interface ErasePresentationPorts {
  readonly clock: Clock
  readonly askers: Askers
  readonly handles: Pick<ErasureHandles, 'open'>
  readonly erasures: Erasures
  readonly sha256: (text: string) => string
}

/**
 * Erases what is held of the presentation that a handle names, and answers the authority's signed receipt: also when
 * nothing is held any more. Refuses with `unknown_erasure_handle`, which tells nobody more than that.
 */
export const erasePresentation =
  ({ clock, askers, handles, erasures, sha256 }: ErasePresentationPorts) =>
  async (authority: string, handle: string): Promise<string> => {
    const asker = askers.find(authority)
    if (asker === null) throw new Refusal('not_found')
    const presentation = handles.open(authority, handle)
    if (presentation === null) throw new Refusal('unknown_erasure_handle')
    const erasure = await erasures.erase(presentation, clock.now())
    return asker.signErasureReceipt(erasureReceipt({ issuer: asker.did, handleHash: sha256(handle) }, presentation, erasure))
  }
