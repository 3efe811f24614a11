import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base, type Page } from '@playwright/test'
import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { openCalls } from '@counterfoil/wallet/server/calls'
import { createWalletServer } from '@counterfoil/wallet/server/serve'
import { freePort } from '../support/free-port.ts'
import { root } from '../support/source-files.ts'
import { encode } from '../wallet/support/stub-council.ts'
import { ledgerFacts } from '../wallet/support/stub-ledger.ts'
import { publishOffer, sampleClaims, txCode } from '../wallet/support/stub-issuer.ts'
import { address, certified, host, known, unsigned } from '../wallet/support/stub-requesters.ts'
import { issueIn } from '../wallet/support/stub-formats.ts'
import { disclosedIn, openedAnswer, publishRequest, residencyQuery, respondWith, sentToAskers, type RequestChanges } from '../wallet/support/stub-verifier.ts'
import { makeStubWorld, startOfWorld, type StubWorld } from '../wallet/support/stub-world.ts'
import { goTo } from './clocks.ts'
import { look, lookAsItIs } from './look.ts'

interface OddWorld extends StubWorld {
  readonly page: Page
  readonly origin: string
  /** What the browser complained of by the content security policy. */
  readonly complaints: readonly string[]
  /** Hosts that don't let this wallet's pages read what they answer. */
  readonly closed: Set<string>
}

/** What the relay would reach of the same stubs. */
const fromServers = ({ internet }: StubWorld): FetchOutside => async (url, { headers = {}, postOnce: body } = {}) => {
  const answer = await internet.fetch(url, body === undefined ? { headers } : { method: 'POST', headers, body })
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) }
}

/** The built wallet on its own server, in a browser whose every other address is a stub: councils here do what ours don't. */
const test = base.extend<{ readonly odd: OddWorld }>({
  odd: async ({ browser }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'counterfoil-odd-'))
    const networkFile = join(folder, 'network.json')
    writeFileSync(networkFile, JSON.stringify({ ledger: ledgerFacts, typesUrl: 'https://issuer.example/types' }))
    const port = await freePort()
    const origin = `http://localhost:${port}`
    const world = makeStubWorld()
    const calls = { walletUrl: origin, provider: null, relays: true, callsPerMinute: 0, trustedProxies: [] }
    const server = createWalletServer({ networkFile, dist: join(root, 'wallet/dist'), port, host: 'localhost', requesters: known.requesters, calls }, await openCalls(calls, { fetchOutside: fromServers(world) }))
    await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve))
    const closed = new Set<string>()
    const context = await browser.newContext({ serviceWorkers: 'block' })
    const page = await context.newPage()
    await goTo(page, startOfWorld * 1000)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text())
    })
    await page.route(/^https:\/\//, async (route) => {
      const request = route.request()
      // The browser writes the ledger's bare address with a slash.
      const answer = await world.internet.fetch(request.url().replace(/\/$/, ''), { method: request.method(), headers: await request.allHeaders(), body: request.postData() }).catch(() => null)
      if (answer === null) return route.abort()
      // Where nothing is said, Playwright says that it may be read.
      const headers = { ...Object.fromEntries(answer.headers), 'access-control-allow-origin': closed.has(new URL(request.url()).host) ? 'https://only.example' : '*' }
      return route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) })
    })
    await use({ ...world, page, origin, complaints, closed })
    expect(complaints).toEqual([])
    await context.close()
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  },
})

