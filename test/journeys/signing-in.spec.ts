import { createHash, randomBytes } from 'node:crypto'
import { exampleWallet } from '@counterfoil/neighbourhood/wallets'
import type { Browser, Page } from '@playwright/test'
import { look, lookAsItIs } from './look.ts'
import { expect, test } from './neighbourhood.ts'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'

const [redirectUri] = exampleWallet.redirect_uris

interface Citizen {
  readonly page: Page
  /** What the browser took back to the wallet, which isn't there to be seen. */
  readonly answer: () => Promise<Readonly<Record<string, string>>>
}

/** A wallet that pushes its request, and a citizen's browser without scripts that comes with it and signs in. */
async function comeAs({ places }: Neighbourhood, browser: Browser, person: string): Promise<Citizen> {
  const issuer = `${places.urls.issuer}/aldermoor`
  const challenge = createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url')
  const request = { response_type: 'code', client_id: exampleWallet.client_id, redirect_uri: redirectUri, state: 'here', scope: 'residency', code_challenge: challenge, code_challenge_method: 'S256' }
  const pushed = (await (await fetch(`${issuer}/par`, { method: 'POST', body: new URLSearchParams(request) })).json()) as { request_uri: string }
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  const sentBack: string[] = []
  page.on('request', (sent) => {
    if (sent.url().startsWith(redirectUri)) sentBack.push(sent.url())
  })
  await page.goto(`${issuer}/authorize?${new URLSearchParams({ client_id: exampleWallet.client_id, request_uri: pushed.request_uri }).toString()}`)
  await page.getByRole('button', { name: person }).click()
  const answer = async (): Promise<Readonly<Record<string, string>>> => {
    await expect.poll(() => sentBack).toHaveLength(1)
    return Object.fromEntries(new URL(sentBack[0] ?? '').searchParams)
  }
  return { page, answer }
}

test('a citizen signs in, reads what their wallet will get, and agrees', async ({ neighbourhood, browser }) => {
  const { page, answer } = await comeAs(neighbourhood, browser, 'Ada Sampleby')
  await expect(page.getByRole('heading', { level: 1, name: 'Add this credential to your wallet?' })).toBeVisible()
  await expect(page.getByText('Sampleby')).toBeVisible()
  await page.getByRole('link', { name: 'Cymraeg' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Ychwanegu’r dystysgrif ddigidol hon at eich waled?' })).toBeVisible()
  await page.getByRole('link', { name: 'English' }).click()
  await page.locator('#allow').click()
  expect(await answer()).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/) as unknown, state: 'here', iss: `${neighbourhood.places.urls.issuer}/aldermoor` })
})

test('a citizen who cancels, there or at the sign-in, is brought back', async ({ neighbourhood, browser }) => {
  const refused = { error: 'access_denied', state: 'here', iss: `${neighbourhood.places.urls.issuer}/aldermoor` }
  const here = await comeAs(neighbourhood, browser, 'Ada Sampleby')
  await here.page.locator('#cancel').click()
  expect(await here.answer()).toEqual(refused)
  const there = await comeAs(neighbourhood, browser, 'Cancel')
  expect(await there.answer()).toEqual(refused)
})

test('the page of choice, and what is said when there is nothing to choose, can be used by everybody', async ({ neighbourhood, browser }) => {
  for (const [person, name] of [['Ada Sampleby', 'choice'], ['Sam Okafor', 'choice-no-record']] as const) {
    const { page: unscripted } = await comeAs(neighbourhood, browser, person)
    // axe needs a script in the page; the page needs none.
    const page = await (await browser.newContext({ storageState: await unscripted.context().storageState() })).newPage()
    await page.goto(unscripted.url())
    await look(page, name)
    await page.setViewportSize({ width: 320, height: 640 })
    await page.getByRole('link', { name: 'Cymraeg' }).click()
    await lookAsItIs(page, `${name}-cy`)
  }
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${neighbourhood.places.urls.issuer}/aldermoor/authorize`)
  await look(page, 'choice-ended')
})

test('a citizen collects with the wallet by signing in at a council that they choose, in Welsh; whoever cancels there is told so', async ({ neighbourhood, browser }) => {
  const wallet = await (await browser.newContext({ locale: 'cy-GB' })).newPage()
  await wallet.goto(`${neighbourhood.places.urls.wallet}/councils`)
  await expect(wallet.getByRole('link', { name: 'Cyngor Bwrdeistref Aldermoor' })).toBeVisible()
  await look(wallet, 'wallet-councils-cy')

  await wallet.goto(`${neighbourhood.places.urls.wallet}/add`)
  await wallet.getByRole('link', { name: 'Dewiswch gyngor i fewngofnodi iddo' }).click()
  await wallet.getByRole('link', { name: 'Cyngor Bwrdeistref Aldermoor' }).click()
  await wallet.getByRole('link', { name: 'Cerdyn llyfrgell' }).click()
  await wallet.getByRole('button', { name: /^Mewngofnodi gyda/ }).dblclick()
  await wallet.getByRole('button', { name: 'Ada Sampleby' }).click()
  await expect(wallet.getByRole('heading', { level: 1, name: 'Ychwanegu’r dystysgrif ddigidol hon at eich waled?' })).toBeVisible()
  await wallet.locator('#allow').click()
  await expect(wallet.getByRole('heading', { level: 1, name: 'Ai amdanoch chi y mae hyn?' })).toBeVisible()
  const id = new URL(wallet.url()).pathname.split('/').at(-1)
  await wallet.getByRole('button', { name: 'Ie, ei chadw' }).click()
  await expect(wallet.getByRole('heading', { level: 1, name: 'Tystysgrif wedi’i chadw' })).toBeVisible()

  await wallet.goto(`${neighbourhood.places.urls.wallet}/credential/${id}`)
  await expect(wallet.getByText('5 copi ar ôl')).toBeVisible()

  // As the link beneath a card leads, once it may be renewed.
  await wallet.goto(`${neighbourhood.places.urls.wallet}/renew/${id}`)
  await expect(wallet.getByRole('heading', { level: 1, name: /^Casglu gan .*: Cerdyn llyfrgell$/ })).toBeVisible()
  await wallet.getByRole('button', { name: /^Mewngofnodi gyda/ }).click()
  await wallet.getByRole('button', { name: 'Cancel' }).click()
  await expect(wallet.getByRole('heading', { level: 1, name: 'Ni wnaethoch gasglu tystysgrif' })).toBeVisible()
  await lookAsItIs(wallet, 'wallet-sign-in-cancelled-cy')
})

test('a wallet that its provider attests collects in the profile of HAIP', async ({ neighbourhood, browser }) => {
  const { issuer, wallet } = neighbourhood.places.urls
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${wallet}/offer?${new URLSearchParams({ credential_offer_uri: `${issuer}/aldermoor/haip/sign-in-offers/library-card` }).toString()}`)
  await page.getByRole('button', { name: /^Sign in with/ }).click()
  await page.getByRole('button', { name: 'Ada Sampleby' }).click()
  await page.locator('#allow').click()
  await page.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Credential kept' })).toBeVisible()
})
