import type { Page } from '@playwright/test'
import { addAuthenticator } from '../authenticator.ts'
import { press } from '../by-keyboard.ts'
import { look, lookAsItIs } from '../look.ts'
import { expect, signInAfresh, test } from '../neighbourhood.ts'

const colleagues = (page: Page) => page.getByRole('link', { name: 'Sessions of your council’s staff' })
const signInAgain = async (page: Page, account: string): Promise<void> => {
  await page.locator('#sign-in-again').click()
  await page.locator(`button[name=person][value=${account}]`).click()
}

test('an administrator adds a passkey after a new sign-in, and ends a colleague’s session with it', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const colleague = await (await browser.newContext()).newPage()
  await signInAfresh(neighbourhood, colleague, { role: 'auditor', authority: 'dunmere' })
  const admin = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
  const device = await addAuthenticator(admin)
  await signInAfresh(neighbourhood, admin, { role: 'authority-admin', authority: 'dunmere' })
  await admin.goto(`${issuer}/staff/sessions`)
  await look(admin, 'staff-sessions')

  await test.step('without a passkey, by a new sign-in', async () => {
    await admin.locator('#add-passkey').click()
    await expect(admin.getByRole('heading', { name: 'Show that it is you' })).toBeVisible()
    await look(admin, 'staff-step-up-without-passkey')
    await signInAgain(admin, 'rhian')
    await look(admin, 'staff-add-passkey')
    await admin.locator('#use-passkey').click()
    await expect(admin.getByText(/^Added /)).toBeVisible()
    await look(admin, 'staff-passkeys')
  })

  await test.step('in another session, by the passkey', async () => {
    await admin.locator('form[action="/staff/sign-out"] button').click()
    await signInAfresh(neighbourhood, admin, { role: 'authority-admin', authority: 'dunmere' })
    await admin.goto(`${issuer}/staff/sessions`)
    await colleagues(admin).click()
    await look(admin, 'staff-colleagues')
    // The newest: another journey may have signed the auditor in, too.
    const row = admin.getByRole('row').filter({ hasText: 'auditor' }).first()
    await row.getByRole('button').click()
    await expect(admin.getByRole('button', { name: 'Use your passkey' })).toBeVisible()
    await look(admin, 'staff-step-up')
    await device.take()
    await admin.locator('#use-passkey').click()
    await expect(admin.getByText('The passkey wasn’t used.')).toBeVisible()
    await device.remove()
    await admin.goto(`${issuer}/staff/step-up?back=/staff/colleagues&language=cy`)
    await lookAsItIs(admin, 'staff-step-up.cy')
    await admin.goto(`${issuer}/staff/colleagues?language=en`)
  })

  await test.step('who has lost the device signs in again instead, and the colleague has to as well', async () => {
    await admin.goto(`${issuer}/staff/step-up?back=/staff/colleagues`)
    await signInAgain(admin, 'rhian')
    await expect(admin).toHaveURL(/\/staff\/colleagues$/)
    // The newest: another journey may have signed the auditor in, too.
    const row = admin.getByRole('row').filter({ hasText: 'auditor' }).first()
    await row.getByRole('button').click()
    await expect(admin.locator('.govuk-notification-banner--success')).toBeFocused()
    await colleague.goto(`${issuer}/staff/prints`)
    await expect(colleague.locator('#sign-in')).toBeVisible()
  })
})

test('a session that is about to end says so, is kept by a press, and when it is over keeps what was typed', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const context = await browser.newContext()
  const page = await context.newPage()
  await signInAfresh(neighbourhood, page, { role: 'auditor', authority: 'elmsworth' })
  await page.clock.install()
  await page.goto(`${issuer}/staff/prints`)
  await page.getByRole('textbox').fill('typed and not sent')
  const dialog = page.getByRole('dialog')
  await page.clock.fastForward(12 * 60_000)
  await expect(dialog).toBeHidden()
  await page.clock.fastForward(65_000)
  await expect(dialog).toBeVisible()
  await expect(dialog.getByRole('heading')).toHaveText('You’re about to be signed out')
  await expect(dialog.getByRole('button', { name: 'Stay signed in' })).toBeFocused()
  await look(page, 'staff-session-ending')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()

  await page.clock.fastForward(15 * 60_000 + 1000)
  await expect(dialog.getByRole('heading')).toHaveText('You have been signed out')
  await look(page, 'staff-session-over')
  // Here the service's own clock stands still: what ended is done by hand.
  const other = await context.newPage()
  await other.goto(`${issuer}/staff/sign-in`)
  await other.locator('button[name=person][value=ursula]').click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('textbox')).toHaveValue('typed and not sent')
  await page.locator('main form button').first().click()
  await expect(page.locator('h1')).not.toHaveText('You may not do this')
  await expect(page.locator('form[action="/staff/sign-out"]')).toBeVisible()
})

test('without JavaScript, sessions are ended and a proof is given by a new sign-in; a keyboard is enough', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await signInAfresh(neighbourhood, page, { role: 'authority-admin', authority: 'calderwick' })
  await expect(page.getByText(/^You will be signed out at \d\d:\d\d if you open no other page/)).toBeVisible()
  await page.goto(`${issuer}/staff/sessions`)
  await expect(page.locator('#add-passkey')).toBeHidden()
  await press(page, colleagues(page))
  await press(page, page.locator('#end-all'))
  await expect(page.getByRole('heading', { name: 'Show that it is you' })).toBeVisible()
  await press(page, page.locator('#sign-in-again'))
  await press(page, page.locator('button[name=person][value=mina]'))
  await expect(page).toHaveURL(/\/staff\/colleagues$/)
  await press(page, page.locator('#end-all'))
  await expect(page.locator('.govuk-notification-banner--success')).toBeVisible()
  await page.goto(`${issuer}/staff/sessions`)
  await press(page, page.locator('#end-everywhere'))
  await expect(page).toHaveURL(/signed-out$/)
})
