import type { Browser, BrowserContext, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { askFromForm, atOnce, changeStatus, collect, expect, lookAnew, offerResidency, proveAnew, signInAsStaff, tellForm, test, type Offer } from './neighbourhood.ts'

const code = (page: Page) => page.getByLabel('Enter the code the council gave you')
const collectButton = (page: Page) => page.getByRole('button', { name: 'Collect' })
const tryAgain = (page: Page) => page.getByRole('button', { name: 'Try again' })
const notReached = (page: Page) => page.getByRole('heading', { name: 'We could not reach the council' })
const shareButton = (page: Page) => page.getByRole('button', { name: 'Share', exact: true })

/** Cuts this browser off from an address, as a network does. */
async function cutOff(context: BrowserContext, address: string): Promise<() => Promise<void>> {
  const under = (url: URL): boolean => url.href.startsWith(address)
  await context.route(under, (route) => route.abort('connectionrefused'))
  return () => context.unroute(under)
}

/** Lets what is sent to an address arrive, and loses what comes back. */
async function loseAnswers(context: BrowserContext, address: string): Promise<() => Promise<void>> {
  await context.route(address, async (route) => {
    await route.fetch()
    await route.abort('connectionreset')
  })
  return () => context.unroute(address)
}

async function offered(neighbourhood: Neighbourhood, browser: Browser, person: string): Promise<{ readonly wallet: Page; readonly offer: Offer; readonly staff: Page }> {
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const offer = await offerResidency(staff, person)
  return { staff, offer, wallet: await (await browser.newContext()).newPage() }
}

async function askFor(neighbourhood: Neighbourhood, browser: Browser, wallet: Page): Promise<Page> {
  const desk = await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
  await expect(shareButton(wallet)).toBeVisible()
  return desk
}

test('collecting: the ledger, the issuer and its answer are away, each in turn, and nothing is lost', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const { wallet, offer } = await offered(neighbourhood, browser, 'Bryn')
  const context = wallet.context()
  await test.step('the ledger', async () => {
    await wallet.goto(urls.wallet)
    const mend = await cutOff(context, urls.ledger)
    await wallet.goto(offer.link)
    await expect(notReached(wallet)).toBeVisible()
    await mend()
    await tryAgain(wallet).click()
    await expect(code(wallet)).toBeVisible()
  })
  await test.step('the issuer', async () => {
    const mend = await cutOff(context, urls.issuer)
    await code(wallet).fill(offer.txCode)
    await collectButton(wallet).click()
    await expect(notReached(wallet)).toBeFocused()
    await mend()
  })
  await test.step('the answer that holds the token, and then the one that holds the credential', async () => {
    const foundToken = await loseAnswers(context, `${urls.issuer}/aldermoor/token`)
    const foundCredential = await loseAnswers(context, `${urls.issuer}/aldermoor/credential`)
    // What the wallet shows meanwhile may be gone before anybody looks.
    const tryInVain = async (endpoint: string): Promise<void> => {
      const lost = context.waitForEvent('requestfailed', (request) => request.url() === `${urls.issuer}/aldermoor/${endpoint}`)
      await tryAgain(wallet).click()
      await lost
      await expect(notReached(wallet)).toBeVisible()
    }
    await tryInVain('token')
    await foundToken()
    // The code is used up by now, but not for the wallet that used it.
    await tryInVain('credential')
    await foundCredential()
    await tryAgain(wallet).click()
    await wallet.getByRole('button', { name: 'Yes, keep it' }).click()
    await expect(wallet.getByRole('heading', { name: 'Credential kept' })).toBeFocused()
  })
})

test('sharing: the verifier is away; the citizen is asked again, and the form fills in', async ({ neighbourhood, browser }) => {
  const { wallet, offer } = await offered(neighbourhood, browser, 'Elin')
  await collect(wallet, offer)
  const desk = await askFor(neighbourhood, browser, wallet)
  const mend = await cutOff(wallet.context(), neighbourhood.places.urls.verifier)
  await wallet.waitForTimeout(600)
  await shareButton(wallet).click()
  await expect(notReached(wallet)).toBeVisible()
  await mend()
  await tryAgain(wallet).click()
  await wallet.waitForTimeout(600)
  await shareButton(wallet).click()
  await tellForm(desk, wallet)
  await expect(desk.getByLabel('First name')).toHaveValue('Elin')
  await expect(desk.getByLabel('Badge number')).toHaveValue('AB12CD')
})

