import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { X509Certificate } from 'node:crypto'
import { sign } from '@counterfoil/registrar/command-line'
import { governingKey } from '@counterfoil/registrar/controllers'
import { accreditedUntil } from '@counterfoil/service-kit/authority/accredit'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { heldKeys } from '@counterfoil/service-kit/authority/signing-key'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import { erc1056Listing } from '@counterfoil/shared/trust/erc1056-listing'
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

const fernhill = ['join', 'fernhill', '--letter', 'F', '--name', 'Fernhill Town Council', '--welsh-name', 'Cyngor Tref Fernhill'] as const
const founders = ['aldermoor', 'brackenfield', 'calderwick']
const safe = () => readSafe(desk.place.reader, desk.place.governance.safe)
const accredited = (id: string, kind: 'issue' | 'request') => accreditedUntil(desk.place.network.ledger, { kind, vct: desk.place.residency, authorityDid: desk.place.authority(id).did })
const listed = (letter: string) => {
  const { ledger } = desk.place.network
  const resolver = { resolve: async (did: string) => ({ value: await publishedDocument(ledger, did), observedAt: systemClock.now() }) }
  return createAuthorityDirectory({ listing: erc1056Listing({ resolver, consortium: ledger.consortium, clock: systemClock }) }).byLetter(letter)
}

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
    expect(() => desk.place.authority('fernhill')).toThrow('There is no authority "fernhill"')
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
    const { did, keys } = desk.place.authority(id)
    const { document } = await publishedDocument(desk.place.network.ledger, did)
    expect(document.verificationMethod.map((method) => method.id).filter((kid) => /#delegate-/.test(kid))).toEqual([keys.credential.kid, keys.status.kid, keys.request.kid])
    for (const role of ['credential', 'status', 'request'] as const) expect(await heldKeys(await desk.place.signing(role), { authority: id, did, role })).toHaveLength(1)
  }, 90_000)

  it('has keys of its own, certified by the consortium, and is trusted by nobody yet', async () => {
    expect(await desk.command(...fernhill, '--yes')).toBe('Written.')
    const { keys, gasAccount } = desk.place.authority('fernhill')
    expect(gasAccount).toMatch(/^0x/)
    const ca = new X509Certificate(desk.place.network.trustAnchors[0] ?? '').publicKey
    for (const { x5c } of Object.values(keys)) expect(new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64')).verify(ca)).toBe(true)
    expect([await accredited('fernhill', 'issue'), await accredited('fernhill', 'request')]).toEqual([0, 0])
    expect(await listed('F')).toBeNull()
  })

  it('is accredited, listed and let in by one decision, and more than half decide from then on', async () => {
    await desk.command('join', 'fernhill', '--governs', '--yes')
    await desk.command('join', 'fernhill', '--governs', '--yes')
    expect(desk.said.filter((words) => words.startsWith('Proposal')).map((words) => /^Proposal (\d+)/.exec(words)?.[1])).toEqual(['1', '1'])
    const turn = desk.turnOf()
    await sign(desk.place, desk.proposal(turn), 'fernhill')
    await desk.decide(founders, 'join', 'fernhill', '--governs')
    expect(await listed('F')).toMatchObject({ name: { en: 'Fernhill Town Council' }, issuer: 'http://localhost:7910/fernhill' })
    for (const kind of ['issue', 'request'] as const) expect(await accredited('fernhill', kind)).toBeGreaterThan(systemClock.now())
    expect(await safe()).toMatchObject({ threshold: 4 })
    expect((await safe()).owners).toContain((await governingKey(desk.place, desk.place.authority('fernhill')))?.address)
    expect(await desk.command('join', 'fernhill', '--governs', '--yes')).toBe('Nothing to write: the ledger says so already.')
  })

  it('decides with the others, and leaves as any of them', async () => {
    const expected = await desk.command('withdraw', 'elmsworth', '--to', 'request', '--type', desk.place.residency, '--yes', '--as', 'fernhill')
    expect(expected).toMatch('1 of 4 signatures')
    const turn = desk.turnOf()
    for (const authority of founders) await sign(desk.place, desk.proposal(turn), authority)
    expect(await sign(desk.place, desk.proposal(turn), 'fernhill')).toMatch('4 of 4 signatures; it can be executed.')
    await desk.decide([...founders, 'dunmere'], 'withdraw', 'elmsworth', '--to', 'request', '--type', desk.place.residency)
    await desk.decide([...founders, 'dunmere'], 'leave', 'fernhill')
    expect(await safe()).toMatchObject({ threshold: 3 })
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
    expect(desk.place.network.authorities.some((one) => one.id === id)).toBe(false)
  })
})
