import type { Page } from '@playwright/test'
import { startOutsideWorld, type OutsideWorld } from './outside-world.ts'
import { expect, test } from './strict-policy.ts'

// An issuer that Counterfoil did not write: `oidc-provider` issues by its own OpenID4VCI, signs people in by its own pages, and asks for what HAIP asks for. Our wallet
// collects from it as it stands, in a browser.

let world: OutsideWorld
test.beforeAll(async () => {
  world = await startOutsideWorld()
})
test.afterAll(() => world?.close())

/** The pages of the library itself. */
async function signIn(page: Page): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill('ada')
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

for (const [configuration, name, more] of [
  ['by-scope', 'Leisure card', {}],
  // A wallet finds out by the metadata which grant there is.
  ['by-details', 'Season ticket', { grants: undefined }],
] as const) {
  test(`the wallet collects by signing in from an issuer that Counterfoil did not write, ${configuration.replace('-', ' ')}`, async ({ page }) => {
    const before = world.issuer.given()
    await page.goto(world.offerLink({ ...world.issuer.offer(configuration), ...more }))
    await expect(page.getByText('Leisure Trust').first()).toBeVisible()
    await page.getByRole('button', { name: /^Sign in with/ }).click()
    await signIn(page)
    await expect(page.getByRole('heading', { level: 1, name: 'Is this about you?' })).toBeVisible()
    await expect(page.getByText('L-4711')).toBeVisible()
    await page.getByRole('button', { name: 'Yes, keep it' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Credential kept' })).toBeVisible()
    await page.goto(world.wallet)
    await expect(page.getByRole('heading', { name })).toBeVisible()
    // The picture stood in its metadata, and the browser can draw it.
    await expect.poll(() => page.getByRole('img', { name: 'A blue square' }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(64)
    expect(world.issuer.given()).toBe(before + 1)
  })
}

test('whoever cancels there is told so, and nothing is given', async ({ page }) => {
  const before = world.issuer.given()
  await page.goto(world.offerLink(world.issuer.offer('by-scope')))
  await page.getByRole('button', { name: /^Sign in with/ }).click()
  await page.getByText('[ Cancel ]').click()
  await expect(page.getByRole('heading', { level: 1, name: 'You did not collect a credential' })).toBeVisible()
  expect(world.issuer.given()).toBe(before)
})
