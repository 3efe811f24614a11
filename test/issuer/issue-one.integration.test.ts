import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { accountAt, notifyTemplates, startNotifyServer, type NotifyServer } from '../support/notify-server.ts'
import { csv, issuerUrl, openScene, type Scene } from './issuer-scene.ts'
import { looksOf } from './looks-of.ts'
import { openDesk, type Desk } from './staff-desk.ts'

const hostile = '<script>alert(1)</script>'
// Each person is one test's alone: an offer replaces the one before it.
const extra = ['Emrys', 'Ffion', 'Gwil', 'Heulwen', 'Ioan', 'Jac', 'Kit', 'Llinos', 'Mair', 'Nest']
const rows = extra.map((name, index) => `AL-01${String(index).padStart(2, '0')},${name},Quillfeather,1970-01-0${(index % 9) + 1},${index + 1} Harbour Lane,,Aldermoor,AL1 2BC,10001234567${index},2009-09-01,`)
const records = `${csv}${rows.join('\n')}\nAL-0200,${hostile},Quillfeather,1970-01-01,"${hostile}",,Aldermoor,AL1 2BC,100012345699,2009-09-01,\n`

let scene: Scene
let notify: NotifyServer
let desk: Desk
beforeAll(async () => {
  notify = await startNotifyServer(() => scene.clock.now())
  scene = await openScene({ settings: { privateHosts: [notify.host], notify: { accounts: new Map([['aldermoor', accountAt(notify)]]), localPost: false } } })
  writeFileSync(join(scene.folder, 'aldermoor.csv'), records)
  desk = await openDesk(scene)
})
afterEach(() => {
  notify.answers('well')
  notify.taken.length = 0
})
afterAll(async () => {
  await scene.close()
  await notify.close()
  scene.erase()
})

