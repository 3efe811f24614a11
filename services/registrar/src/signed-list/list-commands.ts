import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { explainChange } from '@counterfoil/service-kit/signed-list/explain-change'
import { entryText, proposeEntry, readProposal, signProposal, standingOf, type ListProposal } from '@counterfoil/service-kit/signed-list/list-proposal'
import { accreditedUntil, dayOf, planAccreditation, planKeyRemoval, planLeaving, planWithdrawal, type PlannedChange } from '@counterfoil/service-kit/signed-list/plan-list'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { JudgedList } from '@counterfoil/shared/signed-list/judge-entries'
import { entryHash } from '@counterfoil/shared/signed-list/list-entry'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Asked } from '../arguments.ts'
import type { ListPlace } from './list-place.ts'
import { listProposals, numberOf } from './list-proposals.ts'

type Say = (words: string) => void

/** Carries a command out on a signed list, where the same commands mean the same as on the ledger. */
export async function runListCommand(place: ListPlace, asked: Asked, say: Say): Promise<void> {
  const proposals = listProposals(place.proposalsDir)
  switch (asked.command) {
    case 'show':
      return (await show(place, asked.subject)).forEach(say)
    case 'proposals':
      if (proposals.all().length === 0) return say('There are no proposals.')
      for (const proposal of proposals.all()) say(await describe(place, proposal))
      return
    case 'sign':
      return await agree(place, proposals.find(Number(asked.subject)), asked, say)
    case 'execute':
      return say(await execute(place, proposals.find(Number(asked.subject))))
    default:
      return carryOut(place, asked, say)
  }
}

async function carryOut(place: ListPlace, asked: Asked, say: Say): Promise<void> {
  const authority = place.authority(asked.subject)
  const list = await place.entries.judged()
  const byItself = asked.command === 'remove-key'
  const planned = plan(place, list, asked)
  if (planned.length === 0) return finishLeaving(place, asked, say)
  say(byItself ? `${authority.name.en} would:` : 'The consortium would:')
  for (const { words } of planned) say(`  ${words}`)
  if (!asked.yes) return say('Nothing was written. Add --yes to go on.')
  const changes = planned.map(({ change }) => change)
  const entry = { network: place.network.trust.consortium, number: list.length, previous: list.last, iat: systemClock.now(), changes }
  const reason = `${asked.command} ${asked.subject}`
  if (!byItself) return say(await propose(place, list, proposeEntry(entry, reason), asked.as))
  await place.entries.append(entryText(await signProposal(proposeEntry(entry, reason), await place.signer(authority))))
  place.documentOf(authority).revoke(asked.kid ?? '', new Date(systemClock.now() * 1000))
  say('Written.')
}

function plan(place: ListPlace, { state }: JudgedList, asked: Asked): readonly PlannedChange[] {
  const authority = place.authority(asked.subject)
  const accreditation = { kind: asked.kind, vct: asked.vct, did: authority.did }
  switch (asked.command) {
    case 'accredit':
      return planAccreditation(state, accreditation, Math.floor(asked.until))
    case 'withdraw':
      return planWithdrawal(state, accreditation)
    case 'remove-key': {
      const kid = asked.kid ?? ''
      const isKnown = place.documentOf(authority).read()?.verificationMethod.some(({ id }) => id === kid) ?? false
      if (!isKnown && !state.removedKeys.has(kid)) throw new Refusal('not_found', { detail: kid })
      return planKeyRemoval(state, authority.did, kid)
    }
    case 'leave':
      return planLeaving(state, authority.did)
    default:
      throw new ConfigurationError(`There is no command "${asked.command}" on a signed list yet.`)
  }
}

/** Once the consortium has let an authority go, it takes its own document away. */
function finishLeaving(place: ListPlace, asked: Asked, say: Say): void {
  const document = place.documentOf(place.authority(asked.subject))
  if (asked.command !== 'leave' || document.read() === null) return say('Nothing to write: the list says so already.')
  if (!asked.yes) return say('It would take its DID document away. Nothing was written. Add --yes to go on.')
  document.remove()
  say('Written.')
}

