import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { X509Certificate } from 'node:crypto'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { openKeyRing } from '@counterfoil/service-kit/keys/key-ring'
import { planDueRotations } from '@counterfoil/registrar/rotation'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkKey } from '@counterfoil/shared/network/network'
import type { Desk } from './desk.ts'
import { foundNetwork, killedAt, openDesk } from './registrar-scene.ts'

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

const keyOf = (authority: string, role: JoseRole): NetworkKey => desk.office.authority(authority).keys[role]
const published = (authority: string): Promise<readonly string[]> => desk.published(authority)
const held = (authority: string, role: JoseRole) => desk.held(authority, role)

describe('changing a signing key', () => {
  it('is shown before anything is made or written', async () => {
    const before = { key: keyOf('aldermoor', 'credential'), published: await published('aldermoor'), held: (await held('aldermoor', 'credential')).length }
    await desk.command('rotate', 'aldermoor', '--role', 'credential', '--overlap', '60')
    expect(desk.said).toEqual([
      'Aldermoor Borough Council would:',
      expect.stringMatching(/^ {2}Make a new credential key of Aldermoor Borough Council and publish it until \d{4}-/),
      `  Sign with it 60 seconds after; ${before.key.kid} stays published, and what it signed stays good`,
      'Nothing was written. Add --yes to go on.',
    ])
    expect({ key: keyOf('aldermoor', 'credential'), published: await published('aldermoor'), held: (await held('aldermoor', 'credential')).length }).toEqual(before)
  })

  it.each(['credential', 'status', 'request'] as const)('publishes a %s key beside the one that signs, and makes it the only one after its overlap', async (role) => {
    const before = keyOf('aldermoor', role)
    expect(await desk.command('rotate', 'aldermoor', '--role', role, '--overlap', '2', '--yes')).toBe('Written.')
    const { kid, next } = keyOf('aldermoor', role)
    expect(kid).toBe(before.kid)
    expect(next?.signsFrom).toBeGreaterThan(Date.now() / 1000)
    expect(await published('aldermoor')).toEqual(expect.arrayContaining([kid, next?.kid]))
    const certificate = new X509Certificate(Buffer.from(next?.x5c[0] ?? '', 'base64'))
    const signer = await openKeyRing(await desk.keys.place.signing(role)).signer(next?.kid ?? '', role)
    expect(certificate.publicKey.export({ format: 'jwk' })).toMatchObject(signer.publicJwk)
    expect(certificate.verify(new X509Certificate(desk.office.network.trustAnchors[0] ?? '').publicKey)).toBe(true)

    expect(await desk.command('rotate', 'aldermoor', '--role', role, '--yes')).toMatch(`${next?.kid ?? ''} is published, and signs from `)
    await sleep(2100)
    expect(await desk.command('rotate', 'aldermoor', '--role', role, '--yes')).toBe('Written.')
    expect(keyOf('aldermoor', role)).toEqual({ kid: next?.kid, x5c: next?.x5c })
    expect((await held('aldermoor', role)).map((one) => one.kid)).toEqual([next?.kid])
    expect(await published('aldermoor')).toContain(before.kid)

    expect(await desk.command('rotate', 'aldermoor', '--role', role, '--key', before.kid, '--yes')).toBe(`${before.kid} signs no more: ${next?.kid ?? ''} does.`)
  })

  it('is at once where the key was removed: nothing that it signs is believed any more', async () => {
    const { kid } = keyOf('brackenfield', 'status')
    await desk.command('remove-key', 'brackenfield', '--key', kid, '--yes')
    await desk.command('rotate', 'brackenfield', '--role', 'status', '--yes')
    expect(desk.said.at(-2)).toBe(`  Sign with it at once: ${kid} was removed`)
    expect(keyOf('brackenfield', 'status').next?.signsFrom).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000))
    await desk.command('rotate', 'brackenfield', '--role', 'status', '--yes')
    expect(keyOf('brackenfield', 'status').kid).not.toBe(kid)
  })

  it('begins again when the key that waited was removed', async () => {
    await desk.command('rotate', 'brackenfield', '--role', 'request', '--yes')
    const first = keyOf('brackenfield', 'request').next?.kid ?? ''
    await desk.command('remove-key', 'brackenfield', '--key', first, '--yes')
    while (keyOf('brackenfield', 'request').next?.kid === first) await desk.command('rotate', 'brackenfield', '--role', 'request', '--yes')
    expect(await published('brackenfield')).toContain(keyOf('brackenfield', 'request').next?.kid)
  })

  it.each(['signing_key.made', 'outbox.put_down', 'signing_key.published', 'signing_key.named'])('that was killed at %s is gone on with: one key is made, and published once', async (step) => {
    const role = 'credential'
    const before = { kid: keyOf('calderwick', role).kid, held: (await held('calderwick', role)).length, published: (await published('calderwick')).length }
    await desk.close()
    expect(await killedAt(step, network.folder, 'rotate', 'calderwick', '--role', role, '--overlap', '0')).toBe(true)
    desk = await openDesk(network.folder)
    expect(keyOf('calderwick', role)).toMatchObject({ kid: before.kid })
    await desk.command('rotate', 'calderwick', '--role', role, '--overlap', '0', '--yes')
    expect((await held('calderwick', role)).length).toBe(before.held + 1)
    expect((await published('calderwick')).length).toBe(before.published + 1)
    await desk.close()
    expect(await killedAt('signing_key.replaced', network.folder, 'rotate', 'calderwick', '--role', role)).toBe(true)
    desk = await openDesk(network.folder)
    expect((await held('calderwick', role)).length).toBe(before.held + 1)
    await desk.command('rotate', 'calderwick', '--role', role, '--yes')
    expect((await held('calderwick', role)).map(({ kid }) => kid)).toEqual([keyOf('calderwick', role).kid])
    // A process that was killed leaves its right to send from the account behind for half a minute.
  })

  it('is due by age, for all keys of all authorities together', async () => {
    const overlap = seconds(60)
    const waiting = desk.office.network.authorities.flatMap(({ keys }) => Object.values(keys)).filter(({ next }) => next !== undefined)
    const due = await planDueRotations(desk.keys, { age: seconds(0), overlap })
    expect(due.words.filter((words) => words.startsWith('Make a new '))).toHaveLength(15 - waiting.length)
    const young = await planDueRotations(desk.keys, { age: seconds(3600), overlap })
    expect(young.words.filter((words) => words.startsWith('Make a new '))).toEqual([])
    await desk.command('rotate', '--due', '--yes')
    expect(await desk.command('rotate', '--due')).toBe('No key is due.')
  })
})
