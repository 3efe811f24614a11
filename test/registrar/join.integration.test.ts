import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { X509Certificate } from 'node:crypto'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { onSignedList } from '../support/trust-kind.ts'
import type { Desk } from './desk.ts'
import { foundNetwork, killedAt, openDesk } from './registrar-scene.ts'
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

const fernhill = ['join', 'fernhill', '--letter', 'F', '--name', 'Fernhill Town Council', '--welsh-name', 'Cyngor Tref Fernhill'] as const
const founders = ['aldermoor', 'brackenfield', 'calderwick']
const accredited = (id: string, kind: 'issue' | 'request') => desk.accreditedUntil(id, kind)
const listed = (letter: string) => desk.listed(letter)

describe('an authority that joins after the founding', () => {
  it('is shown what would be made before anything is', async () => {
    await desk.command(...fernhill)
    expect(desk.said).toEqual([
      'fernhill would:',
      '  Make an identity of Fernhill Town Council, with a controller key of its own',
      '  Publish its credential, status and request keys',
      '  Name it in the network file with issuer http://localhost:7910/fernhill and verifier http://localhost:7920/fernhill; the consortium has to accredit and list it next',
      'Nothing was written. Add --yes to go on.',
    ])
    expect(() => desk.office.authority('fernhill')).toThrow('There is no authority "fernhill"')
  })

  it.each([
    ['identity.made', 'G'],
    ['signing_key.made', 'H'],
    ['outbox.put_down', 'I'],
    ['signing_key.published', 'J'],
    ['signing_key.named', 'K'],
  ])('that was cut off at %s has gone on: one identity, one key of each role', async (step, letter) => {
    const id = `gorse-${letter.toLowerCase()}`
    const asked = ['join', id, '--letter', letter, '--name', 'Gorse', '--welsh-name', 'Eithin'] as const
    await desk.close()
    expect(await killedAt(step, network.folder, ...asked)).toBe(true)
    desk = await openDesk(network.folder)
    expect(await desk.command(...asked, '--yes')).toBe('Written.')
    const { keys } = desk.office.authority(id)
    expect(await desk.published(id)).toEqual([keys.credential.kid, keys.status.kid, keys.request.kid])
    for (const role of ['credential', 'status', 'request'] as const) expect(await desk.held(id, role)).toHaveLength(1)
  })

  it('has keys of its own, certified by the consortium, and is trusted by nobody yet', async () => {
    expect(await desk.command(...fernhill, '--yes')).toBe('Written.')
    const { keys, gasAccount } = desk.office.authority('fernhill')
    if (!onSignedList) expect(gasAccount).toMatch(/^0x/)
    const ca = new X509Certificate(desk.office.network.trustAnchors[0] ?? '').publicKey
    for (const { x5c } of Object.values(keys)) expect(new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64')).verify(ca)).toBe(true)
    expect([await accredited('fernhill', 'issue'), await accredited('fernhill', 'request')]).toEqual([0, 0])
    expect(await listed('F')).toBeNull()
  })

  it('is accredited, listed and let in by one decision, and more than half decide from then on', async () => {
    await desk.command('join', 'fernhill', '--governs', '--yes')
    const first = desk.turnOf()
    await desk.command('join', 'fernhill', '--governs', '--yes')
    expect(desk.said.filter((words) => words.startsWith('Proposal')).map((words) => /^Proposal (\d+)/.exec(words)?.[1])).toEqual([`${first}`, `${first}`])
    const turn = desk.turnOf()
    await desk.sign(turn, 'fernhill')
    await desk.decide(founders, 'join', 'fernhill', '--governs')
    expect(await listed('F')).toMatchObject({ name: { en: 'Fernhill Town Council' }, issuer: 'http://localhost:7910/fernhill' })
    for (const kind of ['issue', 'request'] as const) expect(await accredited('fernhill', kind)).toBeGreaterThan(systemClock.now())
    expect(await desk.office.government()).toEqual({ threshold: 4, governors: 6 })
    expect(await desk.governors()).toContain((await desk.controllers('fernhill')).owner)
    expect(await desk.command('join', 'fernhill', '--governs', '--yes')).toBe(`Nothing to write: the ${desk.office.restsOn} says so already.`)
  })

  it('decides with the others, and leaves as any of them', async () => {
    const expected = await desk.command('withdraw', 'elmsworth', '--to', 'request', '--type', residencyAt(desk.keys.place), '--yes', '--as', 'fernhill')
    expect(expected).toMatch('1 of 4 signatures')
    const turn = desk.turnOf()
    for (const authority of founders) await desk.sign(turn, authority)
    expect(await desk.sign(turn, 'fernhill')).toMatch('4 of 4 signatures; it can be executed.')
    await desk.decide([...founders, 'dunmere'], 'withdraw', 'elmsworth', '--to', 'request', '--type', residencyAt(desk.keys.place))
    await desk.decide([...founders, 'dunmere'], 'leave', 'fernhill')
    expect(await desk.office.government()).toEqual({ threshold: 3, governors: 5 })
  })

  it.each([
    ['a letter that another has', ['--letter', 'A', '--name', 'X', '--welsh-name', 'X'], 'aldermoor has this letter or one of these addresses'],
    ['a letter that is none', ['--letter', 'é', '--name', 'X', '--welsh-name', 'X'], 'the letter is one from A to Z'],
    ['no Welsh name', ['--letter', 'Z', '--name', 'X'], 'a letter and names in English and Welsh are needed'],
    ['an address that is none', ['--letter', 'Z', '--name', 'X', '--welsh-name', 'X', '--issuer', 'fernhill'], '.issuerUrl'],
    ['the addresses of another', ['--letter', 'Z', '--name', 'X', '--welsh-name', 'X', '--issuer', 'http://localhost:7910/aldermoor'], 'aldermoor has this letter or one of these addresses'],
  ])('is refused with %s', async (_, given, detail) => {
    await expect(desk.command('join', 'zennor', ...given, '--yes')).rejects.toMatchObject({ code: 'invalid_request', detail: expect.stringContaining(detail) as string })
  })

  it.each(['Staff', 'staff', '../x', 'a b', ''])('is refused under the id "%s"', async (id) => {
    await expect(desk.command('join', id, '--letter', 'Z', '--name', 'X', '--welsh-name', 'X', '--yes')).rejects.toThrow()
    expect(desk.office.network.authorities.some((one) => one.id === id)).toBe(false)
  })
})
