import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { noLimits } from '../support/limits.ts'
import { StubVerifier } from './stub-verifier.ts'
import { Browser, councils, details, openWebsite } from './visit-website.ts'

const form = '/aldermoor/blue-badge-renewal'
let verifier: StubVerifier
let app: FastifyInstance
let browser: Browser

beforeEach(async () => {
  verifier = new StubVerifier()
  app = await openWebsite(verifier)
  browser = new Browser(app)
})

describe('pages', () => {
  it.each(['/', '/aldermoor/', ...councils.flatMap(([id]) => [`/${id}`, `/${id}/blue-badge-renewal/start`, `/${id}/blue-badge-renewal`, `/${id}/resident-parking-permit/start`, `/${id}/resident-parking-permit`])])(
    '%s is there in both languages, with no inline code',
    async (url) => {
      for (const lang of ['en', 'cy']) {
        const response = await browser.open(`${url}?lang=${lang}`)
        expect(response.statusCode).toBe(200)
        expect(response.body).toContain(`<html lang="${lang}"`)
        expect(response.body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle="|\son[a-z]+="/)
        expect(response.body).not.toMatch(/undefined|\[object/)
      }
    },
  )

  it('keep the language that was chosen', async () => {
    await browser.open('/dunmere?lang=cy')
    expect((await browser.open('/dunmere/blue-badge-renewal')).body).toContain('<html lang="cy"')
  })

  it('keep what was typed when the language changes, and don’t tell yet what is missing', async () => {
    await browser.open(form)
    const changed = await browser.send(form, { first_name: 'Morag', lang: 'cy' })
    expect([changed.statusCode, changed.headers.location]).toEqual([303, form])
    const { body } = await browser.open(form)
    expect(body).toContain('<html lang="cy"')
    expect(body).toContain('value="Morag"')
    expect(body).not.toContain('govuk-error-summary')
    // Enter in a field presses the first of these.
    expect([...body.matchAll(/<button[^>]*>/g)].filter(([button]) => button.includes('form="details"')).map(([button]) => button.includes('name="lang"'))).toEqual([false, true])
  })

  it('wear the skin and the name of their council', async () => {
    const { body } = await browser.open('/elmsworth')
    expect(body).toContain('data-skin="elmsworth"')
    expect(body).toContain('Elmsworth Town Council')
  })

  it.each(['/nowhere', '/nowhere/blue-badge-renewal', '/aldermoor/dog-licence', '/aldermoor/blue-badge-renewal/no/such/step', '/__proto__'])('%s is a page that says so', async (url) => {
    const response = await browser.open(url)
    expect(response.statusCode).toBe(404)
    expect(response.headers['content-type']).toMatch(/^text\/html/)
    expect(response.body).toContain('Page not found')
  })
})

describe('headers of every page', () => {
  it.each(['/', form, '/nowhere'])('of %s allow no other origin, no frame and no inline code (EMB-04, EMB-05, EMB-11)', async (url) => {
    const { headers } = await browser.open(url)
    const policy = String(headers['content-security-policy'])
    for (const part of ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'", "form-action 'self' http://localhost:5630"]) expect(policy).toContain(part)
    expect(policy).not.toContain('unsafe')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['cache-control']).toBe('no-store')
  })
})

describe('the cookie', () => {
  it('is out of reach of scripts, of other sites and of other councils', async () => {
    const response = await browser.open(form)
    expect(String(response.headers['set-cookie'])).toMatch(/^cf_form=[\w-]{32}; Path=\/aldermoor; HttpOnly; SameSite=Lax$/)
  })

  it('that we did not give out begins nothing', async () => {
    const response = await app.inject({ method: 'GET', url: form, headers: { cookie: 'cf_form=chosen-by-an-attacker' } })
    expect(String(response.headers['set-cookie'])).toMatch(/^cf_form=(?!chosen)/)
  })
})

describe('assets', () => {
  it('are served at addresses that name their content, and the script is vouched for (EMB-10)', async () => {
    const { body } = await browser.open(form)
    const [, src, integrity] = /<script type="module" src="([^"]+)" integrity="(sha384-[^"]+)">/.exec(body) ?? []
    expect(integrity).toBeDefined()
    const script = await browser.open(src ?? '')
    expect(script.statusCode).toBe(200)
    expect(script.headers['cache-control']).toContain('immutable')
    expect(script.headers['content-type']).toMatch(/javascript/)
    const integrityOf = (bytes: Buffer): string => `sha384-${createHash('sha384').update(bytes).digest('base64')}`
    expect(integrityOf(script.rawPayload)).toBe(integrity)
    expect(integrityOf(Buffer.concat([script.rawPayload, Buffer.from(' ')]))).not.toBe(integrity)
  })

  it('are served when all else that an address may ask for is used up', async () => {
    const page = (await browser.open(form)).body
    const addresses = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address]) => address ?? '')
    expect(addresses.length).toBeGreaterThanOrEqual(4)
    const busy = await openWebsite(new StubVerifier(), { ...noLimits, requestsPerMinute: 1 })
    await busy.inject(form)
    expect((await busy.inject(form)).statusCode).toBe(429)
    for (const address of addresses) expect((await busy.inject(address)).statusCode).toBe(200)
  })
})