test('going back, loading again and pressing twice, in the middle of everything', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const { wallet, offer, staff } = await offered(neighbourhood, browser, 'Gethin')
  await test.step('an offer that is loaded again, and whose links within the screen are followed', async () => {
    await wallet.goto(offer.link)
    await collectButton(wallet).click()
    await wallet.getByRole('alert').getByRole('link').click()
    await expect(code(wallet)).toBeFocused()
    await wallet.getByRole('link', { name: 'Skip to main content' }).press('Enter')
    await expect(wallet.locator('main')).toBeFocused()
    await wallet.reload()
    await expect(code(wallet)).toBeVisible()
    await wallet.goto(urls.wallet)
    await wallet.goBack()
    await expect(code(wallet)).toBeVisible()
  })
  await test.step('a credential that waits for its citizen: after a reload, on the home screen, in the history', async () => {
    await code(wallet).fill(offer.txCode)
    await collectButton(wallet).dblclick()
    await expect(wallet.getByRole('heading', { name: 'Is this about you?' })).toBeVisible()
    await wallet.reload()
    await expect(wallet.getByText('Gethin', { exact: true })).toBeVisible()
    await wallet.goto(urls.wallet)
    await wallet.getByRole('link', { name: /^Check Residency from/ }).click()
    await wallet.getByRole('button', { name: 'Yes, keep it' }).dblclick()
    await expect(wallet.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
    await wallet.goto(urls.wallet)
    await expect(wallet.locator('.wallet-card')).toHaveCount(1)
    await wallet.goto(`${urls.wallet}/activity`)
    await expect(wallet.locator('.wallet-activity li')).toHaveCount(1)
  })
  const form = `${urls['council-website']}/aldermoor/blue-badge-renewal`
  const toWallet = async (): Promise<void> => {
    await wallet.getByLabel('On this device').check()
    await wallet.locator('counterfoil-prefill').getByRole('button', { name: 'Continue' }).click()
    await expect(shareButton(wallet)).toBeVisible()
  }
  await test.step('back from the consent to the form, and by its link to the wallet again', async () => {
    await wallet.goto(form)
    await wallet.getByLabel('Badge number').fill('AB12CD')
    await toWallet()
    await wallet.reload()
    await expect(shareButton(wallet)).toBeVisible()
    await wallet.goBack()
    await expect(wallet.getByLabel('Badge number')).toHaveValue('AB12CD')
    await wallet.getByRole('link', { name: 'Open your wallet' }).click()
    await expect(shareButton(wallet)).toBeVisible()
    await wallet.waitForTimeout(600)
    await shareButton(wallet).dblclick()
    await expect(wallet.getByLabel('First name')).toHaveValue('Gethin')
    await expect(wallet.getByLabel('Badge number')).toHaveValue('AB12CD')
  })
  await test.step('a refusal on this device leads back to the form', async () => {
    await staff.goto(`${urls.issuer}/staff/people`)
    await staff.getByRole('link', { name: 'Gethin' }).click()
    await staff.getByRole('link', { name: /^Revoke/ }).click()
    await staff.getByRole('radio').first().check()
    await atOnce(staff).check()
    await staff.getByRole('button', { name: 'Revoke credential' }).dblclick()
    await proveAnew(staff)
    await staff.getByRole('button', { name: 'Revoke credential' }).dblclick()
    await expect(staff.getByText(/^The credential is revoked/)).toBeVisible()
    await wallet.context().clearCookies()
    await wallet.evaluate(() => sessionStorage.clear())
    await wallet.goto(form)
    await toWallet()
    await wallet.waitForTimeout(600)
    await shareButton(wallet).click()
    await wallet.getByRole('link', { name: 'Go back to the form' }).click()
    await expect(wallet.getByText('The council that issued it has withdrawn it.')).toBeVisible()
  })
})

test('a credential that was reinstated since the wallet last looked is not warned of', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const { wallet, offer, staff } = await offered(neighbourhood, browser, 'Farah')
  await collect(wallet, offer)
  const warning = wallet.getByText('This credential is not active')
  await changeStatus(neighbourhood, staff, 'Farah', 'suspend')
  await lookAnew(wallet, urls.wallet)
  await expect(wallet.getByText('Suspended')).toBeVisible()
  await askFor(neighbourhood, browser, wallet)
  await expect(warning).toBeVisible()
  await changeStatus(neighbourhood, staff, 'Farah', 'reinstate')
  await wallet.reload()
  await expect(shareButton(wallet)).toBeVisible()
  await expect(warning).toBeHidden()
})

test('two tabs of the wallet: opened at once, they share one vault, one language and every change', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const { wallet: one, offer } = await offered(neighbourhood, browser, 'Kofi')
  const other = await one.context().newPage()
  await Promise.all([one.goto(urls.wallet), other.goto(urls.wallet)])
  await expect(other.getByText('You have no credentials yet.')).toBeVisible()
  await collect(one, offer)
  await expect(other.getByText('Active')).toBeVisible()
  await other.getByRole('link', { name: /^View/ }).click()
  await expect(other.getByText('Kofi', { exact: true })).toBeVisible()
  await one.goto(urls.wallet)
  await one.getByRole('button', { name: 'Cymraeg' }).click()
  await expect(other.getByText('Enw cyntaf')).toBeVisible()
  await other.getByRole('button', { name: 'Dileu' }).click()
  await expect(one.getByText('Nid oes gennych dystysgrif')).toBeVisible()
  await other.getByRole('button', { name: 'Dadwneud' }).click()
  await expect(one.locator('.wallet-card')).toBeVisible()
})
