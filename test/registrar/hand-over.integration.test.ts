import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeBytes32String } from 'ethers'
import { execute, sign } from '@counterfoil/registrar/command-line'
import { governingKey, keysAt } from '@counterfoil/registrar/controllers'
import type { RegistryChange } from '@counterfoil/service-kit/authority/planned-write'
import { readControlled, signedCallData } from '@counterfoil/service-kit/authority/signed-change'
import { standingOf } from '@counterfoil/service-kit/governance/execute-proposal'
import { signProposal } from '@counterfoil/service-kit/governance/sign-proposal'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import { makeActor, writeTo } from '../support/ledger.ts'
import { foundNetwork, killedAt, openDesk, type Desk } from './registrar-scene.ts'

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

const identityOf = (id: string): string => parseEthrDid(desk.place.authority(id).did)?.address ?? ''
const ownerOf = async (id: string): Promise<string> => (await readControlled(desk.place.reader, desk.place.network.ledger.registry, identityOf(id))).owner
const keysOf = (id: string) => keysAt(desk.place, desk.place.authority(id))
const owners = async (): Promise<readonly string[]> => (await readSafe(desk.place.reader, desk.place.governance.safe)).owners
const others = ['brackenfield', 'calderwick', 'dunmere']

describe('handing an authority over to a new controller key', () => {
  it('is shown before anything is made or written', async () => {
    const before = await ownerOf('aldermoor')
    await desk.command('hand-over', 'aldermoor')
    expect(desk.said).toEqual([
      'Aldermoor Borough Council would:',
      `  Make a new controller key of Aldermoor Borough Council and hand ${desk.place.authority('aldermoor').did} over to it`,
      `  From then on ${before} changes nothing of it; the consortium has to take the new key for it next`,
      'Nothing was written. Add --yes to go on.',
    ])
    expect(await ownerOf('aldermoor')).toBe(before)
    expect((await keysOf('aldermoor')).begun).toBeNull()
  })

  it('takes the identity at once, the seat in the consortium by its decision, and leaves the old key nothing', async () => {
    const { used: old } = await keysOf('aldermoor')
    const inWrongHands = await desk.place.identities.custody.ethereumSigner(old.key.id, 'controller')
    await desk.command('hand-over', 'aldermoor', '--yes')
    const { owner } = await keysOf('aldermoor')
    expect(await ownerOf('aldermoor')).toBe(owner?.address)
    expect(owner?.address).not.toBe(old.address)

    // Until the others agreed, the old key is the one that governs.
    expect((await governingKey(desk.place, desk.place.authority('aldermoor')))?.address).toBe(old.address)
    await desk.decide(others, 'hand-over', 'aldermoor')
    expect(await owners()).toContain(owner?.address)
    expect(await owners()).not.toContain(old.address)

    const identity = identityOf('aldermoor')
    const { registry } = network.ledger
    const thief = makeActor(network.ledger, inWrongHands)
    await expect(writeTo(thief, 'changeOwner', identity, old.address)).rejects.toThrow()
    await expect(writeTo(thief, 'setAttribute', identity, encodeBytes32String('did/pub/JsonWebKey2020/veriKey'), '0x04', 3600)).rejects.toThrow()
    const taking: RegistryChange = { method: 'changeOwner', owner: old.address }
    for (const nonce of [0, 1, 2]) {
      const data = await signedCallData(inWrongHands, { registry, identity, nonce, change: taking })
      await expect(thief.registry.runner?.call?.({ to: registry, data })).rejects.toThrow()
    }
    await desk.command('withdraw', 'elmsworth', '--to', 'request', '--type', desk.place.residency, '--yes')
    const turn = desk.turnOf()
    await sign(desk.place, desk.proposal(turn), 'brackenfield')
    const forged = await signProposal(desk.proposal(turn), inWrongHands)
    expect(standingOf(forged, await readSafe(desk.place.reader, desk.place.governance.safe)).signedBy).toHaveLength(1)
    expect(await sign(desk.place, desk.proposal(turn), 'aldermoor')).toMatch('2 of 3 signatures')
    await sign(desk.place, desk.proposal(turn), 'dunmere')
    await execute(desk.place, desk.proposal(turn))

    expect(await desk.command('hand-over', 'aldermoor', '--yes')).toBe('Written.')
    await expect(desk.place.identities.custody.ethereumSigner(old.key.id, 'controller')).rejects.toThrow('is retired')
    expect(await desk.command('hand-over', 'aldermoor', '--from', old.address, '--yes')).toBe(`${old.address} does not control Aldermoor Borough Council: ${owner?.address ?? ''} does.`)
  })

  it('leaves the authority able to do everything with the new key', async () => {
    await desk.command('rotate', 'aldermoor', '--role', 'status', '--overlap', '0', '--yes')
    expect(desk.place.authority('aldermoor').keys.status.next).toBeDefined()
    await desk.command('hand-over', 'aldermoor', '--yes')
    await desk.decide(others, 'hand-over', 'aldermoor')
    await desk.command('hand-over', 'aldermoor', '--yes')
    const { owner, used, former } = await keysOf('aldermoor')
    expect([owner?.address, former]).toEqual([used.address, []])
    expect(await owners()).toContain(used.address)
  })

  it.each(['controller_key.made', 'outbox.put_down', 'controller_key.owns', 'controller_key.used'])('that was killed at %s is gone on with, and ends with one key', async (step) => {
    const { used: old } = await keysOf('calderwick')
    await desk.close()
    expect(await killedAt(step, network.folder, 'hand-over', 'calderwick')).toBe(true)
    desk = await openDesk(network.folder)
    // Whatever was left to do by the authority itself, and then the consortium's part.
    for (let turn = 0; turn < 3 && !desk.said.some((words) => words.startsWith('Proposal')); turn += 1) await desk.command('hand-over', 'calderwick', '--yes')
    const turn = desk.turnOf()
    for (const authority of ['aldermoor', 'brackenfield', 'dunmere']) await sign(desk.place, desk.proposal(turn), authority)
    await execute(desk.place, desk.proposal(turn))
    await desk.command('hand-over', 'calderwick', '--yes')
    const { owner, used, begun, former } = await keysOf('calderwick')
    expect({ begun, former, owner: owner?.address }).toEqual({ begun: null, former: [], owner: used.address })
    expect(used.address).not.toBe(old.address)
    expect(await owners()).toContain(used.address)
    expect(await owners()).toHaveLength(5)
  }, 90_000)

  it('is refused for an identity that was given up', async () => {
    await desk.decide(others, 'leave', 'elmsworth')
    await desk.command('leave', 'elmsworth', '--yes')
    await expect(desk.command('hand-over', 'elmsworth', '--yes')).rejects.toMatchObject({ code: 'conflict', detail: 'elmsworth gave its identity up' })
    await expect(desk.command('rotate', 'elmsworth', '--role', 'credential', '--yes')).rejects.toMatchObject({ code: 'conflict' })
  })
})
