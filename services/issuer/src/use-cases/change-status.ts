import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import { isKindOf, type ChangeReason, type Counterfoil, type CounterfoilId, type StatusChange } from '../domain/counterfoil.ts'
import type { StaffMember } from '../domain/staff-member.ts'
import type { Counterfoils } from '../ports.ts'
import type { StatusPublisher } from './publish-status-list.ts'

interface Ports {
  readonly clock: Clock
  readonly counterfoils: Counterfoils
  readonly publisher: StatusPublisher
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/**
 * Suspends, reinstates or revokes, in whichever wallets it is. What was answered is committed and in the list that the next reader gets. Refuses
 * `not_found` for another authority's credential, `conflict` when its type can't be suspended or the change doesn't start from its present status.
 */
export const changeStatus =
  ({ clock, counterfoils, publisher, configurations }: Ports) =>
  async (authority: Authority, id: CounterfoilId, change: StatusChange, by: { readonly staff: StaffMember; readonly reason: ChangeReason }): Promise<Counterfoil> => {
    if (change !== 'revoke') {
      const found = await counterfoils.find(authority.id, id)
      const kinds = configurations.get(found?.configurationId ?? '')?.type.statusKinds
      if (kinds !== undefined && !isKindOf(change, kinds)) throw new Refusal('conflict')
    }
    const actor = `staff:${by.staff.subject}`
    const changed = await counterfoils.changeStatus(authority.id, id, change, { actor, reason: by.reason, now: clock.now() })
    step('status.committed')
    const [first] = changed
    if (first === undefined) throw new Refusal((await counterfoils.find(authority.id, id)) === null ? 'not_found' : 'conflict')
    // What stands now, not what this change made of it: another may have been committed since.
    await publisher.apply(...(await counterfoils.placesOf(authority.id, changed.map((one) => one.id))))
    return first
  }
