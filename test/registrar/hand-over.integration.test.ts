import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { encodeBytes32String } from 'ethers'
import type { RegistryChange } from '@counterfoil/service-kit/authority/planned-write'
import { readControlled, signedCallData } from '@counterfoil/service-kit/authority/signed-change'
import { standingOf } from '@counterfoil/service-kit/governance/execute-proposal'
import { signProposal } from '@counterfoil/service-kit/governance/sign-proposal'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { proposalFiles } from '@counterfoil/registrar/proposals'
import { nextEntry } from '@counterfoil/registrar/signed-list/list-writes'
import { entryText, signProposal as signEntry } from '@counterfoil/service-kit/signed-list/list-proposal'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import { makeActor, writeTo } from '../support/ledger.ts'
import { onSignedList } from '../support/trust-kind.ts'
import type { Desk } from './desk.ts'
import { openLedgerDesk } from './ledger-desk.ts'
import { openListDesk } from './list-desk.ts'
import { foundNetwork, foundOnLedger, killedAt, openDesk } from './registrar-scene.ts'
import { residencyAt } from '../support/residency.ts'

let network: Awaited<ReturnType<typeof foundNetwork>>
let desk: Desk

beforeAll(async () => {
  network = await foundNetwork()
})
afterAll(() => network.close())
beforeEach(async () => {
  desk = await openDesk(network.folder)
})
afterEach(() => desk.close())

const others = ['brackenfield', 'calderwick', 'dunmere']
/** On the ledger the seat in the consortium is a matter of its own, for the others to decide; a list moves both together. */
async function finish(id: string, decidedBy: readonly string[]): Promise<void> {
  if (!onSignedList) await desk.decide(decidedBy, 'hand-over', id)
  expect(await desk.command('hand-over', id, '--yes')).toBe('Written.')
}

describe('handing an authority over to a new controller key', () => {
  it('is shown before anything is made or written', async () => {
    const before = await desk.controllers('aldermoor')
    await desk.command('hand-over', 'aldermoor')
    expect(desk.said).toEqual([
      'Aldermoor Borough Council would:',
      `  Make a new controller key of Aldermoor Borough Council and hand ${desk.office.authority('aldermoor').did} over to it`,
      `  From then on ${before.owner ?? ''} changes nothing of it; ${onSignedList ? 'the new key governs in its place' : 'the consortium has to take the new key for it next'}`,
      'Nothing was written. Add --yes to go on.',
    ])
    expect(await desk.controllers('aldermoor')).toEqual(before)
  })

  it('takes the identity at once, and with the seat it leaves the old key nothing', async () => {
    const { owner: old } = await desk.controllers('aldermoor')
    expect(await desk.governors()).toContain(old)
    await desk.command('hand-over', 'aldermoor', '--yes')
    const { owner, former } = await desk.controllers('aldermoor')
    expect(owner).not.toBe(old)
    expect(former).toEqual([old])
    await finish('aldermoor', others)
    expect(await desk.governors()).toContain(owner)
    expect(await desk.governors()).not.toContain(old)
    expect((await desk.controllers('aldermoor')).former).toEqual([])
    expect(await desk.command('hand-over', 'aldermoor', '--from', old ?? '', '--yes')).toBe(`${old ?? ''} does not control Aldermoor Borough Council: ${owner ?? ''} does.`)
  })

  it('leaves the authority able to do everything with the new key', async () => {
    await desk.command('rotate', 'aldermoor', '--role', 'status', '--overlap', '0', '--yes')
    expect(desk.office.authority('aldermoor').keys.status.next).toBeDefined()
    await desk.command('remove-key', 'aldermoor', '--key', desk.office.authority('aldermoor').keys.request.kid, '--yes')
    await desk.command('withdraw', 'elmsworth', '--to', 'request', '--type', residencyAt(desk.keys.place), '--yes', '--as', 'aldermoor')
    expect(desk.said.at(-1)).toMatch('1 of 3 signatures')
    await desk.signAndExecute(desk.turnOf(), ['brackenfield', 'dunmere'])
    await desk.command('hand-over', 'aldermoor', '--yes')
    await finish('aldermoor', others)
    const { owner, former } = await desk.controllers('aldermoor')
    expect(former).toEqual([])
    expect(await desk.governors()).toContain(owner)
  })

  it.each(['controller_key.made', 'outbox.put_down', ...(onSignedList ? ['list.written'] : ['controller_key.used']), 'controller_key.owns'])('that was killed at %s is gone on with, and ends with one key', async (step) => {
    const { owner: old } = await desk.controllers('calderwick')
    await desk.close()
    expect(await killedAt(step, network.folder, 'hand-over', 'calderwick')).toBe(true)
    desk = await openDesk(network.folder)
    const isDone = async (): Promise<boolean> => {
      const { owner, begun, former } = await desk.controllers('calderwick')
      return owner !== old && begun === null && former.length === 0
    }
    for (let turn = 0; turn < 4 && !(await isDone()); turn += 1) {
      await desk.command('hand-over', 'calderwick', '--yes')
      if (desk.said.at(-1)?.startsWith('Proposal') === true) await desk.signAndExecute(desk.turnOf(), ['aldermoor', 'brackenfield', 'dunmere'])
    }
    const { owner, begun, former } = await desk.controllers('calderwick')
    expect({ begun, former, isNew: owner !== old }).toEqual({ begun: null, former: [], isNew: true })
    expect(await desk.governors()).toContain(owner)
    expect(await desk.governors()).toHaveLength(5)
  })

  it('is refused for an identity that was given up', async () => {
    await desk.decide(others, 'leave', 'elmsworth')
    await desk.command('leave', 'elmsworth', '--yes')
    await expect(desk.command('hand-over', 'elmsworth', '--yes')).rejects.toMatchObject({ code: 'conflict', detail: 'elmsworth gave its identity up' })
    await expect(desk.command('rotate', 'elmsworth', '--role', 'credential', '--yes')).rejects.toMatchObject({ code: 'conflict' })
  })
})

