import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFormServer, type FormServer } from '@counterfoil/form-server/form-server'
import type { StartedHostedPage } from '@counterfoil/form-server/hosted-page'
import { openTables } from '@counterfoil/invariants/reading/tables'
import { openDatabase } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { makeErrorResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { parseRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { hostedPagesTable } from '@counterfoil/verifier/adapters/hosted-pages-table'
import { verifierSchema } from '@counterfoil/verifier/adapters/verifier-schema'
import { hostedTransactionId, type HostedPage, type PageId } from '@counterfoil/verifier/domain/hosted-page'
import { temporaryFolder } from '../support/ledger.ts'
import { answerWell, post, sampleClaims, type CredentialChanges, type RequestClaims } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, walletUrl, type VerifierTestWorld } from './support/world.ts'

const form = 'blue-badge-renewal'
const returnUrl = `${returnOrigin}/brackenfield/${form}?response_code=`
const revoked = 9

let world: VerifierTestWorld
let server: FormServer
beforeAll(async () => {
  world = await startVerifierWorld()
  server = createFormServer({ verifierUrl: `${world.verifierUrl}/brackenfield`, apiKey: world.apiKey('brackenfield') })
  world.publisher.set(revoked, 1)
})
afterAll(() => world?.close())
afterEach(() => {
  world.switches.clockShift = 0
})

/** A browser that runs no script: it keeps a cookie, and follows no redirect by itself. */
function browser() {
  let cookie = ''
  return async (url: string, fields?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly to: string; readonly text: string; readonly headers: Headers }> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, ...(fields === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(fields === undefined ? {} : { method: 'POST', body: new URLSearchParams(fields).toString() }),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return { status: response.status, to: response.headers.get('location') ?? '', text: await response.text(), headers: response.headers }
  }
}
type Browser = ReturnType<typeof browser>

const start = (changes: Partial<Parameters<FormServer['startHostedPage']>[0]> = {}): Promise<StartedHostedPage> => server.startHostedPage({ form, returnUrl, ...changes })

/** What a wallet reads behind a link to it. */
async function requestBehind(link: string): Promise<RequestClaims> {
  const response = await fetch(parsePresentationRequest(new URL(link).search).requestUri)
  expect(response.status).toBe(200)
  return parseRequestObject(await response.text()).claims as RequestClaims
}
/** Goes to the wallet on this device and shares there; where the wallet sends the browser then. */
async function shareHere(visit: Browser, { hostedPageUri }: StartedHostedPage, changes: CredentialChanges = {}): Promise<string> {
  const { to } = await visit(hostedPageUri, { flow: 'same_device' })
  expect(to.startsWith(`${walletUrl}/authorize?`)).toBe(true)
  const answer = (await (await answerWell(world, await requestBehind(to), changes)).json()) as { redirect_uri: string }
  return answer.redirect_uri
}
/** Goes to a wallet on another device and shares there; where the browser is meanwhile, and the number that the wallet shows. */
async function shareElsewhere(visit: Browser, { hostedPageUri }: StartedHostedPage): Promise<{ readonly elsewhere: string; readonly number: string }> {
  const { to: elsewhere } = await visit(hostedPageUri, { flow: 'cross_device' })
  const answer = await answerWell(world, await requestOfCode((await visit(elsewhere)).text))
  return { elsewhere, number: ((await answer.json()) as { counterfoil_number: string }).counterfoil_number }
}
/** The link that the page's QR code holds can't be read here; the typed code leads to the same request. */
async function requestOfCode(page: string): Promise<RequestClaims> {
  const code = /class="cf-code">([^<]+)</.exec(page)?.[1] ?? ''
  const found = (await (await fetch(`${world.verifierUrl}/brackenfield/codes/${code}`)).json()) as { request_uri: string }
  return parseRequestObject(await (await fetch(found.request_uri)).text()).claims as RequestClaims
}
const codeIn = (address: string): string => new URL(address).searchParams.get('response_code') ?? ''

describe('a form that runs no script', () => {
  it('sends the browser to a page that says who asks what, and gets it back from a wallet on the same device with the code of the result', async () => {
    const [started, visit] = [await start(), browser()]
    expect(await server.status(started)).toMatchObject({ status: 'requested' })
    const page = await visit(started.hostedPageUri)
    expect(page.status).toBe(200)
    for (const words of ['Renew a Blue Badge', 'brackenfield Council asks your wallet for:', '<li>Postcode</li>', 'My wallet is on this device', 'My wallet is on another device', 'Cancel and go back to the form']) expect(page.text).toContain(words)
    expect(page.text).not.toMatch(/<script|style=/)
    expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${walletUrl} ${returnOrigin}`)
    expect(page.headers.get('set-cookie')).toMatch(new RegExp(`^cf_page=[\\w-]{32}; Path=/brackenfield/pages/[\\w-]+; HttpOnly; SameSite=Lax$`))
    const back = await shareHere(visit, started)
    expect(back.startsWith(`${started.hostedPageUri}?response_code=`)).toBe(true)
    const { status, to } = await visit(back)
    expect([status, to.startsWith(returnUrl)]).toEqual([303, true])
    expect(await server.status(started)).toMatchObject({ status: 'answered' })
    await expect(server.collect(started, 'another-code-0123')).rejects.toMatchObject({ refusal: 'response_code_wrong' })
    expect((await server.collect(started, codeIn(to))).fields['first_name']).toBe(sampleClaims.given_name)
    await expect(server.collect(started, codeIn(to))).rejects.toMatchObject({ code: 'gone' })
    expect((await visit(started.hostedPageUri)).text).toContain('This page has ended')
  })

  it('gets it back from a wallet on another device as well, once the citizen has told the page the number', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const { to: elsewhere } = await visit(started.hostedPageUri, { flow: 'cross_device' })
    const shown = await visit(elsewhere)
    expect(shown.text).toContain('<svg')
    const request = await requestOfCode(shown.text)
    expect((await visit(elsewhere, {})).text).toContain('Your wallet has not answered yet')
    const { counterfoil_number: number } = (await (await answerWell(world, request)).json()) as { counterfoil_number: string }
    expect((await visit(started.hostedPageUri)).to).toBe(elsewhere)
    expect((await visit(elsewhere, {})).text).toContain('Which number does your wallet show?')
    expect((await visit(elsewhere, { number: 'x' })).text).toContain('govuk-error-message')
    expect((await visit(elsewhere, { number: String((Number(number) + 1) % 1000).padStart(3, '0') })).text).toContain('govuk-error-message')
    // The number alone gets nobody the result: the browser comes back with a code.
    await expect(server.collect(started, number)).rejects.toMatchObject({ refusal: 'response_code_wrong' })
    const { status, to } = await visit(elsewhere, { number })
    expect([status, to.startsWith(returnUrl)]).toEqual([303, true])
    expect((await server.collect(started, codeIn(to))).fields['first_name']).toBe(sampleClaims.given_name)
  })

  it('says why an answer was not taken, and that another may be: to the citizen and to the form’s server', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const { to } = await visit(started.hostedPageUri, { flow: 'same_device' })
    const request = await requestBehind(to)
    expect((await answerWell(world, request, { payload: { status: undefined } })).status).toBe(400)
    expect((await visit(started.hostedPageUri)).text).toContain('It may not have been yours')
    expect(await server.status(started)).toMatchObject({ status: 'fetched', hint: 'status_missing' })
    expect((await answerWell(world, request)).status).toBe(200)
    expect(await server.status(started)).toMatchObject({ status: 'answered', refusal: undefined, hint: undefined })
  })

  it('says nothing of answers that were not taken once no other may be', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const request = await requestBehind((await visit(started.hostedPageUri, { flow: 'same_device' })).to)
    expect((await answerWell(world, request, { payload: { status: undefined } })).status).toBe(400)
    world.switches.clockShift = 1201
    expect(await server.status(started)).toMatchObject({ status: 'requested', hint: undefined })
    expect((await visit(started.hostedPageUri)).text).not.toContain('It may not have been yours')
  })

  it('is led on to the same when the citizen presses twice, or never saw the first answer', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const { elsewhere, number } = await shareElsewhere(visit, started)
    const [first, second] = await Promise.all([visit(elsewhere, { number }), visit(elsewhere, { number })])
    const later = await visit(elsewhere, { number })
    expect(first.to.startsWith(returnUrl)).toBe(true)
    expect([second.to, later.to]).toEqual([first.to, first.to])
    expect((await server.collect(started, codeIn(later.to))).form).toBe(form)
    expect((await visit(elsewhere, { number })).text).not.toContain(returnUrl + codeIn(later.to))
  })

  it('loses what was shared at the second wrong number, and the citizen can ask anew', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const { elsewhere, number } = await shareElsewhere(visit, started)
    const wrong = String((Number(number) + 1) % 1000).padStart(3, '0')
    await visit(elsewhere, { number: wrong })
    expect((await visit(elsewhere, { number: wrong })).text).toContain('Get a new code')
    expect((await visit(elsewhere, { number })).status).toBe(200)
    expect(await server.status(started)).toMatchObject({ status: 'requested' })
    const { to } = await visit(await shareHere(visit, started))
    expect((await server.collect(started, codeIn(to))).fields['first_name']).toBe(sampleClaims.given_name)
  })

  it('leads to a wallet app, in Welsh where that is asked for, and keeps the language', async () => {
    const [started, visit] = [await start({ locale: 'cy' }), browser()]
    expect((await visit(started.hostedPageUri)).text).toContain('lang="cy"')
    const { to } = await visit(started.hostedPageUri, { flow: 'wallet_app' })
    const app = await visit(to)
    expect(app.text).toContain('Agor ap eich waled')
    for (const scheme of ['openid4vp://', 'haip-vp://']) expect(app.text).toContain(`href="${scheme}`)
    expect((await visit(`${started.hostedPageUri}?lang=en`)).text).toContain('lang="en"')
    expect((await visit(to)).text).toContain('Open your wallet app')
  })

  it.each([
    ['declined in the wallet', async (request: RequestClaims) => post(request, makeErrorResponse('access_denied', request.state).toString()), 'declined', 'client_rejected'],
    ['refused for a withdrawn credential', async (request: RequestClaims) => answerWell(world, request, { index: revoked }), 'refused', 'credential_revoked'],
  ] as const)('tells in words that it was %s, and the citizen can choose again', async (_what, answer, status, refusal) => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const { to } = await visit(started.hostedPageUri, { flow: 'same_device' })
    const { redirect_uri: back } = (await (await answer(await requestBehind(to))).json()) as { redirect_uri: string }
    expect(await server.status(started)).toMatchObject({ status, refusal })
    const page = await visit((await visit(back)).to)
    expect(page.text).toContain('govuk-inset-text')
    expect(page.text).toContain('My wallet is on this device')
    const { to: goneOn } = await visit(await shareHere(visit, started))
    expect((await server.collect(started, codeIn(goneOn))).form).toBe(form)
  })

  it('hears that the citizen cancelled, and no wallet answers any more', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const request = await requestBehind((await visit(started.hostedPageUri, { flow: 'same_device' })).to)
    const { status, to } = await visit(`${started.hostedPageUri}/cancel`, {})
    expect([status, to]).toEqual([303, returnUrl])
    expect(await server.status(started)).toMatchObject({ status: 'declined', refusal: 'client_rejected' })
    expect((await answerWell(world, request)).status).toBe(400)
    expect((await visit(started.hostedPageUri, { flow: 'same_device' })).text).toContain('This page has ended')
    // Whoever goes back finds nothing that would lead to a wallet.
    for (const step of ['wallet-app', 'another-device']) expect((await visit(`${started.hostedPageUri}/${step}`)).to).toBe(started.hostedPageUri)
  })

  it.each([
    ['from another device', async (visit: Browser, started: StartedHostedPage) => {
      const { elsewhere, number } = await shareElsewhere(visit, started)
      return { goOn: () => visit(elsewhere, { number }), code: number }
    }],
    ['on the same device', async (visit: Browser, started: StartedHostedPage) => {
      const back = await shareHere(visit, started)
      return { goOn: () => visit(back), code: codeIn(back) }
    }],
    ['from another device, with the number told', async (visit: Browser, started: StartedHostedPage) => {
      const { elsewhere, number } = await shareElsewhere(visit, started)
      return { goOn: () => visit(elsewhere, { number }), code: codeIn((await visit(elsewhere, { number })).to) }
    }],
  ])('gets nothing of what was shared %s before the citizen cancelled, and nothing of it is kept', async (_how, share) => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const older = await requestBehind((await visit(started.hostedPageUri, { flow: 'same_device' })).to)
    const { goOn, code } = await share(visit, started)
    await visit(`${started.hostedPageUri}/cancel`, {})
    expect((await goOn()).to).toBe(started.hostedPageUri)
    expect(await server.status(started)).toMatchObject({ status: 'declined', refusal: 'client_rejected' })
    await expect(server.collect(started, code)).rejects.toMatchObject({ code: 'gone' })
    expect((await answerWell(world, older)).status).toBe(400)
    const tables = await openTables(join(world.net.verifierDir, 'verifier.sqlite'))
    const rows = await tables.rows('SELECT status, sealed_result, response_code_hash, response_key, code FROM presentations WHERE transaction_id LIKE ?', `page-${started.hostedPageUri.split('/').at(-1) ?? ''}-%`)
    await tables.close()
    expect(rows).toEqual([1, 2].map(() => ({ status: 'expired', sealed_result: null, response_code_hash: null, response_key: null, code: null })))
  })

  it('keeps what it collected, whatever is pressed then', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const { to } = await visit(await shareHere(visit, started))
    await server.collect(started, codeIn(to))
    await visit(`${started.hostedPageUri}/cancel`, {})
    expect(await server.status(started)).toMatchObject({ status: 'collected' })
  })

  it('hears when nobody shared in time; a code that ran out before is told in words, with another to be had', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const { to: elsewhere } = await visit(started.hostedPageUri, { flow: 'cross_device' })
    world.switches.clockShift = 121
    expect((await visit(elsewhere, {})).text).toContain('Get a new code')
    expect(await server.status(started)).toMatchObject({ status: 'requested' })
    world.switches.clockShift = 1801
    expect(await server.status(started)).toMatchObject({ status: 'expired' })
    const over = await visit(started.hostedPageUri)
    expect(over.text).toContain('This page has ended')
    expect(over.text).toContain(`href="${returnUrl}"`)
  })
})

