import type { Page } from '@playwright/test'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { createPrefillEndpoint } from '@counterfoil/form-server/prefill-endpoint'
import { newVisit } from '@counterfoil/form-server/prefill-visit'
import { expect, test } from '../journeys/strict-policy.ts'
import { askedPaths, encryptAnswer, Holder, sampleClaims, select, type RequestClaims } from '../verifier/support/holder.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from '../verifier/support/world.ts'
import { servePage } from './council-forms.ts'
import { detailsMarkup } from './form-page.ts'
import { standInForWallet, type BrowserWallet, type PassedOn } from './wallet-in-browser.ts'

const council = 'brackenfield'
const form = 'blue-badge-renewal'
const address = `${returnOrigin}/${council}/${form}`

let world: VerifierTestWorld
test.beforeAll(async () => {
  world = await startVerifierWorld()
})
test.afterAll(() => world?.close())

/** A wallet that the browser told the page's origin. */
async function answer({ data: { request = '' } }: PassedOn): Promise<object> {
  const claims = JSON.parse(Buffer.from(request.split('.')[1] ?? '', 'base64url').toString()) as RequestClaims
  const holder = new Holder(world)
  const presentation = holder.bind(select(await holder.credential(), askedPaths(claims)), claims, { payload: { aud: `origin:${returnOrigin}` } })
  return { response: encryptAnswer(claims, { residency: [presentation] }, { state: null }) }
}

/** Wallet and browser stand in at the border; page, form's server and verifier are the real ones. */
async function open(page: Page, browser: BrowserWallet, lang = 'en'): Promise<void> {
  await standInForWallet(page, browser)
  const visit = newVisit()
  const endpoint = createPrefillEndpoint({ formServer: createFormServer({ verifierUrl: `${world.verifierUrl}/${council}`, apiKey: world.apiKey(council) }), returnUrlOf: (known) => (known === form ? address : null) })
  await servePage(page, { address, lang, markup: `<form><counterfoil-prefill form="${form}" endpoint="/prefill" digital-credentials></counterfoil-prefill>${detailsMarkup}</form>` })
  await page.route(`${returnOrigin}/prefill**`, async (route) => {
    const asked = route.request()
    const { status, body } = await endpoint(visit, { method: asked.method(), path: new URL(asked.url()).pathname.slice('/prefill'.length), headers: asked.headers(), body: asked.postDataJSON() as unknown })
    await route.fulfill({ status, json: body })
  })
  await page.goto(address)
}

const state = (page: Page, name: string) => page.locator(`counterfoil-prefill[data-state=${name}]`)

async function choose(page: Page): Promise<void> {
  await page.getByLabel('Where my browser finds it').check()
  await page.getByRole('button', { name: 'Continue with this choice' }).click()
}

const signed = ['openid4vp-v1-signed']

test('a wallet that the browser finds fills in the form, with no link, no code and no way back', async ({ page }) => {
  await open(page, { protocols: signed, wallet: answer })
  await choose(page)
  await state(page, 'filled').waitFor()
  await expect(page.locator('#fn')).toHaveValue(sampleClaims.given_name)
  await expect(page.locator('#pc')).toHaveValue(sampleClaims.address.postcode)
  expect(page.url()).toBe(address)
})

test('a wallet that declines is believed, and one whose answer is for another page is refused', async ({ page }) => {
  let gives: BrowserWallet['wallet'] = async () => ({ error: 'access_denied' })
  await open(page, { protocols: signed, wallet: (request) => gives(request) })
  await choose(page)
  await state(page, 'declined').waitFor()
  gives = async () => ({ response: 'a.b.c.d.e' })
  await page.getByRole('button', { name: 'Try again' }).click()
  await choose(page)
  await state(page, 'refused').waitFor()
  await expect(page.locator('#fn')).toHaveValue('')
})

test('a citizen who closes what the browser shows reads so, in Welsh as well, and has the other ways', async ({ page }) => {
  await open(page, { protocols: signed, wallet: async () => null }, 'cy')
  await page.getByLabel('Lle mae fy mhorwr yn dod o hyd iddi').check()
  await page.getByRole('button', { name: 'Parhau â’r dewis hwn' }).click()
  await expect(page.getByRole('status')).toHaveText('Ni ddaeth eich porwr ag ateb gan waled. Gallwch ddewis ffordd arall.')
  await expect(page.getByLabel('Lle mae fy mhorwr yn dod o hyd iddi')).toBeFocused()
  await expect(page.getByRole('radio')).toHaveCount(5)
})

test('a browser that passes on requests of other kinds alone isn’t offered', async ({ page }) => {
  await open(page, { protocols: ['org-iso-mdoc'], wallet: answer })
  await expect(page.getByRole('radio')).toHaveCount(4)
})
