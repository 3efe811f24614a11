import { planAccreditation, planGivingUp, planKeyRemoval, planLeaving, planWithdrawal, type PlannedChange } from '@counterfoil/service-kit/signed-list/plan-list'
import { writtenObjects } from '@counterfoil/service-kit/signed-list/list-log'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { step } from '@counterfoil/service-kit/system/steps'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { longestAccreditation } from '@counterfoil/shared/signed-list/judge-entries'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { Command } from '../command.ts'
import { accreditationAsked } from '../common-place.ts'
import { planJoining } from '../joining.ts'
import { byDecision, byItself, nothingToDo, type Plan } from '../plan.ts'
import { planDueRotations, planRotation } from '../rotation.ts'
import { planListHandOver } from './list-hand-over.ts'
import { planListMembership } from './list-membership.ts'
import type { ListPlace } from './list-place.ts'
import { listIdentities, listSigningKeys } from './list-signing-keys.ts'
import { appendOwn } from './list-writes.ts'

export type ListPlan = Plan<ListChange>

/** What may be asked of an identity that was given up: it is how it became so. */
const endings: readonly string[] = ['withdraw', 'remove-key', 'leave']

/** Reads the list and says what a command would write; nothing when it is done already. Refuses `conflict` for what no more can be. */
export async function planListCommand(place: ListPlace, asked: Command): Promise<ListPlan> {
  if (asked.command === 'rotate' && asked.due) return planDueRotations(listSigningKeys(place), asked)
  if (asked.command === 'join') {
    const joining = { id: asked.subject, ...asked.joining }
    return planJoining(listIdentities(place), joining, (known) => planListMembership(place, known, joining.governs))
  }
  const authority = place.authority(asked.subject)
  const { state } = await place.entries.judged()
  if (!endings.includes(asked.command) && state.givenUp.has(authority.did)) throw new Refusal('conflict', { detail: `${authority.id} gave its identity up` })
  const accreditation = { ...accreditationAsked(place, asked), did: authority.did }
  switch (asked.command) {
    case 'accredit':
      return decided(planAccreditation(state, accreditation, lasting(asked.until)))
    case 'withdraw':
      return decided(planWithdrawal(state, accreditation))
    case 'rotate':
      return planRotation(listSigningKeys(place), authority, asked)
    case 'hand-over':
      return planListHandOver(place, authority, asked)
    case 'remove-key':
      return planRemoval(place, authority, state, asked.kid ?? '')
    default:
      return planGoing(place, authority, state)
  }
}

const decided = (planned: readonly PlannedChange[]): ListPlan => byDecision(planned.map(({ words }) => words), planned.map(({ change }) => change))

function lasting(until: number): number {
  if (until > systemClock.now() + longestAccreditation) throw new Refusal('invalid_request', { detail: 'until: a list accredits for ten years at most' })
  return Math.floor(until)
}

/** The entry comes first: verifiers go by it whatever the document says. */
function planRemoval(place: ListPlace, authority: NetworkAuthority, state: ListState, kid: string): Plan<never> {
  const document = place.documentOf(authority)
  const method = document.read()?.verificationMethod.find(({ id }) => id === kid)
  if (method === undefined && !state.removedKeys.has(kid)) throw new Refusal('not_found', { detail: kid })
  const planned = planKeyRemoval(state, authority.did, kid)
  const isMarked = method === undefined || method.revoked !== undefined
  if (planned.length === 0 && isMarked) return nothingToDo()
  return byItself(planned.length > 0 ? planned.map(({ words }) => words) : [`Mark the key ${kid} as revoked in the DID document`], async (actor) => {
    const by = { actor, reason: 'identity.remove_key' }
    if (planned.length > 0) await appendOwn(place, authority, planned.map(({ change }) => change), by)
    step('key.removed')
    if (!isMarked) await place.log.telling(writtenObjects.revoked(kid), by, () => document.revoke(kid, new Date(systemClock.now() * 1000)))
  })
}

/** Once the consortium has let an authority go, it gives its identity up and takes its document away. */
function planGoing(place: ListPlace, authority: NetworkAuthority, state: ListState): ListPlan {
  const leaving = planLeaving(state, authority)
  if (leaving.length > 0) return decided(leaving)
  const planned = planGivingUp(state, authority.did)
  const document = place.documentOf(authority)
  const words = [...planned.map(({ words: one }) => one), ...(document.read() === null ? [] : [`Take the DID document of ${authority.did} away`])]
  return byItself(words, async (actor) => {
    const by = { actor, reason: 'identity.leave' }
    if (planned.length > 0) await appendOwn(place, authority, planned.map(({ change }) => change), by)
    step('identity.given_up')
    if (document.read() !== null) await place.log.telling(writtenObjects.removed(authority.did), by, () => document.remove())
  })
}