async function collect(world: OddWorld, changes: Parameters<typeof publishOffer>[1] = {}): Promise<void> {
  const { page, origin } = world
  await page.goto(`${origin}/offer${publishOffer(world, changes)}`)
  await page.getByLabel('Enter the code the council gave you').fill(txCode)
  await page.getByRole('button', { name: 'Collect' }).click()
  await page.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(page.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
}

async function open(world: OddWorld, changes: RequestChanges): Promise<void> {
  await world.page.goto(`${world.origin}/authorize${publishRequest(world, changes)}`)
}

const shareButton = (page: Page) => page.getByRole('button', { name: 'Share', exact: true })

/** Presses when somebody could have read the screen. */
async function pressShare(page: Page): Promise<void> {
  await page.waitForTimeout(600)
  await shareButton(page).click()
}

const posted = (world: OddWorld) => sentToAskers(world).filter(({ method }) => method === 'POST')
const shared = (world: OddWorld) => posted(world).slice(0, 1).map((request) => disclosedIn(openedAnswer(request).vp_token['residency']?.[0] ?? ''))

test('a request that does not say why is shared only after an act of its own', async ({ odd }) => {
  const { page } = odd
  await collect(odd)
  respondWith(odd, () => Response.json({}))
  await open(odd, { claims: { counterfoil_purpose: undefined } })
  respondWith(odd, () => Response.json({}))
  await expect(page.getByText('This request does not say why it asks')).toBeVisible()
  await look(page, 'wallet-consent-no-purpose')
  await test.step('Share without it says what is missing, and nothing is sent', async () => {
    await pressShare(page)
    await expect(page.getByRole('alert')).toContainText('Say that you have read the warning')
    expect(posted(odd)).toEqual([])
    await look(page, 'wallet-consent-warning-unread')
  })
  await test.step('a press by a script counts for nothing', async () => {
    await page.getByLabel('I have read this and still want to share').check()
    await shareButton(page).evaluate((button: HTMLButtonElement) => button.click())
    await expect(shareButton(page)).toBeVisible()
    expect(posted(odd)).toEqual([])
  })
  await shareButton(page).dblclick()
  await expect(page.getByRole('heading', { name: 'Shared' })).toBeVisible()
  expect(posted(odd)).toHaveLength(1)
  expect(shared(odd)).toEqual([{ given_name: 'Ada', family_name: 'Price', address_line_1: '12 Mill Lane', postcode: 'AL9 7ZQ' }])
})

test('what a credential says is text on every screen, whatever it says (WAL-14)', async ({ odd }) => {
  const { page, origin } = odd
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  await collect(odd, { credential: { claims: { ...sampleClaims, given_name: hostile } } })
  await page.goto(origin)
  await page.locator('.wallet-card a[href^="/credential/"]').click()
  await expect(page.getByText(hostile)).toBeVisible()
  await open(odd, {})
  await expect(page.getByText(hostile)).toBeVisible()
  expect(await page.title()).not.toMatch(/[12]/)
  await expect(page.locator('main img[src=x], main script')).toHaveCount(0)
})

test('a W3C credential can only be shown whole: what nobody asked for is named, and it is shared only after an act of its own', async ({ odd }) => {
  const { page } = odd
  await collect(odd, { offer: (offer) => ({ ...offer, credential_configuration_ids: ['residency-jwt-vc'] }), respond: async (jwk) => Response.json({ credentials: [{ credential: await issueIn('jwt-vc', odd.aldermoor, jwk, {}) }] }) })
  await open(odd, { query: { credentials: [{ id: 'residency', format: 'jwt_vc_json', meta: { type_values: [['VerifiableCredential', 'ResidencyCredential']] }, claims: [{ path: ['credentialSubject', 'given_name'] }] }] } })
  respondWith(odd, () => Response.json({}))
  await expect(page.getByText('This credential can only be shown whole.')).toBeVisible()
  await expect(page.locator('main')).toContainText('Date of birth')
  await look(page, 'wallet-consent-whole')
  await pressShare(page)
  await expect(page.getByRole('alert')).toBeVisible()
  expect(posted(odd)).toEqual([])
  await page.getByLabel('I have read this and still want to share').check()
  await pressShare(page)
  await expect(page.getByRole('heading', { name: 'Shared' })).toBeVisible()
  expect(posted(odd)).toHaveLength(1)
})

test('a request for everything is shared only after an act of its own', async ({ odd }) => {
  await collect(odd)
  await open(odd, { query: { credentials: [residencyQuery({ claims: Object.keys(sampleClaims).map((name) => ({ path: [name] })), claim_sets: undefined })] } })
  await expect(odd.page.getByText('asks for everything that the credential says about you')).toBeVisible()
  await pressShare(odd.page)
  await expect(odd.page.getByRole('alert')).toBeVisible()
  expect(posted(odd)).toEqual([])
})

test('of two credentials that fit the citizen chooses, and of several ways; what they agree to and who is a stranger are said', async ({ odd }) => {
  const { page } = odd
  await collect(odd)
  await goTo(page, (startOfWorld + 60) * 1000)
  await collect(odd)
  await open(odd, {})
  respondWith(odd, () => Response.json({}))
  const choices = page.getByRole('radio', { name: /^Ada Price: Residency, aldermoor Council/ })
  await expect(choices).toHaveCount(2)
  await expect(choices.first()).toBeChecked()
  await look(page, 'wallet-consent-which')
  await choices.last().check()
  await pressShare(page)
  await expect(page.getByRole('heading', { name: 'Shared' })).toBeVisible()
  expect(shared(odd)).toMatchObject([{ given_name: 'Ada' }])

  const words = (en: string, cy: string) => ({ en, cy })
  const payment = { type: 'urn:counterfoil:transaction:payment:1', payee: words('Aldermoor Council', 'Aldermoor Council'), amount: '12.50', currency: 'GBP', reference: 'Badge 7', credential_ids: ['residency', 'other'] }
  const declaration = { type: 'urn:counterfoil:transaction:declaration:1', statement: words('I live there', 'Rwy’n byw yno'), credential_ids: ['residency', 'other'] }
  await test.step('of several ways, and of several credentials, with a payment', async () => {
    const other = { ...residencyQuery({ claims: [{ path: ['given_name'] }], claim_sets: undefined }), id: 'other' }
    const several = { query: { credentials: [residencyQuery({ multiple: true }), other], credential_sets: [{ options: [['residency'], ['other']] }] }, claims: { transaction_data: [encode(payment), encode(declaration)] } }
    await open(odd, several)
    respondWith(odd, () => Response.json({}))
    await expect(page.getByRole('heading', { name: 'What you agree to by sharing' })).toBeVisible()
    for (const [lang, statement] of Object.entries(declaration.statement)) await expect(page.locator(`dd[lang="${lang}"]`)).toHaveText(statement)
    await page.getByRole('checkbox', { name: /^Ada Price: Residency/ }).last().check()
    await look(page, 'wallet-consent-ways')
    for (const one of await page.getByRole('checkbox', { name: /^Ada Price: Residency/ }).all()) await one.uncheck()
    await page.waitForTimeout(600)
    await page.getByRole('button', { name: 'Share and agree' }).click()
    await expect(page.getByRole('alert')).toContainText('Choose at least one')
    await page.getByRole('radio').last().check()
    await expect(page.getByText('12 Mill Lane')).toHaveCount(0)
    await page.getByRole('button', { name: 'Cymraeg' }).click()
    await page.setViewportSize({ width: 320, height: 640 })
    await lookAsItIs(page, 'wallet-consent-ways.cy')
    // Of the second credential its purpose says nothing.
    await page.locator('#concern').check()
    await page.waitForTimeout(600)
    await page.getByRole('button', { name: 'Rhannu a chytuno' }).click()
    await expect(page.locator('h1')).toHaveText('Wedi’i rannu')
    expect(posted(odd).slice(-1).map((request) => Object.keys(openedAnswer(request).vp_token))).toEqual([['other']])
  })
  await test.step('a payment that can not be shown is not agreed to', async () => {
    const before = posted(odd).length
    await open(odd, { claims: { transaction_data: [encode({ ...payment, and_also: 'your house' })] } })
    respondWith(odd, () => Response.json({}))
    await expect(page.locator('h1')).toHaveText('Ni allwn ddangos i chi yr hyn y byddech yn cytuno iddo')
    await lookAsItIs(page, 'wallet-transaction-unknown.cy')
    expect(posted(odd)).toHaveLength(before)
    await page.getByRole('button', { name: 'Mynd yn ôl heb rannu' }).click()
    await expect.poll(() => posted(odd).at(-1)?.body).toBe('error=invalid_transaction_data&state=r1')
  })
  await test.step('who is known only by a certificate, or not at all, is said to be', async () => {
    await open(odd, certified())
    await expect(page.getByText(`Nid yw Dewi Clinic yn gyngor yn y rhwydwaith. Mae tystysgrif gan Northern Health yn dweud mai nhw ydynt. Bydd yr hyn a rannwch yn mynd i ${host}.`)).toBeVisible()
    await lookAsItIs(page, 'wallet-consent-outside.cy')
    await page.setViewportSize({ width: 1280, height: 720 })
    await page.getByRole('button', { name: 'English' }).click()
    await lookAsItIs(page, 'wallet-consent-outside')
    await open(odd, unsigned())
    await expect(page.locator('h1')).toHaveText(`Share these facts with ${host}?`)
    await look(page, 'wallet-consent-nobody-known')
    const before = posted(odd).length
    await pressShare(page)
    await expect(page.getByRole('alert')).toContainText('Say that you have read the warning')
    expect(posted(odd)).toHaveLength(before)
  })
})

test('an offer of somebody unknown is told with the address it came from', async ({ odd }) => {
  const { page, origin, internet } = odd
  await page.goto(`${origin}/offer?credential_offer_uri=${encodeURIComponent('https://evil.example/offers/1')}`)
  await expect(page.getByText('It comes from evil.example, which is not a council in the network.')).toBeVisible()
  await look(page, 'wallet-offer-unknown-issuer')
  expect(internet.sentTo('https://evil.example')).toEqual([])
})

test('an encrypted answer comes, once, to a verifier that lets no page of another origin call it', async ({ odd }) => {
  const { page, internet, closed } = odd
  await collect(odd)
  closed.add(host)
  await open(odd, certified())
  internet.on(address, () => Response.json({}))
  await expect(page.getByText('Northern Health')).toBeVisible()
  await page.getByRole('checkbox').last().check()
  await pressShare(page)
  await expect(page.getByRole('heading', { name: 'Shared' })).toBeVisible()
  const answers = internet.sentTo(address)
  expect(answers.map(({ method, headers }) => [method, headers.get('origin')])).toEqual([['POST', null]])
  expect(answers.map((answer) => Object.keys(openedAnswer(answer).vp_token))).toEqual([['residency']])
})
