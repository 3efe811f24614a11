import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { planAccreditation, planUnlisting, planWithdrawal } from '@counterfoil/service-kit/authority/accredit'
import { controllerSigner } from '@counterfoil/service-kit/authority/controller-signer'
import { planDeactivation, planKeyRemoval } from '@counterfoil/service-kit/authority/plan-identity'
import type { PlannedWrite } from '@counterfoil/service-kit/authority/planned-write'
import { removeOwner } from '@counterfoil/service-kit/governance/owner-changes'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { Asked } from './arguments.ts'
import type { Place } from './place.ts'
import { byConsortium, byItself, writesOf, type Plan } from './plan.ts'
import { planDueRotations, planRotation } from './rotation.ts'

/** Reads the ledger and says what a command would write; nothing when it is done already. */
export async function planCommand(place: Place, asked: Asked): Promise<Plan> {
  if (asked.command === 'rotate' && asked.due) return planDueRotations(place, asked)
  const authority = place.authority(asked.subject)
  const { ledger } = place.network
  const accreditation = { kind: asked.kind, vct: asked.vct, authorityDid: authority.did }
  switch (asked.command) {
    case 'accredit':
      return byConsortium(place, await planAccreditation(ledger, { ...accreditation, validity: seconds(Math.max(0, Math.floor(asked.until - systemClock.now()))) }))
    case 'withdraw':
      return byConsortium(place, await planWithdrawal(ledger, accreditation))
    case 'rotate':
      return planRotation(place, authority, asked)
    case 'remove-key':
      return ofIdentity(place, authority, await planKeyRemoval(ledger, authority.did, asked.kid ?? ''), 'identity.remove_key')
    default:
      return planLeaving(place, authority)
  }
}

const ofIdentity = (place: Place, { did }: NetworkAuthority, writes: readonly PlannedWrite[], reason: string): Plan =>
  byItself(writes.map(({ words }) => words), (actor) => writesOf(place, did, { actor, reason })(writes))

async function planLeaving(place: Place, authority: NetworkAuthority): Promise<Plan> {
  const { ledger } = place.network
  const withdrawals = await Promise.all((['issue', 'request'] as const).map((kind) => planWithdrawal(ledger, { kind, vct: place.residency, authorityDid: authority.did })))
  const writes = [...withdrawals.flat(), ...(await planUnlisting(ledger, authority.did))]
  const state = await readSafe(place.reader, place.governance.safe)
  const { address } = await controllerSigner(place.identities, authority.did)
  const governs = state.owners.includes(address)
  const threshold = Math.min(state.threshold, state.owners.length - 1)
  const more = governs ? { words: [`${authority.name.en} governs the consortium no more`], calls: [removeOwner(place.governance.safe, state, { owner: address, threshold })] } : { words: [], calls: [] }
  return writes.length > 0 || governs ? byConsortium(place, writes, more) : ofIdentity(place, authority, await planDeactivation(ledger, authority.did), 'identity.leave')
}
