import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { look } from './look.ts'
import { askFromForm, collect, expect, offerResidency, signInAsStaff, tellForm, test } from './neighbourhood.ts'

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const shareButton = (page: Page) => page.getByRole('button', { name: 'Share', exact: true })

test('without JavaScript the wallet says so, in both languages, and what to do', async ({ neighbourhood, browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await page.goto(`${neighbourhood.places.urls.wallet}/offer?credential_offer_uri=x`)
  await expect(page.getByRole('paragraph').first()).toContainText('needs JavaScript')
  await expect(page.locator('[lang=cy]').last()).toContainText('angen JavaScript')
})

test('every button may be pressed twice, and every step left by going back', async ({ neighbourhood, browser, page: staff }) => {
  const { urls } = neighbourhood.places
  await signInAsStaff(neighbourhood, staff)
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const wallet = await context.newPage()
  const offer = await offerResidency(staff, 'Hana')

  await test.step('collecting: back to the page that held the offer', async () => {
    await wallet.goto(urls.wallet)
    await collect(wallet, offer)
    await wallet.goBack()
    await expect(heading(wallet, 'Your credentials')).toBeVisible()
    await wallet.goForward()
    await expect(heading(wallet, 'Credential kept')).toBeVisible()
    await wallet.goto(offer.link)
    await expect(heading(wallet, 'This offer can no longer be used')).toBeVisible()
    await wallet.getByRole('link', { name: 'Go to your credentials' }).dblclick()
    await expect(wallet.locator('.wallet-card')).toHaveCount(1)
  })

  await test.step('saying no, and going back to what was declined', async () => {
    await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    await expect(wallet.getByText('You have not shared anything with Aldermoor Borough Council before')).toBeVisible()
    await wallet.waitForTimeout(600)
    await wallet.getByRole('button', { name: 'Not now' }).dblclick()
    await expect(heading(wallet, 'Nothing was shared')).toBeVisible()
    await wallet.getByRole('link', { name: 'Go to your credentials' }).click()
    await wallet.goBack()
    await expect(heading(wallet, 'This request has ended')).toBeVisible()
  })

  await test.step('sharing, by a form that is new, then known', async () => {
    const desk = await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    await expect(wallet.getByText('You have not shared anything with Aldermoor Borough Council before')).toBeVisible()
    const [notice] = await Promise.all([context.waitForEvent('page'), wallet.getByRole('link', { name: /^What they do with it/ }).click()])
    await expect(heading(notice, 'Privacy notice')).toBeVisible()
    await look(notice, 'website-privacy')
    await notice.close()
    await wallet.waitForTimeout(600)
    await shareButton(wallet).dblclick()
    await tellForm(desk, wallet)
    await expect(desk.getByLabel('First name')).toHaveValue('Hana')
    await expect(heading(wallet, 'Shared')).toBeVisible()
    await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    await expect(wallet.getByText(/^This form asked for the same on/)).toBeVisible()
    await look(wallet, 'wallet-consent-known')
  })

  await test.step('the record: each exchange once, saved as a file, and a letter to whoever has the facts', async () => {
    await wallet.goto(`${urls.wallet}/activity`)
    await expect(wallet.locator('.wallet-activity li')).toHaveCount(3)
    const [file] = await Promise.all([wallet.waitForEvent('download'), wallet.getByRole('button', { name: 'Save this list as a file' }).click()])
    const text = await readFile(await file.path(), 'utf8')
    expect(text.split('\r\n')).toHaveLength(5)
    expect(text).toContain('First name')
    expect(text).not.toContain('Hana')
    await wallet.getByRole('link', { name: /^Ask for it to be erased/ }).click()
    const mail = new URL((await wallet.getByRole('link', { name: 'Write it as an e-mail' }).getAttribute('href')) ?? '')
    expect(mail.pathname).toBe('data-protection@aldermoor.example')
    expect(mail.searchParams.get('body')).toContain('- First name')
    await wallet.getByRole('button', { name: 'Copy the text' }).dblclick()
    await expect(wallet.getByText('Copied.')).toBeVisible()
    expect(await wallet.evaluate(() => navigator.clipboard.readText())).toContain('Article 17')
    await wallet.getByRole('link', { name: 'Back' }).click()
    await expect(wallet.getByText(/^You took a request to erase it on/)).toBeVisible()
    await wallet.getByRole('button', { name: /^Delete this entry/ }).first().dblclick()
    await expect(wallet.locator('.wallet-activity li')).toHaveCount(2)
  })

  await test.step('deleting, undoing, and deleting for good', async () => {
    await wallet.goto(urls.wallet)
    await wallet.getByRole('link', { name: /^View/ }).click()
    await wallet.getByRole('button', { name: 'Delete' }).dblclick()
    await wallet.getByRole('button', { name: 'Undo' }).dblclick()
    await expect(heading(wallet, 'Residency')).toBeVisible()
    await wallet.getByRole('button', { name: 'Delete' }).click()
    await expect(heading(wallet, /^Deleted/)).toBeVisible()
    await wallet.getByRole('link', { name: 'Go to your credentials' }).click()
    await expect(wallet.getByText('You have no credentials yet.')).toBeVisible()
    await wallet.goBack()
    await expect(heading(wallet, 'This credential is not in the wallet')).toBeVisible()
  })
})
