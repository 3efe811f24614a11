import type { Locator } from '@playwright/test'
import { button, begin, collectHere, countHeld, cutAtOnce, goOn, heading, pressing, visit, type Scene, type Turn } from './cut-runs.ts'
import { expect, lookAnew, test } from './neighbourhood.ts'

const council = 'Aldermoor Borough Council'

const signsIn = ({ page }: Scene) => [button(page, /^Bryn Testwick/), button(page, 'Try again'), button(page, 'Go on')]

const done = ({ page }: Scene): Locator => page.locator('main .govuk-tag--green')

async function freeze(scene: Scene): Promise<void> {
  const { page, urls } = scene
  await page.goto(`${urls.wallet}/lost-phone`)
  const choose: Turn = {
    sees: page.getByLabel(council),
    does: async () => {
      await page.getByLabel(council).check({ timeout: 3000 })
      await page.getByRole('button', { name: 'Freeze what they gave me' }).click({ timeout: 3000 })
    },
  }
  await goOn([choose, ...signsIn(scene), pressing(page.locator('#freeze'))], done(scene))
  await expect(done(scene)).toHaveCount(1)
}

test('freezing: whatever is cut, and wherever the page dies, it is done', async ({ neighbourhood, browser }) => {
  const lost = await begin(neighbourhood, browser)
  await collectHere(lost)
  await cutAtOnce(neighbourhood, browser, { run: freeze })
  await lookAnew(lost.page, lost.urls.wallet)
  await expect(lost.page.locator('.wallet-card .govuk-tag--yellow')).toBeVisible()
})

const passphrase = 'four words of mine'

/** A backup of a wallet that holds one credential. */
async function backUp({ page, urls }: Scene): Promise<string> {
  await visit(page, `${urls.wallet}/backup`)
  for (const field of ['new', 'same']) await page.locator(`#${field}-passphrase`).fill(passphrase)
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the backup' }).click()
  return (await saving).path()
}

async function restore({ page, urls }: Scene, backup: string): Promise<void> {
  await visit(page, `${urls.wallet}/restore`)
  await page.locator('#backup-file').setInputFiles(backup)
  await page.locator('#backup-passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Restore' }).click()
  await heading(page, 'Your backup is restored').waitFor()
}

/** One is issued, and one is kept; nothing is left to collect. */
async function collectAgain(scene: Scene): Promise<void> {
  const { page, urls, system } = scene
  const issued = await system.issued()
  await visit(page, `${urls.wallet}/collect-again`)
  const round = [button(page, 'Collect everything again'), button(page, /^Bryn Testwick/), pressing(page.locator('#allow')), button(page, /^Try again/), button(page, 'Go on')]
  await goOn([...round, pressing(page.getByRole('link', { name: 'Check what you collected' })), button(page, /^Yes, keep/)], heading(page, /^Credentials? kept$/))
  await scene.network.pause(page)
  expect(await system.issued()).toBe(issued + 1)
  expect(await countHeld(page, urls.wallet)).toBe(1)
  await expect(page.getByRole('link', { name: 'Collect again' })).toBeHidden()
}

test('collecting again what a backup lists: whatever is cut, and wherever the page dies, one is issued and one is kept', async ({ neighbourhood, browser }) => {
  const lost = await begin(neighbourhood, browser)
  await collectHere(lost)
  const backup = await backUp(lost)
  await cutAtOnce(neighbourhood, browser, { prepare: (scene) => restore(scene, backup), run: collectAgain })
})
