import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import { isKindOf, type ChangeReason, type Counterfoil, type CounterfoilId, type StatusChange } from '../domain/counterfoil.ts'
import type { StaffMember } from '../domain/staff-member.ts'
import type { Telling } from '../domain/status-jobs/telling.ts'
import type { Counterfoils } from '../ports.ts'
import { applyChanged } from './apply-changed.ts'
import type { StatusPublisher } from './publish-status-list.ts'

interface Ports {
  readonly clock: Clock
  readonly counterfoils: Pick<Counterfoils, 'find' | 'changeStatus' | 'noteRefused' | 'placesOf'>
  readonly publisher: Pick<StatusPublisher, 'apply' | 'doubt'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

/**
 * Suspends, reinstates or revokes, in whichever wallets it is. What was answered is committed and in the list that the next reader gets. Refuses
 * `not_found` for another authority's credential, `conflict` when its type can't be suspended or the change doesn't start from its present status.
 */
export const changeStatus =
  ({ clock, counterfoils, publisher, configurations }: Ports) =>
  async (authority: Authority, id: CounterfoilId, change: StatusChange, by: { readonly staff: StaffMember; readonly reason: ChangeReason; readonly telling?: Telling }): Promise<Counterfoil> => {
    const actor = `staff:${by.staff.subject}`
    /** Somebody wanted what can't be, such as a revoked one back: whoever looks later shall see it. */
    const refused = async (): Promise<never> => {
      await counterfoils.noteRefused(authority.id, id, change, { actor, now: clock.now() })
      throw new Refusal('conflict')
    }
    if (change !== 'revoke') {
      const found = await counterfoils.find(authority.id, id)
      const kinds = configurations.get(found?.configurationId ?? '')?.type.statusKinds
      if (kinds !== undefined && !isKindOf(change, kinds)) await refused()
    }
    const changed = await counterfoils.changeStatus(authority.id, id, change, { actor, reason: by.reason, telling: by.telling ?? 'none', now: clock.now() })
    step('status.committed')
    const [first] = changed
    if (first === undefined && (await counterfoils.find(authority.id, id)) === null) throw new Refusal('not_found')
    if (first === undefined) return refused()
    await applyChanged({ counterfoils, publisher }, authority.id, changed.map((one) => one.id))
    return first
  }