/** Puts an entry behind those that wait already; one that was asked for before and still waits is that one. */
async function propose(place: ListPlace, list: JudgedList, proposal: ListProposal, as: string | null): Promise<string> {
  const proposals = listProposals(place.proposalsDir)
  const waiting = proposals.all().filter((one) => numberOf(one) >= list.length)
  const changesOf = (one: ListProposal): string => JSON.stringify(readProposal(one).entry.changes)
  const same = waiting.find((one) => changesOf(one) === changesOf(proposal))
  const last = waiting.at(-1)
  const { entry } = readProposal(proposal)
  const behind = last === undefined ? proposal : proposeEntry({ ...entry, number: numberOf(last) + 1, previous: entryHash(last.payload) }, proposal.reason)
  const kept = proposals.keep(same ?? behind)
  return as === null ? `Proposal ${numberOf(kept)} waits for signatures: ${place.proposalsDir}/${numberOf(kept)}.json` : sign(place, kept, as)
}

/** Says what a proposal does and, told to, signs it. */
async function agree(place: ListPlace, proposal: ListProposal, asked: Asked, say: Say): Promise<void> {
  say(`Proposal ${numberOf(proposal)} would:`)
  for (const change of readProposal(proposal).entry.changes) say(`  ${explainChange(change)}`)
  say(asked.yes ? await sign(place, proposal, asked.as ?? '') : 'Nothing was signed. Add --yes to sign it.')
}

async function sign(place: ListPlace, proposal: ListProposal, authority: string): Promise<string> {
  if (readProposal(proposal).entry.network !== place.network.trust.consortium) throw new Refusal('conflict', { detail: 'it is for another network' })
  const signer = await place.signer(place.authority(authority))
  return describe(place, listProposals(place.proposalsDir).keep(await signProposal(proposal, signer)))
}

/** Appends an entry that enough signed. Refuses `conflict` otherwise. */
async function execute(place: ListPlace, proposal: ListProposal): Promise<string> {
  const standing = await standingOf(proposal, await place.entries.judged())
  if (standing.turn === 'over') throw new Refusal('conflict', { detail: 'it is over' })
  if (standing.turn === 'waiting') throw new Refusal('conflict', { detail: 'others come first' })
  if (standing.signedBy.size < standing.needed) throw new Refusal('conflict', { detail: `${standing.signedBy.size} of ${standing.needed} signatures` })
  await place.entries.append(entryText(proposal))
  return `Proposal ${standing.number} was carried out.`
}

async function describe(place: ListPlace, proposal: ListProposal): Promise<string> {
  const { number, signedBy, needed, turn } = await standingOf(proposal, await place.entries.judged())
  const state = { over: 'is over', waiting: 'waits for earlier ones', ready: signedBy.size >= needed ? 'can be executed' : 'needs more signatures' }[turn]
  return `Proposal ${number} (${proposal.reason}): ${signedBy.size} of ${needed} signatures; it ${state}.`
}

/** What the list says of an authority now, line by line. */
async function show(place: ListPlace, id: string): Promise<readonly string[]> {
  const authority = place.authority(id)
  const { did, name, keys } = authority
  const { state } = await place.entries.judged()
  const document = place.documentOf(authority).read()
  const standsIn = (kid: string): boolean => [...(document?.assertionMethod ?? []), ...(document?.authentication ?? [])].includes(kid)
  const stands = (kid: string): string => (state.removedKeys.has(kid) ? 'revoked' : standsIn(kid) ? 'published' : 'not published')
  const wordsOf = (end: number): string => (end === 0 ? 'no' : end > systemClock.now() ? `until ${dayOf(end)}` : `no more, since ${dayOf(end)}`)
  const { governors = [], threshold = 0 } = state.government ?? {}
  return [
    `${name.en}  ${did}${state.givenUp.has(did) ? '  given up' : ''}`,
    ...Object.entries(keys).map(([role, { kid }]) => `  ${role} key  ${kid}  ${stands(kid)}`),
    ...(['issue', 'request'] as const).map((kind) => `  may ${kind} residency  ${wordsOf(accreditedUntil(state, { kind, vct: place.residency, did }))}`),
    `  ${governors.some((governor) => governor.did === did) ? `governs the consortium, ${threshold} of ${governors.length}` : 'does not govern the consortium'}`,
  ]
}
