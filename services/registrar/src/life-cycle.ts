import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { planAccreditation, planUnlisting, planWithdrawal } from '@counterfoil/service-kit/authority/accredit'
import { controllerSigner } from '@counterfoil/service-kit/authority/controller-signer'
import { planDeactivation, planKeyRemoval } from '@counterfoil/service-kit/authority/plan-identity'
import type { PlannedWrite } from '@counterfoil/service-kit/authority/planned-write'
import { consortiumCalls } from '@counterfoil/service-kit/governance/governed-consortium'
import { removeOwner } from '@counterfoil/service-kit/governance/owner-changes'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import type { SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { Asked } from './arguments.ts'
import type { Place } from './place.ts'

/**
 * What a command would write. The consortium's part comes first: an authority's own part is empty until that is done,
 * so that a command given again goes on where it was cut off.
 */
export interface Plan {
  readonly words: readonly string[]
  /** What the consortium has to decide, as calls of its Safe. */
  readonly consortium: readonly SafeCall[]
  /** What the authority does by itself. */
  readonly own: readonly PlannedWrite[]
}

const byConsortium = (place: Place, writes: readonly PlannedWrite[], more: { readonly words: readonly string[]; readonly calls: readonly SafeCall[] } = { words: [], calls: [] }): Plan => ({
  words: [...writes.map(({ words }) => words), ...more.words],
  consortium: [...consortiumCalls(place.network.ledger, writes), ...more.calls],
  own: [],
})
const byItself = (writes: readonly PlannedWrite[]): Plan => ({ words: writes.map(({ words }) => words), consortium: [], own: writes })

/** Reads the ledger and says what a command would write; nothing when it is done already. */
export async function planCommand(place: Place, asked: Asked): Promise<Plan> {
  const authority = place.authority(asked.subject)
  const { ledger } = place.network
  const accreditation = { kind: asked.kind, vct: asked.vct, authorityDid: authority.did }
  switch (asked.command) {
    case 'accredit':
      return byConsortium(place, await planAccreditation(ledger, { ...accreditation, validity: seconds(Math.max(0, Math.floor(asked.until - systemClock.now()))) }))
    case 'withdraw':
      return byConsortium(place, await planWithdrawal(ledger, accreditation))
    case 'remove-key':
      return byItself(await planKeyRemoval(ledger, authority.did, asked.kid))
    default:
      return planLeaving(place, authority)
  }
}

async function planLeaving(place: Place, authority: NetworkAuthority): Promise<Plan> {
  const { ledger } = place.network
  const withdrawals = await Promise.all((['issue', 'request'] as const).map((kind) => planWithdrawal(ledger, { kind, vct: place.residency, authorityDid: authority.did })))
  const writes = [...withdrawals.flat(), ...(await planUnlisting(ledger, authority.did))]
  const state = await readSafe(place.reader, place.governance.safe)
  const { address } = await controllerSigner(place.identities, authority.did)
  const governs = state.owners.includes(address)
  const threshold = Math.min(state.threshold, state.owners.length - 1)
  const more = governs ? { words: [`${authority.name.en} governs the consortium no more`], calls: [removeOwner(place.governance.safe, state, { owner: address, threshold })] } : { words: [], calls: [] }
  return writes.length > 0 || governs ? byConsortium(place, writes, more) : byItself(await planDeactivation(ledger, authority.did))
}
