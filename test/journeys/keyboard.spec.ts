import type { Page } from '@playwright/test'
import { press, tabTo, type } from './by-keyboard.ts'
import { expect, test } from './neighbourhood.ts'

test('the whole path by keyboard alone, from staff to a form that was sent, and to a refusal', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const staff = await (await browser.newContext()).newPage()
  const citizen = await (await browser.newContext()).newPage()
  const offer = { link: '', txCode: '' }
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

  await test.step('staff sign in, find a person and make an offer', async () => {
    await staff.goto(`${urls.issuer}/staff`)
    await press(staff, staff.getByRole('button', { name: 'Sign in' }))
    await press(staff, staff.getByRole('button', { name: /Sam Okafor/ }))
    await expect(heading(staff, 'Overview')).toBeVisible()
    await press(staff, staff.getByRole('link', { name: 'People', exact: true }))
    await expect(heading(staff, 'People')).toBeVisible()
    await type(staff, staff.getByRole('searchbox'), 'Seren')
    await staff.keyboard.press('Enter')
    await press(staff, staff.getByRole('link', { name: 'Seren' }))
    await press(staff, staff.locator('#offer-residency'))
    await expect(heading(staff, 'Residency credential offered')).toBeVisible()
    offer.link = await staff.locator('#offer-address').innerText()
    offer.txCode = await staff.locator('#transaction-code').innerText()
  })
  await test.step('the citizen collects: the focus follows from screen to screen', async () => {
    await citizen.goto(offer.link)
    await expect(heading(citizen, /offers you/)).toBeFocused()
    await press(citizen, citizen.getByRole('button', { name: 'Collect' }))
    await expect(citizen.locator('.govuk-error-summary')).toBeFocused()
    await press(citizen, citizen.getByRole('link', { name: 'Enter the code' }))
    await expect(citizen.getByLabel('Enter the code the council gave you')).toBeFocused()
    await citizen.keyboard.type(offer.txCode)
    await citizen.keyboard.press('Enter')
    await expect(heading(citizen, 'Is this about you?')).toBeFocused()
    await press(citizen, citizen.getByRole('button', { name: 'Yes, keep it' }))
    await expect(heading(citizen, 'Credential kept')).toBeFocused()
  })
  const goToWallet = async (): Promise<void> => {
    await tabTo(citizen, citizen.getByLabel('On this device'))
    await citizen.keyboard.press('Space')
    await press(citizen, citizen.locator('counterfoil-prefill').getByRole('button', { name: 'Continue' }))
    await expect(heading(citizen, /^Share these facts/)).toBeFocused()
    // The wallet ignores a press that comes before anybody could have read the screen.
    await citizen.waitForTimeout(600)
  }
  const form = `${urls['council-website']}/aldermoor/blue-badge-renewal`
  await test.step('the form fills in from the wallet, is checked and sent', async () => {
    await citizen.goto(`${form}/start`)
    await press(citizen, citizen.getByRole('button', { name: 'Start now' }))
    await goToWallet()
    await press(citizen, citizen.getByLabel(/^Date of birth/), 'Space')
    await press(citizen, citizen.getByRole('button', { name: 'Share', exact: true }))
    await expect(citizen.getByText(/^We filled in \d+ answers/)).toBeFocused()
    await expect(citizen.getByLabel('First name')).toHaveValue('Seren')
    await expect(citizen.getByLabel('Year')).toHaveValue(/^\d{4}$/)
    await press(citizen, citizen.locator('form#details > button').last())
    await expect(heading(citizen, 'Check your answers before you send them')).toBeVisible()
    await press(citizen, citizen.getByRole('button', { name: 'Accept and send' }))
    await expect(heading(citizen, 'Application sent')).toBeVisible()
  })
  await test.step('staff revoke it, and the form refuses it', async () => {
    await press(staff, staff.getByRole('link', { name: 'Back' }))
    await press(staff, staff.getByRole('link', { name: /^Revoke/ }))
    await press(staff, staff.getByRole('button', { name: 'Revoke credential' }))
    await expect(staff.locator('.govuk-error-summary')).toBeFocused()
    await press(staff, staff.getByRole('link', { name: 'Choose a reason' }))
    await expect(staff.getByRole('radio').first()).toBeFocused()
    await staff.keyboard.press('Space')
    await press(staff, staff.getByRole('button', { name: 'Revoke credential' }))
    await expect(staff.locator('.govuk-notification-banner--success')).toBeFocused()
    await citizen.goto(form)
    await goToWallet()
    await press(citizen, citizen.getByRole('button', { name: 'Share', exact: true }))
    await expect(heading(citizen, 'The council has withdrawn this credential')).toBeFocused()
    await press(citizen, citizen.getByRole('link', { name: 'Go back to the form' }))
    await expect(citizen.getByText('The council that issued it has withdrawn it.')).toBeVisible()
  })
})
