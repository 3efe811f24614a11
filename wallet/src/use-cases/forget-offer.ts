import { Fault, type FaultCode } from '../domain/fault.ts'
import { keysOfOffer, type PendingOffer } from '../domain/pending-offer.ts'
import type { World } from '../ports.ts'
import { idsWithKeys } from './ids-with-keys.ts'

/** What can be tried again, because it wasn't the issuer's word. */
const passing: ReadonlySet<FaultCode> = new Set(['not_reachable', 'wallet_outdated', 'lock_changed', 'storage_unavailable', 'storage_full', 'storage_wiped', 'unexpected'])

/** Whether it was the network or the device, and may be tried again. */
export const isPassing = ({ code }: Fault): boolean => passing.has(code)

/** The right code may have been taken when no answer came: a mistyped one must not cost what goes on from there. */
const isOver = (fault: Fault, mayBeRedeemed: boolean): boolean => !isPassing(fault) && !(mayBeRedeemed && fault.code === 'wrong_code')

/** Does something for an offer that is under way; where its issuer says no, nothing of it stays. */
export async function orForget<Result>(world: Pick<World, 'vault' | 'keys'>, pending: PendingOffer, act: Promise<Result>, { mayBeRedeemed = false }: { readonly mayBeRedeemed?: boolean } = {}): Promise<Result> {
  try {
    return await act
  } catch (error) {
    if (error instanceof Fault && isOver(error, mayBeRedeemed)) await forgetOffer(world, pending)
    throw error
  }
}

/** What was given up leaves nothing; a credential that was kept, or is to come, keeps its keys. */
export async function forgetOffer({ vault, keys }: Pick<World, 'vault' | 'keys'>, pending: PendingOffer): Promise<void> {
  const kept = await idsWithKeys({ vault })
  for (const { holders } of keysOfOffer(pending).filter(({ credentialId }) => !kept.has(credentialId))) for (const { name } of holders) await keys.remove(name)
  await vault.endPendingOffer(pending.id)
}