describe('your details', () => {
  it('asks again, with every error and what was typed, when something is missing or wrong', async () => {
    await browser.open(form)
    const answer = await browser.send(form, { ...details, first_name: '', postcode: 'nonsense', 'date_of_birth-day': '31', 'date_of_birth-month': '2' })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, form])
    const { body } = await browser.open(form)
    expect(body).toContain('<title>Error: Your details')
    expect(body).toContain('<a href="#first_name">Enter your first name</a>')
    expect(body).toContain('<a href="#postcode">Enter a full UK postcode, like AL1 2BC</a>')
    expect(body).toContain('<a href="#date_of_birth-day">Date of birth must be a real date in the past</a>')
    expect(body).toContain('value="nonsense"')
    for (const id of ['first_name', 'postcode', 'date_of_birth-day']) expect(body).toContain(`id="${id}"`)
  })

  it('asks in Welsh when the citizen reads Welsh', async () => {
    await browser.open(`${form}?lang=cy`)
    await browser.send(form, {})
    const { body } = await browser.open(form)
    expect(body).toContain('Mae problem')
    expect(body).toContain('Rhowch eich enw cyntaf')
    expect(body).toContain('<span class="govuk-visually-hidden">Gwall:</span>')
  })

  it.each([
    ['letters in a UPRN', { uprn: '10001234567A' }, 'Property reference number must be 1 to 12 digits'],
    ['thirteen digits in a UPRN', { uprn: '1234567890123' }, 'Property reference number must be 1 to 12 digits'],
    ['a date in the future', { 'date_of_birth-year': '2999' }, 'Date of birth must be a real date in the past'],
    ['a date before 1900', { 'date_of_birth-year': '1066' }, 'Date of birth must be a real date in the past'],
    ['a short badge number', { badge_number: 'AB1' }, 'Badge number must be 6 letters and numbers, like AB12CD'],
  ])('refuses %s', async (_, change, message) => {
    await browser.open(form)
    expect((await browser.send(form, { ...details, ...change })).headers.location).toBe(form)
    const response = await browser.open(form)
    expect(response.body).toContain(message)
  })

  it('takes a postcode in lower case', async () => {
    await browser.open(form)
    expect((await browser.send(form, { ...details, postcode: 'al1 2bc' })).headers.location).toBe(`${form}/check-answers`)
  })

  it('shows markup that was typed as text', async () => {
    await browser.open(form)
    await browser.send(form, { ...details, first_name: '<img src=x onerror=alert(1)>' })
    const { body } = await browser.open(`${form}/check-answers`)
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(body).not.toContain('<img')
  })

  it.each([
    ['no token', ''],
    ['another token', 'x'.repeat(32)],
  ])('takes nothing with %s', async (_, token) => {
    await browser.open(form)
    const response = await browser.send(form, details, token)
    expect(response.statusCode).toBe(403)
    expect(response.headers['content-type']).toMatch(/^text\/html/)
  })
})

describe('the end of a form', () => {
  it('checks answers, says that they were typed, sends, and forgets them', async () => {
    await browser.open(form)
    expect((await browser.send(form, details)).headers.location).toBe(`${form}/check-answers`)
    const check = await browser.open(`${form}/check-answers`)
    expect(check.body).toContain('Morag')
    expect(check.body).toContain('9 March 1957')
    expect(check.body.match(/Typed by you/g)).toHaveLength(7)
    const sent = await browser.send(`${form}/check-answers`, {})
    expect(sent.headers.location).toBe(`${form}/confirmation`)
    const confirmation = await browser.open(`${form}/confirmation`)
    expect(confirmation.body).toMatch(/BB-[2-9B-Z]{4}-[2-9B-Z]{4}/)
    expect(confirmation.body).not.toContain('Morag')
    expect((await browser.open(form)).body).not.toContain('Morag')
  })

  it.each(['check-answers', 'confirmation'])('can not be reached at %s without answers', async (step) => {
    expect((await browser.open(`${form}/${step}`)).statusCode).toBe(303)
  })

  it('asks for the vehicle of a parking permit', async () => {
    const permit = '/calderwick/resident-parking-permit'
    await browser.open(permit)
    const { badge_number: _badge, ...rest } = details
    await browser.send(permit, rest)
    expect((await browser.open(permit)).body).toContain('Enter your vehicle registration number')
    expect((await browser.send(permit, { ...rest, vehicle_registration: 'ab12 cde' })).statusCode).toBe(303)
    expect((await browser.open(`${permit}/check-answers`)).body).toContain('ab12 cde')
  })
})
