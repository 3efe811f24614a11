import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dayInLondon, startInLondon } from '@counterfoil/issuer/domain/calendar-day'
import { dueDay } from '@counterfoil/issuer/domain/requests/statutory-clock'
import { dayInWords } from '@counterfoil/issuer/pages/dates'
import { openAuthorizingScene, type AuthorizingScene } from '../authorizing-scene.ts'
import { issuerUrl } from '../issuer-scene.ts'
import { openDesk } from '../staff-desk.ts'

let scene: AuthorizingScene
beforeAll(async () => {
  scene = await openAuthorizingScene()
})
// Who asked before would find the request of another test.
beforeEach(async () => {
  const staff = await openDesk(scene)
  for (const { id } of await requests()) await staff.post(`/staff/requests/${id}/withdraw`)
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const cookieOf = (header: unknown): string => [header].flat().map(String).map((one) => one.split(';')[0] ?? '').find((one) => one.startsWith('cf_collect=')) ?? ''
const come = async (authority = 'aldermoor'): Promise<string> => cookieOf((await scene.inject({ method: 'GET', url: `/${authority}/data-requests` })).headers['set-cookie'])
const signedIn = async (who?: string | null): Promise<string> => (await scene.signIn(await come(), who)).cookie
const look = (cookie: string, query = 'language=en') => scene.inject({ method: 'GET', url: `/collect/requests?${query}`, headers: { cookie } })
const sameSite = { 'sec-fetch-site': 'same-origin', origin: issuerUrl }
async function press(cookie: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = sameSite) {
  const csrf = /name="csrf" value="([^"]+)"/.exec((await look(cookie)).body)?.[1] ?? ''
  const form = scene.form({ csrf, ...fields })
  return scene.inject({ method: 'POST', url: '/collect/requests', payload: form.payload, headers: { ...form.headers, cookie, ...headers } })
}
const placeOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string => String(headers['location'])
interface Row {
  readonly id: string
  readonly kind: string
  readonly person: string
  readonly received_on: string
  readonly entered_by: string
}
const requests = () => scene.rows<Row>("SELECT id, kind, person, received_on, entered_by FROM data_requests WHERE state = 'open' ORDER BY id")