describe('a hosted page', () => {
  it('is of the first browser that opens it: another sees nothing, does nothing and is sent nowhere', async () => {
    const [started, visit, stranger] = [await start(), browser(), browser()]
    await visit(started.hostedPageUri)
    const back = await shareHere(visit, started)
    for (const [address, fields] of [[started.hostedPageUri], [back], [started.hostedPageUri, { flow: 'same_device' }], [`${started.hostedPageUri}/another-device`, { number: '00' }], [`${started.hostedPageUri}/cancel`, {}]] as const) {
      const answer = await stranger(address, fields)
      expect([address, answer.status, answer.to]).toEqual([address, 404, ''])
      expect(answer.text).toContain('opened in another browser')
      expect(answer.text).not.toContain('Blue Badge')
    }
    expect((await visit(back)).to.startsWith(returnUrl)).toBe(true)
  })

  it('isn’t had by sending a form to it, nor under another authority', async () => {
    const started = await start()
    expect((await browser()(started.hostedPageUri, { flow: 'same_device' })).status).toBe(404)
    expect((await browser()(started.hostedPageUri.replace('brackenfield', 'calderwick'))).status).toBe(404)
    expect((await browser()(started.hostedPageUri)).status).toBe(200)
    const other = createFormServer({ verifierUrl: `${world.verifierUrl}/calderwick`, apiKey: world.apiKey('calderwick') })
    await expect(other.status(started)).rejects.toMatchObject({ code: 'gone' })
    await expect(other.collect(started, 'another-code-0123')).rejects.toMatchObject({ code: 'gone' })
  })

  it('asks a wallet 20 times and no more, and then says where to begin again', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    for (let times = 0; times < 20; times += 1) expect((await visit(started.hostedPageUri, { flow: 'same_device' })).status).toBe(303)
    const refused = await visit(`${started.hostedPageUri}?lang=cy`, { flow: 'same_device' })
    expect([refused.status, refused.to]).toEqual([429, ''])
    for (const words of ['Gofynnwyd i’ch waled yn rhy aml', 'dechreuwch eto yno', `href="${returnUrl}"`]) expect(refused.text).toContain(words)
  })

  it('that was cancelled while a request began shows it to nobody, and no wallet can answer it', async () => {
    const folder = temporaryFolder()
    const database = await openDatabase({ file: join(folder.path, 'verifier.sqlite'), ...verifierSchema })
    const [pages, pageId, now] = [hostedPagesTable(database, null), 'page-of-a-race' as PageId, epochSeconds(1_800_000_000)]
    const page: HostedPage = { transactionId: 'of-the-form' as HostedPage['transactionId'], pageId, authority: 'brackenfield', form, formKey: { kty: 'EC', crv: 'P-256', x: '', y: '' }, returnUrl, language: 'en', isSandbox: false, browserHash: null, isCancelled: false, presentation: null, shown: null, profileDigest: null, expiresAt: epochSeconds(now + 1800) }
    await pages.begin(page)
    await pages.cancel(page, now)
    const presentation = hostedTransactionId(pageId, 'late')
    await database.write((writes) => writes.run("INSERT INTO presentations (transaction_id, request_id, authority, form, flow, status, nonce, form_key, response_jwk, response_key, expires_at) VALUES (?, 'request', 'brackenfield', ?, 'same_device', 'requested', '', '{}', '{}', 'key', ?)", [presentation, form, now + 1200]))
    expect(await pages.show(page, presentation, { flow: 'same_device', walletLink: '', openid4vpLink: '', expiresAt: page.expiresAt })).toBe(false)
    expect(await pages.find(page.authority, pageId)).toMatchObject({ isCancelled: true, presentation: null, shown: null })
    expect(await database.reads.first('SELECT status, response_key FROM presentations')).toEqual({ status: 'expired', response_key: null })
    await database.close()
    folder.remove()
  })

  it.each(['', '/another-device', '/cancel'])('takes forms alone at “%s”', async (step) => {
    const started = await start()
    expect((await fetch(`${started.hostedPageUri}${step}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"number":5}' })).status).toBe(415)
  })

  it.each([
    ['another site', { returnUrl: 'https://evil.example/back' }, 'return_url_not_allowed'],
    ['another page of the site', { returnUrl: `${returnOrigin}/brackenfield/council-tax` }, 'return_url_not_allowed'],
  ])('isn’t made for a return to %s', async (_what, changes, refusal) => {
    await expect(start(changes)).rejects.toMatchObject({ code: 'refused', refusal })
  })

  it('leaves what a wallet’s old answer would end as it is', async () => {
    const [started, visit] = [await start(), browser()]
    await visit(started.hostedPageUri)
    const older = await requestBehind((await visit(started.hostedPageUri, { flow: 'same_device' })).to)
    const { to } = await visit(await shareHere(visit, started))
    await answerWell(world, older)
    expect((await server.collect(started, codeIn(to))).form).toBe(form)
  })
})