const hrefOf = (body: string, name: string): string => new RegExp(`href="([^"]+)">${name} `).exec(body)?.[1] ?? ''
const fieldOf = (body: string, name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? ''
const textOf = (body: string, id: string): string => new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(body)?.[1] ?? ''
const locationOf = (answer: { readonly headers: Readonly<Record<string, unknown>> }): string => String(answer.headers['location'])

const personOf = async (name: string, at: Desk = desk): Promise<string> => hrefOf((await at.get('/staff/people')).body, name)

/** Begins, and answers what is asked, one after another; answers the address that it led to. */
async function choose(person: string, answers: Readonly<Record<string, string>>, at: Desk = desk): Promise<string> {
  let address = locationOf(await at.get(`${person}/issue`))
  for (const [step, answer] of Object.entries(answers)) {
    const { body } = await at.get(address)
    const draft = fieldOf(body, 'draft') || (new URL(address, issuerUrl).searchParams.get('draft') ?? '')
    address = locationOf(await at.post(`${person}/issue/${step}`, { draft, [step]: answer }))
  }
  return address
}

const byEmail = { type: 'residency', link: 'email', code: 'letter', language: 'en', email: 'emrys@example.net' }
const onScreen = { type: 'residency', link: 'screen', code: 'told', language: 'en' }

async function confirm(person: string, address: string, at: Desk = desk) {
  const { body } = await at.get(address)
  expect(body).toContain('Check your answers')
  return at.post(`${person}/issue`, { draft: fieldOf(body, 'draft'), shown: fieldOf(body, 'shown') })
}

const offerIn = (body: string): string => /\/staff\/offers\/([0-9a-f]{32})/.exec(body)?.[1] ?? ''
const messagesOf = (offer: string) => scene.rows<{ template: string; state: string; sealed: string | null; problem: string | null }>('SELECT template, state, sealed, problem FROM outgoing_messages WHERE subject = ? ORDER BY template', offer)
const statesOf = async (offer: string) => (await messagesOf(offer)).map(({ state }) => state)

describe('issuing one', () => {
  it('leads from the person to the check by what is to be chosen, and names nobody in an address', async () => {
    const person = await personOf('Emrys')
    const tasks = await desk.get(locationOf(await desk.get(`${person}/issue?type=residency`)))
    expect(tasks.body).toContain('Issue a credential to Emrys Quillfeather')
    expect(tasks.body).toContain('Cannot start yet')
    const address = await choose(person, byEmail)
    expect(address).toMatch(/^\/staff\/people\/[\w-]+\/issue\/check\?draft=[\w-]+$/)
    const { body } = await desk.get(address)
    for (const told of ['Emrys Quillfeather', 'By e-mail', 'By post', 'emrys@example.net', '1 Harbour Lane, Aldermoor, AL1 2BC', 'English']) expect(body).toContain(told)
    for (const step of ['type', 'link', 'code', 'language', 'email']) expect(body).toContain(`/issue/${step}?draft=`)
  })

  it('writes link and code by two ways, each once, with which the credential can be collected; and keeps nothing of them', async () => {
    const person = await personOf('Emrys')
    const made = await confirm(person, await choose(person, byEmail))
    expect(made.statusCode).toBe(200)
    expect(made.body).toMatch(/Reference [0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}/)
    expect(made.body).toContain('An e-mail is on its way to emrys@example.net.')
    await scene.issuer.deliver()
    expect(notify.taken.map(({ channel, body }) => [channel, body['template_id']])).toEqual(expect.arrayContaining([['email', notifyTemplates.email], ['letter', notifyTemplates.letter]]))
    expect(notify.taken).toHaveLength(2)
    const textBy = (channel: string): string => (notify.taken.find((one) => one.channel === channel)?.body['personalisation'] as { body: string } | undefined)?.body ?? ''
    const link = new URL(/https?:\S+/.exec(textBy('email'))?.[0] ?? '')
    const code = /\b\d{6}\b/.exec(textBy('letter'))?.[0] ?? ''
    expect(textBy('email')).not.toContain(code)
    expect(made.body).not.toContain(code)
    expect(made.body).not.toContain('credential_offer_uri')
    const offer = (await scene.inject({ method: 'GET', url: (link.searchParams.get('credential_offer_uri') ?? '').slice(issuerUrl.length) })).json<{ grants: Record<string, { 'pre-authorized_code': string }> }>()
    expect((await scene.token(offer.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', code)).statusCode).toBe(200)
    expect((await messagesOf(offerIn(made.body))).map(({ state, sealed }) => [state, sealed])).toEqual([['sent', null], ['sent', null]])
    expect((await desk.get(`/staff/offers/${offerIn(made.body)}`)).body).toContain('Handed to the carrier')
  })

  it('makes one offer of a double press, the back button and two tabs, and writes once', async () => {
    const person = await personOf('Ffion')
    const address = await choose(person, { ...byEmail, email: 'ffion@example.net' })
    const answers = await Promise.all(Array.from({ length: 8 }, () => confirm(person, address)))
    expect(answers.map(({ statusCode }) => statusCode).toSorted((one, other) => one - other)).toEqual([200, ...Array.from({ length: 7 }, () => 303)])
    const again = await confirm(person, address)
    expect(again.statusCode).toBe(303)
    expect((await desk.get(locationOf(again))).statusCode).toBe(200)
    await scene.issuer.deliver()
    expect(notify.taken).toHaveLength(2)
  })

  it('shows link and code on one page only where staff bring both, and remembers the language', async () => {
    const person = await personOf('Gwil')
    const made = await confirm(person, await choose(person, { ...onScreen, language: 'cy' }))
    expect(textOf(made.body, 'transaction-code')).toMatch(/^\d{6}$/)
    expect(textOf(made.body, 'offer-address')).toContain('credential_offer_uri')
    expect(notify.taken).toEqual([])
    const tasks = await desk.get(await choose(person, { type: 'residency', link: 'print', code: 'told' }))
    expect(tasks.body).toContain('Welsh')
    // The new one replaces it, and staff are told before.
    expect(tasks.body).toContain('An offer is open already')
    const printed = await confirm(person, await choose(person, { type: 'residency', link: 'print', code: 'told' }))
    expect(printed.body).toContain('cf-sheet')
    expect(printed.body).toContain('Yna rhowch y cod a rown i chi mewn ffordd arall')
    expect(printed.body.slice(printed.body.indexOf('cf-sheet'))).not.toContain(textOf(printed.body, 'transaction-code'))
  })

  it('says what the record lacks, and makes no offer of it', async () => {
    const person = await personOf('Morwenna')
    const address = await choose(person, { type: 'residency' })
    expect(address).toContain('/issue/record?')
    const { body } = await desk.get(address)
    expect(body).toContain('is not a real date')
    expect(body).toContain('This cannot be issued until the record is put right')
    // No postal address: nothing is offered by post.
    const ways = await desk.get(address.replace('/record', '/link'))
    expect(ways.body).not.toContain('value="letter"')
    const draft = new URL(address, issuerUrl).searchParams.get('draft') ?? ''
    expect(locationOf(await desk.post(`${person}/issue`, { draft, shown: 'x' }))).toContain('/issue?draft=')
    expect(await scene.rows('SELECT id FROM credential_offers WHERE person = ?', person.split('/').at(-1) ?? '')).toEqual([])
  })

  it('asks to look again when the record changed since it was looked at', async () => {
    const person = await personOf('Heulwen')
    const address = await choose(person, onScreen)
    const { body } = await desk.get(address)
    writeFileSync(join(scene.folder, 'aldermoor.csv'), records.replace(',4 Harbour Lane', ',44 Harbour Lane'))
    const answer = await desk.post(`${person}/issue`, { draft: fieldOf(body, 'draft'), shown: fieldOf(body, 'shown') })
    expect(locationOf(answer)).toContain('&record=changed')
    const looked = await desk.get(locationOf(answer))
    expect(looked.body).toContain('The record has changed since you looked')
    expect(looked.body).toContain('44 Harbour Lane')
    expect((await confirm(person, locationOf(answer))).statusCode).toBe(200)
    writeFileSync(join(scene.folder, 'aldermoor.csv'), records)
  })

  it('tells staff of a carrier that is away, in words, and sends when it is back', async () => {
    const person = await personOf('Ioan')
    notify.answers({ status: 500, error: 'Exception', message: 'Internal server error' })
    const made = await confirm(person, await choose(person, { ...byEmail, email: 'ioan@example.net' }))
    await scene.issuer.deliver()
    const offer = offerIn(made.body)
    const page = await desk.get(`/staff/offers/${offer}`)
    expect(page.body).toContain('Not sent yet: the carrier could not be reached.')
    expect(page.body).toContain('It is tried again at')
    notify.answers('well')
    scene.clock.advance(40)
    await scene.issuer.deliver()
    expect(await statesOf(offer)).toEqual(['sent', 'sent'])
    expect(notify.taken).toHaveLength(2)
  })

  it('puts what was refused before staff, who send it again or print it, once and not both', async () => {
    const person = await personOf('Jac')
    notify.answers({ status: 400, error: 'ValidationError', message: 'email_address Not a valid email address' })
    const made = await confirm(person, await choose(person, { ...byEmail, code: 'told', email: 'jac@example.net' }))
    await scene.issuer.deliver()
    const offer = offerIn(made.body)
    expect((await desk.get('/staff/people')).body).toContain('1 message could not be sent')
    const list = await desk.get('/staff/messages')
    expect(list.body).toContain('Jac Quillfeather')
    expect(list.body).toContain('the address was not accepted')
    const sees = 'aldermoor:caseworker,sees'
    const seeing = await openDesk(scene, sees)
    await seeing.get('/staff/messages')
    expect(await looksOf(scene, sees)).toEqual([{ event: 'people.listed', object: 'messages' }])
    const [message = ''] = (await scene.rows<{ reference: string }>('SELECT reference FROM outgoing_messages WHERE subject = ?', offer)).map(({ reference }) => reference)
    expect(locationOf(await desk.post(`/staff/messages/${message}/again`))).toBe(`/staff/offers/${offer}?message=asked`)
    await scene.issuer.deliver()
    const printed = await desk.post(`/staff/messages/${message}/print`)
    expect(printed.body).toContain('Your residency credential is ready to collect')
    expect(printed.body).toContain('6 Harbour Lane')
    expect((await seeing.post(`/staff/messages/${message}/print`)).body).toContain('cf-sheet')
    expect(await looksOf(scene, sees)).toEqual([{ event: 'case.looked_at', object: person.split('/').at(-1) }, { event: 'people.listed', object: 'messages' }])
    expect(locationOf(await desk.post(`/staff/messages/${message}/again`))).toBe(`/staff/offers/${offer}?message=gone`)
    expect((await desk.get(`/staff/offers/${offer}?message=gone`)).body).toContain('It can no longer be sent or printed')
    notify.answers('well')
    scene.clock.advance(100)
    await scene.issuer.deliver()
    expect(notify.taken).toEqual([])
    expect((await desk.get('/staff/messages')).body).toContain('Every message has been sent')
  })

  it('sends nothing of an offer that was withdrawn meanwhile', async () => {
    const person = await personOf('Kit')
    notify.answers({ status: 503, error: 'Exception', message: '' })
    const made = await confirm(person, await choose(person, { ...byEmail, email: 'kit@example.net' }))
    await scene.issuer.deliver()
    await desk.post(`/staff/offers/${offerIn(made.body)}/withdraw`)
    notify.answers('well')
    scene.clock.advance(100)
    await scene.issuer.deliver()
    expect(notify.taken).toEqual([])
    await scene.issuer.sweep()
    expect((await messagesOf(offerIn(made.body))).map(({ state, sealed }) => [state, sealed])).toEqual([['dropped', null], ['dropped', null]])
  })

  it('INV-09 keeps no name, address, link or code readable while they wait, in no file', async () => {
    const person = await personOf('Llinos')
    notify.answers({ status: 500, error: 'Exception', message: '' })
    const made = await confirm(person, await choose(person, { ...byEmail, email: 'llinos@example.net' }))
    await scene.issuer.deliver()
    expect((await messagesOf(offerIn(made.body))).every(({ sealed }) => sealed !== null)).toBe(true)
    for (const file of readdirSync(scene.folder).filter((name) => !name.endsWith('.csv'))) {
      const bytes = readFileSync(join(scene.folder, file)).toString('latin1')
      for (const secret of ['Llinos', 'llinos@example.net', 'Harbour Lane', 'credential_offer_uri']) expect(bytes.includes(secret), `${secret} in ${file}`).toBe(false)
    }
  })

  it('ADM-19 shows whatever the record holds as text, on every page and on paper', async () => {
    const person = /href="([^"]+)">&lt;script/.exec((await desk.get('/staff/people')).body)?.[1] ?? ''
    const made = await confirm(person, await choose(person, { type: 'residency', link: 'print', code: 'told', language: 'en' }))
    const address = await choose(person, { ...byEmail, email: 'mair@example.net' })
    const pages = [made.body, ...(await Promise.all([address, address.replace('/check', ''), address.replace('/check', '/type'), address.replace('/check', '/record'), address.replace('/check', '/link')].map(async (url) => (await desk.get(url)).body)))]
    for (const body of pages) {
      expect(body).toContain('&lt;script&gt;')
      expect(body).not.toContain(hostile)
    }
    await confirm(person, address)
    await scene.issuer.deliver()
    expect(JSON.stringify(notify.taken.map(({ body }) => body['personalisation']))).not.toMatch(/"body":"[^"]*<script>/)
  })
})

describe('what isn’t an answer', () => {
  const wrong = [
    { name: 'an unknown type', answers: { type: 'passport' }, at: 'type' },
    { name: 'a type of a prototype', answers: { type: '__proto__' }, at: 'type' },
    { name: 'no way', answers: { type: 'residency', link: '' }, at: 'link' },
    { name: 'an unknown way', answers: { type: 'residency', link: 'pigeon' }, at: 'link' },
    { name: 'the way of the link for the code', answers: { type: 'residency', link: 'email', code: 'email' }, at: 'code' },
    { name: 'the way of the link for the code, by post', answers: { type: 'residency', link: 'letter', code: 'letter' }, at: 'code' },
    { name: 'a language that nobody writes in', answers: { ...byEmail, language: 'fr' }, at: 'language' },
    { name: 'no e-mail address', answers: { ...byEmail, email: 'nobody' }, at: 'email' },
    { name: 'two e-mail addresses', answers: { ...byEmail, email: 'a@example.net, b@example.net' }, at: 'email' },
    { name: 'an e-mail address with a line of its own', answers: { ...byEmail, email: 'a@example.net\r\nbcc: b@example.net' }, at: 'email' },
    { name: 'an e-mail address as long as a letter', answers: { ...byEmail, email: `${'a'.repeat(300)}@example.net` }, at: 'email' },
  ]
  it.each(wrong)('is asked for again: $name', async ({ answers, at }) => {
    const person = await personOf('Nest')
    const asked = Object.fromEntries(Object.entries(answers).slice(0, Object.keys(answers).indexOf(at) + 1))
    const address = await choose(person, asked)
    expect(address).toContain(`/issue/${at}?draft=`)
    expect(address).toContain('&answer=missing')
    const page = await desk.get(address)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('There is a problem')
    expect(page.body).toContain('<title>Error: ')
    // Whoever goes on to the check or confirms all the same is sent back.
    expect(locationOf(await desk.get(address.replace(`/issue/${at}`, '/issue/check')))).toContain('/issue?draft=')
    const draft = new URL(address, issuerUrl).searchParams.get('draft') ?? ''
    expect(locationOf(await desk.post(`${person}/issue`, { draft, shown: 'x' }))).toContain('/issue?draft=')
  })

  it('is begun again: a draft that was altered, of another sign-in, of another person, or none', async () => {
    const person = await personOf('Nest')
    const address = await choose(person, onScreen)
    const draft = new URL(address, issuerUrl).searchParams.get('draft') ?? ''
    const other = await personOf('Mair')
    const elsewhere = await openDesk(scene)
    const begun = [desk.get(`${person}/issue/link?draft=${draft.slice(0, -4)}AAAA`), desk.get(`${person}/issue/link?draft=x`), desk.get(`${person}/issue/link`), desk.get(`${other}/issue/check?draft=${draft}`), elsewhere.get(`${person}/issue/check?draft=${draft}`), desk.post(`${other}/issue`, { draft, shown: 'x' }), desk.post(`${person}/issue`, {}), desk.post(`${person}/issue/link`, { draft: 'x', link: 'email' })]
    for (const answer of await Promise.all(begun)) expect(locationOf(answer)).toMatch(/\/issue$/)
  })

  it('is not found: a step, a person, an offer or a message of nobody, or of another council (ADM-12)', async () => {
    const person = await personOf('Nest')
    const address = await choose(person, byEmail)
    const stranger = await openDesk(scene, 'brackenfield')
    const made = await confirm(person, address)
    const [message = ''] = (await scene.rows<{ reference: string }>('SELECT reference FROM outgoing_messages WHERE subject = ?', offerIn(made.body))).map(({ reference }) => reference)
    for (const url of [`${person}/issue/nothing?draft=${new URL(address, issuerUrl).searchParams.get('draft') ?? ''}`, '/staff/people/nobody/issue', '/staff/people/nobody/issue?draft=x']) expect((await desk.get(url)).statusCode, url).toBe(404)
    for (const url of [`${person}/issue`, address.replace('/check', ''), `/staff/offers/${offerIn(made.body)}`]) expect([303, 404]).toContain((await stranger.get(url)).statusCode)
    expect((await stranger.get(`${person}/issue`)).statusCode).toBe(404)
    for (const action of ['again', 'print']) {
      const answer = await stranger.post(`/staff/messages/${message}/${action}`)
      expect((await stranger.get(locationOf(answer))).statusCode).toBe(404)
      expect(answer.body).not.toContain('Nest')
    }
    expect((await stranger.get('/staff/messages')).body).not.toContain('Nest')
    // Brackenfield has no account: what can't be sent isn't offered.
    const theirs = await personOf('Tomos', stranger)
    const ways = await stranger.get(await choose(theirs, { type: 'residency' }, stranger))
    expect(ways.body).toContain('Your council has not set up e-mail and letters yet')
    expect(ways.body).not.toContain('value="email"')
    expect(await choose(theirs, { type: 'residency', link: 'email' }, stranger)).toContain('&answer=missing')
  })

  it('is refused from another site, and without this session’s token (ADM-01)', async () => {
    const person = await personOf('Nest')
    for (const url of [`${person}/issue`, `${person}/issue/link`, '/staff/messages/x/again', '/staff/messages/x/print']) {
      expect((await desk.post(url, {}, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })).statusCode, url).toBe(403)
      expect((await desk.post(url, { csrf: 'forged' })).statusCode, url).toBe(403)
    }
  })
})
