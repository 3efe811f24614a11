import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { parseErasureReceipt } from '@counterfoil/shared/oid4vp/erasure'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import type { Activity } from '../domain/activity.ts'
import { Fault } from '../domain/fault.ts'
import type { HttpAnswer, World } from '../ports.ts'

type Needs = Pick<World, 'http' | 'trust' | 'vault' | 'now'>

/**
 * Asks whoever was shared with to erase it, and keeps their signed receipt with the entry. May be asked again when the answer got
 * lost: it is the same. Throws a Fault: `erasure_elsewhere`, `erasure_refused`, `erasure_unproven` or `not_reachable`.
 */
export const askForErasure =
  (world: Needs) =>
  async (entry: Activity): Promise<void> => {
    const { asker, erasable } = entry
    if (asker === undefined || erasable === undefined) throw new Fault('erasure_elsewhere')
    const authority = await world.trust.byDid(asker.did)
    // The handle goes to whom the network lists by now, and to nobody who was where they are.
    if (authority === null || !liesUnder(authority.verifier, erasable.endpoint)) throw new Fault('erasure_elsewhere')
    const receipt = receiptIn(await world.http.send(erasable.endpoint, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify({ handle: erasable.handle }) }))
    await mustBeTheirs(receipt, { did: authority.did, handle: erasable.handle, trust: world.trust })
    await world.vault.note({ ...entry, erasureAskedAt: world.now(), erasureReceipt: receipt })
  }

function receiptIn({ status, json: { receipt } }: HttpAnswer): string {
  if (status >= 500 || status === 429) throw new Fault('not_reachable')
  if (status !== 200) throw new Fault('erasure_refused')
  if (typeof receipt !== 'string') throw new Fault('erasure_unproven')
  return receipt
}

/** Who erases and can't be held to it has proven nothing: signed by the key that it names, of that council, for this request. */
async function mustBeTheirs(compact: string, { did, handle, trust }: { readonly did: string; readonly handle: string; readonly trust: World['trust'] }): Promise<void> {
  const stated = parseErasureReceipt(compact)
  const isForThis = stated !== null && sameDid(stated.receipt.iss, did) && sameDid(didOf(stated.kid), did) && stated.receipt.handle_hash === sha256Text(handle)
  const isSigned = isForThis && (await trust.verify({ kid: stated.kid, purpose: 'authentication', signingInput: stated.jwt.signingInput, signature: stated.jwt.signature }))
  if (!isSigned) throw new Fault('erasure_unproven')
}