const ofControllerKeys = (): void => {
  it('changes nothing of the identity, and counts for nothing in the Safe once the others agreed', async () => {
    const founded = await foundOnLedger()
    const ledgerDesk = await openLedgerDesk(founded.folder)
    onTestFinished(async () => {
      await ledgerDesk.close()
      await founded.close()
    })
    const { place } = ledgerDesk
    const { did } = place.authority('aldermoor')
    const identity = parseEthrDid(did)?.address ?? ''
    const { key: oldKey, address: old = '' } = (await ledgerDesk.governing('aldermoor')) ?? {}
    const inWrongHands = await place.identities.custody.ethereumSigner(oldKey?.id ?? '', 'controller')
    await ledgerDesk.command('hand-over', 'aldermoor', '--yes')
    expect((await readControlled(place.reader, place.network.ledger.registry, identity)).owner).toBe((await ledgerDesk.controllers('aldermoor')).owner)
    // Until the others agreed, the old key is the one that governs.
    expect((await ledgerDesk.governing('aldermoor'))?.address).toBe(old)
    await ledgerDesk.decide(others, 'hand-over', 'aldermoor')

    const { registry } = founded.ledger
    const thief = makeActor(founded.ledger, inWrongHands)
    await expect(writeTo(thief, 'changeOwner', identity, old)).rejects.toThrow()
    await expect(writeTo(thief, 'setAttribute', identity, encodeBytes32String('did/pub/JsonWebKey2020/veriKey'), '0x04', 3600)).rejects.toThrow()
    const taking: RegistryChange = { method: 'changeOwner', owner: old }
    for (const nonce of [0, 1, 2]) {
      const data = await signedCallData(inWrongHands, { registry, identity, nonce, change: taking })
      await expect(thief.registry.runner?.call?.({ to: registry, data })).rejects.toThrow()
    }
    await ledgerDesk.command('withdraw', 'elmsworth', '--to', 'request', '--type', residencyAt(place), '--yes')
    const turn = ledgerDesk.turnOf()
    await ledgerDesk.sign(turn, 'brackenfield')
    const forged = await signProposal(proposalFiles(place.proposalsDir).find(turn), inWrongHands)
    expect(standingOf(forged, await readSafe(place.reader, place.governance.safe)).signedBy).toHaveLength(1)
    expect(await ledgerDesk.sign(turn, 'aldermoor')).toMatch('2 of 3 signatures')

    await ledgerDesk.command('hand-over', 'aldermoor', '--yes')
    await expect(place.identities.custody.ethereumSigner(oldKey?.id ?? '', 'controller')).rejects.toThrow('is retired')
  })
}

const ofGovernorKeys = (): void => {
  it('signs for nobody from the next entry on: not alone, not with others, not by a proposal from before', async () => {
    const listDesk = await openListDesk(network.folder)
    onTestFinished(() => listDesk.close())
    const { place } = listDesk
    const brackenfield = place.authority('brackenfield')
    const { owner: old } = await listDesk.controllers('brackenfield')
    const custody = place.identities.custody
    const oldKey = (await custody.list()).filter((key) => key.role === 'governor' && key.authority === 'brackenfield' && key.retiredAt === null)
    const inWrongHands = await custody.es256(oldKey[0]?.id ?? '', 'governor')
    await listDesk.command('withdraw', 'dunmere', '--to', 'request', '--type', residencyAt(place), '--yes', '--as', 'brackenfield')
    const before = listDesk.turnOf()
    await listDesk.command('hand-over', 'brackenfield', '--yes')

    const append = async (change: Parameters<typeof nextEntry>[2][number]): Promise<unknown> => place.entries.append(entryText(await signEntry(nextEntry(place, await place.entries.judged(), [change], ''), inWrongHands)))
    await expect(append({ kind: 'remove-key', did: brackenfield.did, kid: brackenfield.keys.credential.kid })).rejects.toThrow('lacks the signatures')
    await expect(append({ kind: 'control', did: brackenfield.did, jwk: inWrongHands.publicJwk })).rejects.toThrow('lacks the signatures')
    expect(await listDesk.office.proposal(before)).toMatchObject({ state: 'over', signed_by: [] })

    await listDesk.command('withdraw', 'dunmere', '--to', 'request', '--type', residencyAt(place), '--yes', '--as', 'aldermoor')
    const turn = listDesk.turnOf()
    expect(await listDesk.sign(turn, 'brackenfield')).toMatch('2 of 3 signatures')
    expect((await listDesk.office.proposal(turn)).signed_by).toEqual([place.authority('aldermoor').did, brackenfield.did])
    await listDesk.command('hand-over', 'brackenfield', '--yes')
    await expect(custody.es256(oldKey[0]?.id ?? '', 'governor')).rejects.toThrow('is retired')
    expect((await listDesk.controllers('brackenfield')).owner).not.toBe(old)
  })
}

// Each has its own way to be held: by a contract, or by the rules of a list.
describe(onSignedList ? 'an old governor key in wrong hands' : 'an old controller key in wrong hands', onSignedList ? ofGovernorKeys : ofControllerKeys)
