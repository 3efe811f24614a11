import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { explainChange } from '@counterfoil/service-kit/signed-list/explain-change'
import { readProposal, standingOf, type ListProposal } from '@counterfoil/service-kit/signed-list/list-proposal'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { fromBase64Url } from '@counterfoil/shared/kernel/bytes'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import type { JudgedList } from '@counterfoil/shared/signed-list/judge-entries'
import { offer, type Office, type ShownProposal } from '../office.ts'
import type { Command } from '../command.ts'
import { anchorPlace } from './list-anchoring.ts'
import { stateOnList } from './list-authority-state.ts'
import { planListCommand, type ListPlan } from './list-life-cycle.ts'
import type { ListPlace } from './list-place.ts'
import { listProposals, propose, signAs } from './list-proposals.ts'
import { appendEntry } from './list-writes.ts'

/** What is done at a place on a list: an authority's own by its key alone, the rest by entries that enough of those who govern signed. */
export function listOffice(place: ListPlace): Office {
  const files = listProposals(place.proposalsDir)
  const shownOn = async (list: JudgedList, proposal: ListProposal): Promise<ShownProposal> => {
    const { hash: name } = readProposal(proposal)
    const { number, signedBy, needed, turn } = await standingOf(proposal, list)
    const hex = Buffer.from(fromBase64Url(name) ?? []).toString('hex')
    return { number, hash: `0x${hex}`, reason: proposal.reason, calls: linesOf(place, proposal), signed_by: [...signedBy], needed, state: turn }
  }
  const shown = async (proposal: ListProposal): Promise<ShownProposal> => shownOn(await place.entries.judged(), proposal)
  return {
    restsOn: 'list',
    get network() {
      return place.network
    },
    proposalsDir: place.proposalsDir,
    authority: (id) => place.authority(id),
    plan: async (command) => {
      const plan = await planListCommand(place, command)
      return offer(plan, {
        id: () => planId(place, command, plan),
        propose: async (changes, { reason, as }) => {
          const kept = await propose(place, changes, reason)
          return shown(as === null ? kept : await signAs(place, kept, as))
        },
      })
    },
    stateOf: (authority) => stateOnList(place, authority),
    government: async () => {
      const { threshold = 0, governors = [] } = (await place.entries.judged()).state.government ?? {}
      return { threshold, governors: governors.length }
    },
    proposals: async () => {
      const list = await place.entries.judged()
      return Promise.all(files.all().map((one) => shownOn(list, one)))
    },
    unreadable: () => files.unreadable(),
    proposal: (number) => shown(files.find(number)),
    sign: async (number, authority) => shown(await signAs(place, files.find(number), authority)),
    execute: async (number, actor) => {
      const proposal = files.find(number)
      await mustBeReady(proposal, await place.entries.judged())
      await appendEntry(place, proposal, { actor, reason: 'consortium.proposal' })
      return shown(proposal)
    },
    anchor: () => anchorPlace(place),
    close: async () => {
      // What can't be anchored now, on a list that makes no sense, is anchored by whoever opens it next.
      await anchorPlace(place).catch((error: unknown) => {
        if (!(error instanceof TrustUnavailable)) throw error
      })
      await place.close()
    },
  }
}

/** What a proposal does, line by line; of one of another list, that it isn't signed here. */
function linesOf(place: ListPlace, proposal: ListProposal): readonly string[] {
  const { entry } = readProposal(proposal)
  if (entry.network !== place.network.trust.consortium) return ['It is not signed here: it is for another network']
  return entry.changes.map((change) => explainChange(change, place.network.authorities))
}

async function mustBeReady(proposal: ListProposal, list: JudgedList): Promise<void> {
  const { turn, signedBy, needed } = await standingOf(proposal, list)
  if (turn !== 'ready') throw new Refusal('conflict', { detail: turn === 'waiting' ? 'earlier proposals come first' : 'this number was used' })
  if (signedBy.size < needed) throw new Refusal('conflict', { detail: `${signedBy.size} of ${needed} signatures` })
}

/** A plan is decided from the list, the network file and the documents of those whom it is about. */
async function planId(place: ListPlace, command: Command, plan: ListPlan): Promise<string> {
  const { length, last } = await place.entries.judged()
  const concerned = place.network.authorities.filter(({ id }) => command.subject === '' || command.subject === id)
  const basis = { length, last, documents: concerned.map((authority) => place.documentOf(authority).read()), network: hash('sha256', readFileSync(place.networkFile)) }
  return hash('sha256', JSON.stringify([command, plan.words, plan.note ?? null, basis]), 'base64url')
}