describe('a citizen who asks about their data', () => {
  it.each(['access', 'erasure'])('has it in the queue of the council\'s staff, with its clock, and is told a reference and what happens next: %s', async (kind) => {
    const cookie = await signedIn()
    expect((await look(cookie)).body).toContain('What do you want to ask?')
    const sent = await press(cookie, { kind })
    expect([sent.statusCode, placeOf(sent)]).toEqual([303, `/collect/requests?asked=${kind}`])
    const [request] = await requests()
    const reference = (request?.id.slice(-12).toUpperCase().match(/.{4}/g) ?? []).join('-')
    const told = (await look(cookie, `asked=${kind}&language=en`)).body
    const due = dayInWords(startInLondon(dueDay(dayInLondon(scene.clock.now()), 1)), 'en')
    expect(told).toContain(`Its reference is ${reference}. Aldermoor Borough Council answers it by ${due} at the latest.`)
    expect(told).toContain('It is in the council’s queue.')
    expect(told).not.toMatch(/Ceridwen|Ashdown|1961/)
    const queue = (await (await openDesk(scene)).get('/staff/requests')).body
    for (const words of [reference, 'Asked by the person themselves', due]) expect(queue).toContain(words)
    expect(await scene.rows("SELECT actor, reason FROM audit_entries WHERE event = 'request.received' AND object = ?", request?.id ?? '')).toEqual([{ actor: 'citizen', reason: kind }])
    expect((await (await openDesk(scene, 'brackenfield')).get('/staff/requests')).body).not.toContain(reference)
  })

  it('is the person whom staff know: what staff entered is shown to them, and asked once', async () => {
    await press(await signedIn(), { kind: 'access' })
    const person = (await requests())[0]?.person ?? ''
    expect((await (await openDesk(scene)).get(`/staff/people/${person}`)).body).toContain('Ceridwen')
  })

  it('makes one request of a double press, of two windows, and of coming back another day', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    await Promise.all([press(one, { kind: 'erasure' }), press(one, { kind: 'erasure' }), press(other, { kind: 'erasure' })])
    expect(await requests()).toHaveLength(1)
    await press(other, { kind: 'access' })
    expect((await requests()).map(({ kind }) => kind).toSorted()).toEqual(['access', 'erasure'])
    const page = (await look(await signedIn())).body
    expect(page).toContain('id="both-asked"')
    expect(page).not.toContain('id="send"')
  })

  it('sees how what they asked stands, in either language, and may ask anew once it is answered', async () => {
    await press(await signedIn(), { kind: 'access' })
    const [request] = await requests()
    const staff = await openDesk(scene, 'aldermoor', { steppedUp: true })
    expect((await staff.post(`/staff/requests/${request?.id}/answer`)).statusCode).toBe(303)
    const cookie = await signedIn()
    expect((await look(cookie)).body).toContain('>Done<')
    expect((await look(cookie, 'language=cy')).body).toContain('Wedi’i wneud')
    await press(cookie, { kind: 'access' })
    expect(await requests()).toHaveLength(1)
  })

  it('whom no record is of is told so, and nothing is entered', async () => {
    const cookie = await signedIn('somebody whom nobody knows')
    expect((await look(cookie)).body).toContain('We couldn’t find a record for you')
    expect((await press(cookie, { kind: 'access' })).statusCode).toBe(403) // no form is on that page
    expect(await requests()).toEqual([])
  })

  it('who turned back at the sign-in is told that nothing was sent', async () => {
    expect((await look(await signedIn(null))).body).toContain('Nothing was sent')
    expect(await requests()).toEqual([])
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ['nothing', {}],
    ['an empty choice', { kind: '' }],
    ['what the law doesn\'t name', { kind: 'rectification' }],
    ['a name of every object', { kind: '__proto__' }],
    ['another case', { kind: 'ERASURE' }],
  ])('ADM-11 is asked again for %s, and nothing is entered', async (_what, fields) => {
    const cookie = await signedIn()
    const sent = await press(cookie, fields)
    expect([sent.statusCode, placeOf(sent)]).toEqual([303, '/collect/requests?lacks=kind'])
    expect((await look(cookie, 'lacks=kind&language=en')).body).toContain('Choose what you want to ask')
    expect(await requests()).toEqual([])
  })

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['from another site', {}, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['from nowhere', {}, { 'sec-fetch-site': 'none' }],
    ['with another session\'s token', { csrf: 'x'.repeat(43) }, sameSite],
  ])('ADM-01 is not asked in somebody\'s name %s', async (_from, fields, headers) => {
    expect((await press(await signedIn(), { kind: 'erasure', ...fields }, headers)).statusCode).toBe(403)
    expect(await requests()).toEqual([])
  })

  it('ADM-03 goes on under a new secret after the sign-in, and before it there is nothing to see', async () => {
    const before = await come()
    expect((await look(before)).statusCode).toBe(400)
    const after = (await scene.signIn(before)).cookie
    expect(after).not.toBe(before)
    expect((await look(before)).statusCode).toBe(400)
    expect((await look(after)).statusCode).toBe(200)
  })

  it('is not answered by a sign-in that was stopped meanwhile, and takes nothing from it; another one is', async () => {
    const cookie = await signedIn()
    await press(cookie, { kind: 'access' })
    const csrf = /name="csrf" value="([^"]+)"/.exec((await look(cookie)).body)?.[1] ?? ''
    await scene.rows("INSERT INTO sign_in_ends (authority, person, at) VALUES ('aldermoor', ?, ?)", (await requests())[0]?.person ?? '', scene.clock.now())
    const form = scene.form({ csrf, kind: 'erasure' })
    const sent = await scene.inject({ method: 'POST', url: '/collect/requests', payload: form.payload, headers: { ...form.headers, cookie, ...sameSite } })
    const page = await look(cookie)
    expect([sent.statusCode, page.statusCode]).toEqual([400, 400])
    expect(page.body).not.toContain('It is in the council’s queue.')
    expect((await requests()).map(({ kind }) => kind)).toEqual(['access'])
    expect((await look(await signedIn())).statusCode).toBe(200)
  })

  it('ADM-12 is of the council that they signed in for: by a changed cookie there is nothing', async () => {
    const cookie = await signedIn()
    expect((await look(cookie.replace('aldermoor.', 'brackenfield.'))).statusCode).toBe(400)
    expect((await scene.inject({ method: 'GET', url: '/nowhere/data-requests' })).statusCode).toBe(404)
  })

  it('shows whatever an address claims as nothing', async () => {
    const cookie = await signedIn()
    for (const query of ['asked=erasure', 'asked=%3Cscript%3E', 'lacks=everything', 'asked=access&asked=erasure']) expect((await look(cookie, `${query}&language=en`)).body).not.toMatch(/<script>|Its reference is|Choose what you want to ask/)
  })
})
