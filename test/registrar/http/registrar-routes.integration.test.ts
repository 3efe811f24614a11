import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { RegistrarService } from '@counterfoil/registrar/assemble'
import { onSignedList } from '../../support/trust-kind.ts'
import { foundNetwork, foundOnLedger, openDesk } from '../registrar-scene.ts'
import { openRegistrarService, tokenOf } from '../registrar-service.ts'

let network: Awaited<ReturnType<typeof foundNetwork>>
let service: RegistrarService
let vct: string

beforeAll(async () => {
  network = await foundNetwork()
  service = await openRegistrarService(network.folder)
  const [first] = (await ask('operator', 'GET', '/authorities')).json<{ accreditations: { type: string }[] }[]>()
  vct = first?.accreditations[0]?.type ?? ''
})
afterAll(async () => {
  await service.close()
  await network.close()
})

interface Shown {
  readonly plan: string
  readonly by: string
  readonly writes: readonly string[]
  readonly note?: string
}
type Body = Readonly<Record<string, unknown>>

const askAt = ({ app }: RegistrarService, name: string | null, method: 'GET' | 'POST', url: string, body?: Body | string) =>
  app.inject({
    method,
    url,
    headers: { ...(name === null ? {} : { authorization: `Bearer ${tokenOf(name)}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const ask = (name: string | null, method: 'GET' | 'POST', url: string, body?: Body | string) => askAt(service, name, method, url, body)
const plan = async (name: string, command: Body): Promise<Shown> => (await ask(name, 'POST', '/plans', command)).json<Shown>()
/** Sees a plan and has it carried out. */
const carryOut = async (name: string, command: Body, signAs?: string) => ask(name, 'POST', '/writes', { plan: (await plan(name, command)).plan, command, ...(signAs === undefined ? {} : { sign_as: signAs }) })
const rotate = (authority: string, role = 'credential'): Body => ({ command: 'rotate', authority, role, overlap: 0 })

describe('a plan', () => {
  it('shows what would be written, and writes nothing', async () => {
    const before = (await ask('operator', 'GET', '/authorities/aldermoor')).json()
    const shown = await plan('aldermoor', rotate('aldermoor'))
    expect(shown).toMatchObject({ by: 'authority', writes: [expect.stringContaining('Make a new credential key of Aldermoor'), expect.stringContaining('stays published')] })
    expect(await plan('aldermoor', rotate('aldermoor'))).toEqual(shown)
    expect((await ask('operator', 'GET', '/authorities/aldermoor')).json()).toEqual(before)
  })

  it('is carried out once, and no other is', async () => {
    const command = rotate('aldermoor')
    const { plan: first } = await plan('aldermoor', command)
    const written = await ask('aldermoor', 'POST', '/writes', { plan: first, command })
    expect([written.statusCode, written.json()]).toEqual([200, { outcome: 'written' }])
    const again = await ask('aldermoor', 'POST', '/writes', { plan: first, command })
    expect([again.statusCode, again.json<{ code: string; detail: string }>()]).toEqual([409, expect.objectContaining({ code: 'conflict', detail: expect.stringContaining('moved on') as string })])
    expect((await ask('operator', 'POST', '/writes', { plan: (await plan('operator', command)).plan, command: rotate('brackenfield') })).statusCode).toBe(409)
  })

  it('is worth nothing once the ledger, or the list, has moved on', async () => {
    const command = rotate('brackenfield', 'status')
    const shown = await plan('operator', command)
    const desk = await openDesk(network.folder)
    await desk.command('remove-key', 'brackenfield', '--key', desk.office.authority('brackenfield').keys.request.kid, '--yes')
    const writes = (await desk.told()).length
    const answer = await ask('operator', 'POST', '/writes', { plan: shown.plan, command })
    expect(answer.statusCode).toBe(409)
    expect((await desk.told()).length).toBe(writes)
    await desk.close()
    expect((await carryOut('operator', command)).json()).toEqual({ outcome: 'written' })
  })

  it('says when there is nothing to do', async () => {
    const command = { command: 'rotate', authority: 'calderwick', role: 'request', key: 'did:ethr:0x1:0x2#delegate-9' }
    expect(await plan('calderwick', command)).toMatchObject({ by: 'nobody', writes: [], note: expect.stringContaining('signs no more') })
    expect((await carryOut('calderwick', command)).json()).toEqual({ outcome: 'nothing to write' })
    expect(await plan('operator', { command: 'rotate-due' })).toMatchObject({ by: expect.stringMatching(/nobody|authority/) })
  })

  it('joins somebody, with the identity first and then what the consortium decides', async () => {
    const command = { command: 'join', authority: 'fernhill', letter: 'F', name: { en: 'Fernhill', cy: 'Rhedynfryn' }, governs: true }
    expect((await carryOut('operator', command)).json()).toEqual({ outcome: 'written' })
    expect(await plan('operator', { command: 'join', authority: 'fernhill', governs: true })).toMatchObject({ by: 'consortium', writes: expect.arrayContaining([expect.stringContaining('4 of 6 decide')]) as string[] })
  })
})

describe('a decision of the consortium', () => {
  it('is proposed and signed by each with their own token, executed by anyone, and told with who asked', async () => {
    const command = { command: 'withdraw', authority: 'elmsworth', to: 'request', type: vct }
    const proposed = (await carryOut('aldermoor', command, 'aldermoor')).json<{ outcome: string; proposal: { number: number; calls: string[] } }>()
    expect(proposed).toMatchObject({ outcome: 'proposed', proposal: { needed: 3, state: 'ready', calls: [expect.stringMatching(/^Withdraw the accreditation of Elmsworth Town Council .* to request /)] } })
    const at = `/proposals/${proposed.proposal.number}`
    expect((await ask('brackenfield', 'POST', `${at}/execution`)).statusCode).toBe(409)
    expect((await ask('brackenfield', 'POST', `${at}/signatures`, { as: 'calderwick' })).statusCode).toBe(403)
    // What was shown is what is signed, or nothing.
    expect((await ask('brackenfield', 'POST', `${at}/signatures`, { as: 'brackenfield', hash: `0x${'0'.repeat(64)}` })).statusCode).toBe(409)
    const { hash } = (await ask('brackenfield', 'GET', at)).json<{ hash: string }>()
    for (const name of ['brackenfield', 'calderwick']) expect((await ask(name, 'POST', `${at}/signatures`, { as: name, hash })).statusCode).toBe(200)
    expect((await ask('dunmere', 'GET', at)).json<{ signed_by: string[] }>().signed_by).toHaveLength(3)
    expect((await ask('dunmere', 'POST', `${at}/execution`)).json()).toMatchObject({ state: 'over' })
    expect((await ask('dunmere', 'POST', `${at}/execution`)).statusCode).toBe(409)
    expect((await ask('dunmere', 'GET', '/proposals')).json()).toEqual(expect.arrayContaining([expect.objectContaining({ number: proposed.proposal.number, state: 'over' })]))
    const desk = await openDesk(network.folder)
    const told = (await desk.told()).map(({ actor, reason }) => `${actor} ${reason}`)
    await desk.close()
    expect(told).toEqual(expect.arrayContaining(['authority:aldermoor identity.rotate_credential_key', 'authority:dunmere consortium.proposal', 'operator identity.rotate_status_key', 'operator identity.join']))
  })
})

const everyRoute = [
  ['GET', '/authorities'],
  ['GET', '/authorities/aldermoor'],
  ['POST', '/plans'],
  ['POST', '/writes'],
  ['GET', '/proposals'],
  ['GET', '/proposals/0'],
  ['POST', '/proposals/0/signatures'],
  ['POST', '/proposals/0/execution'],
] as const

describe('who asks', () => {
  it.each(everyRoute)('has to be known: %s %s', async (method, url) => {
    for (const name of [null, 'nobody']) {
      const answer = await ask(name, method, url, method === 'POST' && !url.endsWith('execution') ? {} : undefined)
      expect([answer.statusCode, answer.headers['www-authenticate'], answer.headers['content-type']]).toEqual([401, 'Bearer', 'application/problem+json; charset=utf-8'])
    }
  })

  it.each<Body>([
    rotate('brackenfield'),
    { command: 'rotate-due' },
    { command: 'remove-key', authority: 'brackenfield', key: 'did:ethr:0x1:0x2#delegate-1' },
    { command: 'hand-over', authority: 'brackenfield' },
    { command: 'leave', authority: 'brackenfield' },
    { command: 'join', authority: 'zennor', letter: 'Z', name: { en: 'Z', cy: 'Z' } },
  ])('does not act for another authority: $command', async (command) => {
    for (const answer of [await ask('aldermoor', 'POST', '/plans', command), await ask('aldermoor', 'POST', '/writes', { plan: 'x', command })]) expect(answer.statusCode).toBe(403)
  })
})

describe('a request that makes no sense', () => {
  it.each<[string, Body | string]>([
    ['nothing', ''],
    ['no JSON', '{"command":'],
    ['a list', '[]'],
    ['one member twice', '{"command":"leave","command":"leave","authority":"aldermoor"}'],
    ['no command', { authority: 'aldermoor' }],
    ['an unknown command', { command: 'destroy', authority: 'aldermoor' }],
    ['a member of another command', { command: 'leave', authority: 'aldermoor', role: 'status' }],
    ['no authority', { command: 'leave' }],
    ['an authority that is no id', { command: 'leave', authority: '../aldermoor' }],
    ['a day that there is not', { command: 'accredit', authority: 'aldermoor', to: 'issue', type: 'x', until: '2027-13-45' }],
    ['a day in another form', { command: 'accredit', authority: 'aldermoor', to: 'issue', type: 'x', until: 'tomorrow' }],
    ['something else than issue or request', { command: 'withdraw', authority: 'aldermoor', to: 'everything', type: 'x' }],
    ['an empty type', { command: 'withdraw', authority: 'aldermoor', to: 'issue', type: '' }],
    ['a role that signs nothing', { command: 'rotate', authority: 'aldermoor', role: 'controller' }],
    ['an overlap that is negative', { command: 'rotate', authority: 'aldermoor', role: 'status', overlap: -1 }],
    ['an overlap in text', { command: 'rotate', authority: 'aldermoor', role: 'status', overlap: '60' }],
    ['an overlap past a week', { command: 'rotate', authority: 'aldermoor', role: 'status', overlap: 604_801 }],
    ['a key that is no DID URL', { command: 'remove-key', authority: 'aldermoor', key: 'key-1' }],
    ['a controller key that is no address', { command: 'hand-over', authority: 'aldermoor', from: '0x12' }],
    ['a letter in small', { command: 'join', authority: 'zennor', letter: 'z', name: { en: 'Z', cy: 'Z' } }],
    ['one language', { command: 'join', authority: 'zennor', letter: 'Z', name: { en: 'Z' } }],
    ['an issuer by another scheme', { command: 'join', authority: 'zennor', letter: 'Z', name: { en: 'Z', cy: 'Z' }, issuer: 'file:///etc/passwd' }],
    ['nothing told of who joins', { command: 'join', authority: 'zennor' }],
    ['a letter that is taken', { command: 'join', authority: 'zennor', letter: 'A', name: { en: 'Z', cy: 'Z' } }],
    ['an id that services use themselves', { command: 'join', authority: 'staff', letter: 'Z', name: { en: 'Z', cy: 'Z' } }],
  ])('is no plan: %s', async (_, body) => {
    const answer = await ask('operator', 'POST', '/plans', body)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'invalid_request'])
  })

  it.each<[string, Body | string]>([
    ['nothing', '{}'],
    ['no plan', { command: { command: 'leave', authority: 'aldermoor' } }],
    ['an empty plan', { plan: '', command: { command: 'leave', authority: 'aldermoor' } }],
    ['no command', { plan: 'x' }],
    ['a command that is none', { plan: 'x', command: { command: 'destroy' } }],
    ['something else beside', { plan: 'x', command: { command: 'leave', authority: 'aldermoor' }, yes: true }],
    ['a signer that is no id', { plan: 'x', command: { command: 'leave', authority: 'aldermoor' }, sign_as: 'A B' }],
  ])('is not written: %s', async (_, body) => {
    expect((await ask('operator', 'POST', '/writes', body)).statusCode).toBe(400)
  })

  it.each<['GET' | 'POST', string, Body | undefined, number]>([
    ['GET', '/authorities/atlantis', undefined, 404],
    ['POST', '/plans', { command: 'leave', authority: 'atlantis' }, 404],
    ['POST', '/plans', { command: 'remove-key', authority: 'aldermoor', key: 'did:ethr:0x1:0x2#delegate-1' }, 404],
    ['POST', '/writes', { plan: 'x', command: { command: 'leave', authority: 'dunmere' }, sign_as: 'atlantis' }, 404],
    ['GET', '/proposals/99', undefined, 404],
    ['GET', '/proposals/one', undefined, 400],
    ['GET', '/proposals/-1', undefined, 400],
    ['POST', '/proposals/99/signatures', { as: 'aldermoor' }, 404],
    ['POST', '/proposals/0x1/signatures', { as: 'aldermoor' }, 400],
    ['POST', '/proposals/1/signatures', {}, 400],
    ['POST', '/proposals/1/signatures', { as: 'atlantis' }, 404],
    ['POST', '/proposals/99/execution', undefined, 404],
    ['POST', '/proposals/9999999999/execution', undefined, 400],
  ])('%s %s is answered by its own status', async (method, url, body, status) => {
    expect((await ask('operator', method, url, body)).statusCode).toBe(status)
  })
})

describe(onSignedList ? 'a list that was tampered with' : 'a ledger that is away', () => {
  it('is told as what can not tell, with nothing written, and the service goes on', async () => {
    const founded = await foundToFail()
    const apart = await openRegistrarService(founded.folder)
    onTestFinished(async () => {
      await apart.close()
      await founded.close()
    })
    const command = rotate('dunmere', 'request')
    const shown = (await askAt(apart, 'dunmere', 'POST', '/plans', command)).json<Shown>()
    await founded.fail()
    for (const [method, url, body] of [['GET', '/authorities', undefined], ['POST', '/plans', command], ['POST', '/writes', { plan: shown.plan, command }]] as const) {
      const answer = await askAt(apart, 'dunmere', method, url, body)
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'temporarily_unavailable'])
    }
    expect((await askAt(apart, null, 'GET', '/health/live')).statusCode).toBe(200)
  })
})

/** A network of its own whose trust can be taken away: the ledger stopped, or a line of the list written twice. */
async function foundToFail() {
  if (!onSignedList) {
    const { folder, stopLedger, close } = await foundOnLedger()
    return { folder, fail: stopLedger, close }
  }
  const founded = await foundNetwork()
  const file = join(founded.folder, 'list', 'entries.jsonl')
  return { ...founded, fail: async () => appendFileSync(file, `${readFileSync(file, 'utf8').split('\n')[1] ?? ''}\n`) }
}
