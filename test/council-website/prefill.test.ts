import { beforeEach, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { source } from '../form-server/verifier-stub.ts'
import { person, StubVerifier } from './stub-verifier.ts'
import { Browser, details, openWebsite } from './visit-website.ts'

const form = '/aldermoor/blue-badge-renewal'
const prefill = '/aldermoor/prefill'
let verifier: StubVerifier
let app: FastifyInstance
let browser: Browser

beforeEach(async () => {
  verifier = new StubVerifier()
  app = await openWebsite(verifier)
  browser = new Browser(app)
  await browser.open(form)
})

const start = async (who: Browser, flow: string): Promise<{ id: string; code?: string; qr?: { size: number; path: string }; wallet_link: string }> => (await who.ask('POST', prefill, { form: 'blue-badge-renewal', flow })).json()

describe('the element asks its own form server', () => {
  it('for another device: a code and a QR code', async () => {
    const answer = await start(browser, 'cross_device')
    expect(answer).toMatchObject({ code: 'AK7P-4MWX', qr: { size: expect.any(Number), path: expect.stringMatching(/^M/) } })
    expect(verifier.asked[0]).toMatchObject({ url: 'http://localhost:5620/aldermoor/presentations', key: 'Bearer key-of-aldermoor', body: { form: 'blue-badge-renewal', locale: 'en' } })
  })

  it('for this device: a link, with exactly the form as the way back', async () => {
    const answer = await start(browser, 'same_device')
    expect(answer).not.toHaveProperty('qr')
    expect(verifier.asked[0]?.body).toMatchObject({ return_url: 'http://localhost:5640/aldermoor/blue-badge-renewal' })
  })

  it('and never learns the transaction or a key', async () => {
    const response = await browser.ask('POST', prefill, { form: 'blue-badge-renewal', flow: 'cross_device' })
    expect(response.body).not.toMatch(/transaction|key/)
    expect(response.headers['cache-control']).toBe('no-store')
  })

  it('how it stands, and why it was refused', async () => {
    const { id } = await start(browser, 'cross_device')
    verifier.state = { status: 'refused', refusal: 'credential_revoked' }
    expect((await browser.ask('GET', `${prefill}/${id}`)).json()).toMatchObject({ status: 'refused', refusal: 'credential_revoked' })
  })

  it('for the result, once (EMB-06)', async () => {
    const { id } = await start(browser, 'cross_device')
    verifier.state = { status: 'answered' }
    const first = await browser.ask('POST', `${prefill}/${id}/result`, { number: '471' })
    expect(first.json()).toEqual({ fields: person, source: { authority: { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' }, type: { en: 'Residency credential', cy: 'Tystysgrif preswylio' }, issued_on: '2026-10-01', unconfirmed_since: null } })
    expect((await browser.ask('POST', `${prefill}/${id}/result`, { number: '471' })).statusCode).toBe(404)
  })

  it('with the number that the wallet shows, from another device', async () => {
    const { id } = await start(browser, 'cross_device')
    verifier.state = { status: 'answered' }
    for (const number of ['4', 'ab', '<b>']) expect((await browser.ask('POST', `${prefill}/${id}/result`, { number })).statusCode).toBe(400)
    expect((await browser.ask('POST', `${prefill}/${id}/result`, { number: '472' })).json()).toMatchObject({ refusal: 'number_wrong' })
    expect((await browser.ask('POST', `${prefill}/${id}/result`, { number: '471' })).statusCode).toBe(200)
    expect(verifier.asked.at(-1)?.body).toEqual({ number: '471' })
  })

  it('with the response code that came back, on the same device', async () => {
    const { id } = await start(browser, 'same_device')
    verifier.state = { status: 'answered' }
    expect((await browser.ask('POST', `${prefill}/${id}/result`, {})).statusCode).toBe(400)
    expect((await browser.ask('POST', `${prefill}/${id}/result`, { response_code: 'wrong' })).json()).toMatchObject({ refusal: 'response_code_wrong' })
    expect((await browser.ask('POST', `${prefill}/${id}/result`, { response_code: 'right-code' })).statusCode).toBe(200)
  })

  it('for the request that came back into another tab', async () => {
    await start(browser, 'same_device')
    await start(browser, 'cross_device')
    verifier.state = { status: 'answered' }
    expect((await browser.ask('POST', `${prefill}/current/result`, { form: 'blue-badge-renewal', response_code: 'right-code' })).statusCode).toBe(200)
  })

  it('with two tabs, each for its own (EMB-12)', async () => {
    const [one, other] = [await start(browser, 'cross_device'), await start(browser, 'cross_device')]
    verifier.state = { status: 'answered' }
    expect((await browser.ask('POST', `${prefill}/${other.id}/result`, { number: '471' })).statusCode).toBe(200)
    expect((await browser.ask('POST', `${prefill}/${one.id}/result`, { number: '471' })).statusCode).toBe(200)
  })
})

describe('nobody else gets a result', () => {
  it('from another session (EMB-06)', async () => {
    const { id } = await start(browser, 'cross_device')
    verifier.state = { status: 'answered' }
    const stranger = new Browser(app)
    await stranger.open(form)
    expect((await stranger.ask('POST', `${prefill}/${id}/result`, {})).statusCode).toBe(404)
    expect((await stranger.ask('GET', `${prefill}/${id}`)).statusCode).toBe(404)
  })

  it('without a session', async () => {
    const response = await new Browser(app).ask('POST', prefill, { form: 'blue-badge-renewal', flow: 'cross_device' })
    expect(response.statusCode).toBe(403)
  })

  it('by way of another council', async () => {
    const { id } = await start(browser, 'cross_device')
    await browser.open('/brackenfield/blue-badge-renewal')
    expect((await browser.ask('GET', `/brackenfield/prefill/${id}`)).statusCode).toBe(404)
  })

  it.each(['cross-site', 'same-site', 'none'])('from a page that is %s (EMB-01)', async (site) => {
    const response = await browser.ask('POST', prefill, { form: 'blue-badge-renewal', flow: 'cross_device' }, { 'sec-fetch-site': site })
    expect(response.statusCode).toBe(403)
  })

  it('by a form that another page posts', async () => {
    const response = await browser.send(prefill, { form: 'blue-badge-renewal', flow: 'cross_device' })
    expect(response.statusCode).toBe(403)
  })
})

describe('bad input', () => {
  it.each([
    [{}, 404],
    [{ form: 'blue-badge-renewal' }, 400],
    [{ form: 'blue-badge-renewal', flow: 'by_post' }, 400],
    [{ form: 'dog-licence', flow: 'cross_device' }, 404],
    [{ form: '__proto__', flow: 'cross_device' }, 404],
  ])('%j gets %i and asks the verifier nothing', async (body, status) => {
    expect((await browser.ask('POST', prefill, body)).statusCode).toBe(status)
    expect(verifier.asked).toEqual([])
  })

  it('takes no way back from a page: it is the form’s own', async () => {
    await browser.ask('POST', prefill, { form: 'blue-badge-renewal', flow: 'same_device', return_url: 'https://evil.example' })
    expect(verifier.asked[0]?.body).toMatchObject({ return_url: 'http://localhost:5640/aldermoor/blue-badge-renewal' })
  })

  it('leaves the form to be filled in by hand when the verifier is away (EMB-13)', async () => {
    verifier.reachable = false
    expect((await browser.ask('POST', prefill, { form: 'blue-badge-renewal', flow: 'cross_device' })).statusCode).toBe(503)
    expect((await browser.send(form, details)).headers.location).toBe(`${form}/check-answers`)
  })
})

describe('check answers', () => {
  it('says of each answer whether it is from the credential, changed or typed, without asking the browser (EMB-08)', async () => {
    const { id } = await start(browser, 'cross_device')
    verifier.state = { status: 'answered' }
    await browser.ask('POST', `${prefill}/${id}/result`, { number: '471' })
    await browser.send(form, { ...details, last_name: 'Jones', badge_number: 'AB12CD' })
    const { body } = await browser.open(`${form}/check-answers`)
    expect(body.match(/From your residency credential/g)).toHaveLength(6)
    expect(body.match(/>Changed by you</g)).toHaveLength(1)
    expect(body.match(/>Typed by you</g)).toHaveLength(1)
  })

  it('says as of when, in either language, if the councils’ network was away', async () => {
    const { id } = await start(browser, 'cross_device')
    verifier.state = { status: 'answered' }
    verifier.source = { ...source, stale: true, facts_age: { issuer_key: 1800, accreditation: 1740, status: 2 } }
    const collected = await browser.ask('POST', `${prefill}/${id}/result`, { number: '471' })
    expect(collected.json()).toMatchObject({ source: { unconfirmed_since: '2026-11-24T09:30:00.000Z' } })
    await browser.send(form, details)
    expect((await browser.open(`${form}/check-answers`)).body).toContain('Checked against what was known at 09:30 on 24 November 2026, because')
    expect((await browser.open(`${form}/check-answers?lang=cy`)).body).toContain('09:30 ar 24 Tachwedd 2026')
  })

  it('notices a date that was changed by one day', async () => {
    const { id } = await start(browser, 'cross_device')
    verifier.state = { status: 'answered' }
    await browser.ask('POST', `${prefill}/${id}/result`, { number: '471' })
    await browser.send(form, { ...details, 'date_of_birth-day': '10' })
    expect((await browser.open(`${form}/check-answers`)).body.match(/>Changed by you</g)).toHaveLength(1)
  })
})

describe('without JavaScript', () => {
  it('goes to the wallet on this device and keeps what was typed (EMB-17)', async () => {
    const response = await browser.send(`${form}/wallet`, { ...details, uprn: '', flow: 'same_device' })
    expect(response.statusCode).toBe(303)
    expect(response.headers.location).toBe('http://localhost:5630/authorize?client_id=c&request_uri=r')
    expect((await browser.open(form)).body).toContain('value="Morag"')
  })

  it('comes back with the response code in the query, fills blanks alone, and clears the address', async () => {
    await browser.send(`${form}/wallet`, { first_name: 'Typed', flow: 'same_device' })
    verifier.state = { status: 'answered' }
    const back = await browser.open(`${form}?response_code=right-code`)
    expect([back.statusCode, back.headers.location]).toEqual([303, form])
    const { body } = await browser.open(form)
    expect(body).toContain('value="Typed"')
    expect(body).toContain('value="Ffion-Jones"')
    expect(body).toContain('We filled in 6 answers from your residency credential')
    expect(body).toContain('From your residency credential, issued by Aldermoor Borough Council')
  })

  it('says which credential could not be used', async () => {
    verifier.leftOut = [{ credential: 'card', type: { en: 'Library card', cy: 'Cerdyn llyfrgell' } }]
    await browser.send(`${form}/wallet`, { flow: 'same_device' })
    verifier.state = { status: 'answered' }
    await browser.open(`${form}?response_code=right-code`)
    expect((await browser.open(form)).body).toContain('This could not be used and filled in nothing: library card credential.')
  })

  it('asks for the response code in the query, where a server sees it', async () => {
    await browser.send(`${form}/wallet`, { flow: 'same_device' })
    expect(verifier.asked[0]?.body).toMatchObject({ return_url: 'http://localhost:5640/aldermoor/blue-badge-renewal?response_code=' })
  })

  it.each([
    [{ status: 'declined' }, 'You chose not to share'],
    [{ status: 'refused', refusal: 'credential_revoked' }, 'withdrawn'],
  ])('comes back from %j, says so once, and keeps what was typed', async (ended, words) => {
    await browser.send(`${form}/wallet`, { first_name: 'Typed', flow: 'same_device' })
    verifier.state = ended
    const back = await browser.open(`${form}?response_code=`)
    expect([back.statusCode, back.headers.location]).toEqual([303, form])
    const { body } = await browser.open(form)
    expect(body).toContain(words)
    expect(body).toContain('value="Typed"')
    expect((await browser.open(form)).body).not.toContain(words)
  })

  it('leads to a wallet that is an app by a page with its link', async () => {
    const sent = await browser.send(`${form}/wallet`, { first_name: 'Typed', flow: 'wallet_app' })
    expect(sent.headers.location).toBe(`${form}/wallet-app`)
    const { body } = await browser.open(`${form}/wallet-app`)
    expect(body).toContain('href="openid4vp://?client_id=c&amp;request_uri=r"')
    expect(body).toContain('href="haip-vp://?client_id=c&amp;request_uri=r"')
  })

  it('shows a code for another device, waits, and fills in', async () => {
    const started = await browser.send(`${form}/wallet`, { badge_number: 'AB12CD', flow: 'cross_device' })
    expect(started.headers.location).toBe(`${form}/another-device`)
    const page = await browser.open(`${form}/another-device`)
    expect(page.body).toContain('AK7P-4MWX')
    expect(page.body).toContain('<svg class="cf-qr" role="img"')
    expect((await browser.send(`${form}/another-device`, {})).body).toContain('Your wallet has not answered yet')
    verifier.state = { status: 'answered' }
    expect((await browser.send(`${form}/another-device`, {})).body).toContain('Which number does your wallet show?')
    for (const number of ['', '47', '472']) expect((await browser.send(`${form}/another-device`, { number })).body).toContain('Enter the three digits that your wallet shows.')
    expect((await browser.send(`${form}/another-device`, { number: '471' })).headers.location).toBe(form)
    const { body } = await browser.open(form)
    expect(body).toContain('value="Morag"')
    expect(body).toContain('value="AB12CD"')
  })

  it('says why an answer was not taken, and that another may be, beside the same code', async () => {
    await browser.send(`${form}/wallet`, { badge_number: 'AB12CD', flow: 'cross_device' })
    verifier.state = { status: 'fetched', hint: 'status_unavailable' }
    const { body } = await browser.send(`${form}/another-device`, {})
    for (const said of ['It may not have been yours', 'AK7P-4MWX']) expect(body).toContain(said)
    expect(body).not.toContain('Your wallet has not answered yet')
  })

  it('says why a credential was refused, and offers a new code without losing what was typed', async () => {
    await browser.send(`${form}/wallet`, { badge_number: 'AB12CD', flow: 'cross_device' })
    verifier.state = { status: 'refused', refusal: 'credential_revoked' }
    const { body } = await browser.send(`${form}/another-device`, {})
    expect(body).toContain('This credential has been withdrawn')
    await browser.send(`${form}/wallet`, { keep: 'yes', flow: 'cross_device' })
    expect((await browser.open(form)).body).toContain('value="AB12CD"')
  })

  it('tells in a page when the verifier is away', async () => {
    verifier.reachable = false
    const response = await browser.send(`${form}/wallet`, { ...details, flow: 'cross_device' })
    expect(response.statusCode).toBe(503)
    expect(response.body).toContain('this can’t be checked just now')
    expect((await browser.open(form)).body).toContain('value="Morag"')
  })
})
