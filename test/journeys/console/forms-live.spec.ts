import type { Browser, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { firstOf } from '../../support/form-profiles.ts'
import { look } from '../look.ts'
import { collect, expect, offerResidency, proveAnew, share, signInAfresh, signInAsStaff, tellForm, test, type StaffChoice } from '../neighbourhood.ts'

// A form that no other journey fills in, and somebody whom none collects for.
const authority = 'brackenfield'
const form = 'resident-parking-permit'
const person = 'Vikram'

interface Registered {
  readonly version: number
  readonly purpose: { readonly en: string }
}

async function opened(neighbourhood: Neighbourhood, browser: Browser, role: NonNullable<StaffChoice['role']>): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await signInAfresh(neighbourhood, page, { role, authority })
  return page
}

/** Opens the council's form on another device, whose code the wallet is given. */
async function askWallet({ places: { urls } }: Neighbourhood, browser: Browser, wallet: Page): Promise<Page> {
  const desk = await (await browser.newContext()).newPage()
  await desk.goto(`${urls['council-website']}/${authority}/${form}`)
  await desk.getByLabel('On another device').check()
  await desk.locator('counterfoil-prefill').getByRole('button', { name: 'Continue' }).click()
  await wallet.goto(`${urls.wallet}/add`)
  await wallet.getByLabel('Type a code or paste a link').fill(await desk.locator('.cf-code').innerText())
  await wallet.getByRole('button', { name: 'Open' }).click()
  await expect(wallet.getByRole('heading', { level: 1, name: /^Share these facts/ })).toBeVisible()
  return desk
}

/** Another purpose, which somebody else approves. */
async function publish(neighbourhood: Neighbourhood, browser: Browser, purpose: string): Promise<void> {
  const { issuer } = neighbourhood.places.urls
  const editor = await opened(neighbourhood, browser, 'catalogue-editor')
  await editor.goto(`${issuer}/staff/catalogue/forms/${form}`)
  await editor.locator('#edit-form').click()
  await expect(editor).toHaveURL(/\/form-drafts\/[0-9a-f]{32}$/)
  const draft = editor.url()
  await editor.locator('a[href$="/edit/words"]').click()
  await editor.locator('[id="purpose.en"]').fill(purpose)
  await editor.locator('#save-section').click()
  await expect(editor).toHaveURL(draft)
  await editor.locator('#ask-approval').click()
  await proveAnew(editor, { role: 'catalogue-editor', authority })
  await editor.locator('#ask-approval').click()
  await expect(editor.locator('#approval-state')).toBeVisible()

  const approver = await opened(neighbourhood, browser, 'approver')
  await approver.goto(`${issuer}/staff/approvals`)
  await approver.getByRole('link', { name: /resident parking permit/ }).click()
  await approver.locator('#step-up').click()
  await proveAnew(approver, { role: 'approver', authority })
  await approver.locator('input[value=checked]').check()
  await approver.locator('#decide').click()
  await expect(approver.locator('[data-told=decided]')).toBeVisible()
}

test('a form is changed at the console: the wallet tells it at once, and who was asked before shares what they were asked for', async ({ neighbourhood, browser }) => {
  test.setTimeout(240_000)
  const { verifier } = neighbourhood.places.urls
  const register = async (): Promise<Registered> => firstOf(((await (await fetch(`${verifier}/purpose-register.json?authority=${authority}&form=${form}`)).json()) as { forms: readonly Registered[] }).forms)
  const { version, purpose: { en: before } } = await register()
  const after = `To fill in your permit form, which was changed ${version} times`
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff, { authority })
  const wallet = await (await browser.newContext()).newPage()
  await collect(wallet, await offerResidency(staff, person))
  const desk = await askWallet(neighbourhood, browser, wallet)
  await expect(wallet.locator('main')).toContainText(before)

  await publish(neighbourhood, browser, after)
  await expect.poll(async () => (await register()).purpose.en, { timeout: 60_000 }).toBe(after)

  await share(wallet)
  await tellForm(desk, wallet)
  await expect(desk.getByLabel('First name')).toHaveValue(person)

  await askWallet(neighbourhood, browser, wallet)
  await expect(wallet.locator('main')).toContainText(after)
  await look(wallet, 'wallet-consent-of-changed-form')
  await desk.goto(`${verifier}/purpose-register`)
  const section = desk.locator(`section[aria-labelledby="${authority}-${form}"]`)
  await expect(section).toContainText(after)
  await expect(section).toContainText(/published by the council/)
  await look(desk, 'purpose-register')
  await desk.getByRole('link', { name: 'Cymraeg' }).click()
  await look(desk, 'purpose-register.cy')
})
