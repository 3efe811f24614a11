import { seconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { planAccreditation, planUnlisting, planWithdrawal } from '@counterfoil/service-kit/authority/accredit'
import { planDeactivation, planKeyRemoval } from '@counterfoil/service-kit/authority/plan-identity'
import type { PlannedWrite } from '@counterfoil/service-kit/authority/planned-write'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { removeOwner } from '@counterfoil/service-kit/governance/owner-changes'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { thresholdFor } from '@counterfoil/service-kit/governance/threshold'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { accreditationAsked, everyAccreditationOf } from './common-place.ts'
import type { Command } from './command.ts'
import { governingKey } from './controllers.ts'
import { planHandOver } from './hand-over.ts'
import { planJoining } from './joining.ts'
import { ledgerIdentities, ledgerKeys } from './ledger-keys.ts'
import { byConsortium, writesOf } from './ledger-plans.ts'
import { planMembership } from './membership.ts'
import type { Place } from './place.ts'
import { byItself, type Plan } from './plan.ts'
import { planDueRotations, planRotation } from './rotation.ts'

/** What may be asked of an identity that was given up: it is how it became so. */
const endings: readonly string[] = ['withdraw', 'remove-key', 'leave']

/** Reads the ledger and says what a command would write; nothing when it is done already. Refuses `conflict` for what no more can be. */
export async function planCommand(place: Place, asked: Command): Promise<Plan> {
  if (asked.command === 'rotate' && asked.due) return planDueRotations(ledgerKeys(place), asked)
  if (asked.command === 'join') {
    const joining = { id: asked.subject, ...asked.joining }
    return planJoining(ledgerIdentities(place), joining, (known) => planMembership(place, known, joining.governs))
  }
  const authority = place.authority(asked.subject)
  const { ledger } = place.network
  if (!endings.includes(asked.command)) await mustStand(place, authority)
  const accreditation = { ...accreditationAsked(place, asked), authorityDid: authority.did }
  switch (asked.command) {
    case 'accredit':
      return byConsortium(place, await planAccreditation(ledger, { ...accreditation, validity: seconds(Math.max(0, Math.floor(asked.until - systemClock.now()))) }))
    case 'withdraw':
      return byConsortium(place, await planWithdrawal(ledger, accreditation))
    case 'rotate':
      return planRotation(ledgerKeys(place), authority, asked)
    case 'hand-over':
      return planHandOver(place, authority, asked)
    case 'remove-key':
      return ofIdentity(place, authority, await planKeyRemoval(ledger, authority.did, asked.kid ?? ''), 'identity.remove_key')
    default:
      return planLeaving(place, authority)
  }
}

// The contract reads "no owner" as "the address itself": the first key could claim it again, and nobody is to do so by mistake.
async function mustStand(place: Place, { id, did }: NetworkAuthority): Promise<void> {
  const { metadata } = await publishedDocument(place.network.ledger, did)
  if (metadata.deactivated === true) throw new Refusal('conflict', { detail: `${id} gave its identity up` })
}

const ofIdentity = (place: Place, authority: NetworkAuthority, writes: readonly PlannedWrite[], reason: string): Plan =>
  byItself(writes.map(({ words }) => words), (actor) => writesOf(place, authority, { actor, reason })(writes))

async function planLeaving(place: Place, authority: NetworkAuthority): Promise<Plan> {
  const { ledger } = place.network
  const withdrawals = await Promise.all(everyAccreditationOf(place, authority).map((accreditation) => planWithdrawal(ledger, { ...accreditation, authorityDid: authority.did })))
  const writes = [...withdrawals.flat(), ...(await planUnlisting(ledger, authority.did))]
  const state = await readSafe(place.reader, place.governance.safe)
  const governing = await governingKey(place, authority)
  const threshold = thresholdFor(state.owners.length - 1)
  const more = governing === null ? { words: [], calls: [] } : { words: [`${authority.name.en} governs the consortium no more: ${threshold} of ${state.owners.length - 1} decide`], calls: [removeOwner(place.governance.safe, state, { owner: governing.address, threshold })] }
  return writes.length > 0 || governing !== null ? byConsortium(place, writes, more) : ofIdentity(place, authority, await planDeactivation(ledger, authority.did), 'identity.leave')
}
