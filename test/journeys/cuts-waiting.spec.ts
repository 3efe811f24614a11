import { begin, button, countHeld, cutAgainAndAgain, goOn, heading, typeCode, visit, type Scene } from './cut-runs.ts'
import { copyRecord, recordAt } from './many-credentials.ts'
import { expect, test } from './neighbourhood.ts'

/** What a council still prepares waits in the wallet, which asks when it was told to; it is time now. On a screen where it doesn't ask. */
async function hasten({ page, urls }: Scene): Promise<void> {
  await visit(page, `${urls.wallet}/add`)
  const { id } = (await recordAt(page, 'waiting')) as { readonly id: string }
  await copyRecord(page, 'waiting', [{ id, askAt: 0 }])
}

/** Collects what the council takes its time for, up to the end of it: one is issued, and one is kept. */
async function collectLater(scene: Scene): Promise<void> {
  const { page, network, system, urls } = scene
  const [issued, held] = [await system.issued(), await countHeld(page, urls.wallet)]
  const { link, txCode } = await system.offer('resident-parking', 'ALD-1012')
  const waits = page.locator('.wallet-card .govuk-tag--blue')
  network.resume()
  await visit(page, link)
  await goOn([typeCode(page, txCode), button(page, 'Try again')], waits)
  const came = page.locator('.wallet-card a[href^="/confirm/"]')
  await expect(async () => {
    // It came meanwhile, and there is nothing to hasten.
    await hasten(scene).catch(() => null)
    await visit(page, urls.wallet)
    // On a laden machine it takes a while, and a visit that is too short cuts it off again.
    await expect(came).toBeVisible({ timeout: 20_000 })
  }).toPass({ intervals: Array<number>(30).fill(500), timeout: 240_000 })
  await came.click()
  await goOn([button(page, 'Yes, keep it')], heading(page, 'Credential kept'))
  await network.pause(page)
  expect(await system.issued()).toBe(issued + 1)
  expect(await countHeld(page, urls.wallet)).toBe(held + 1)
  await expect(waits).toHaveCount(0)
}

test('what a council takes its time for: whatever is cut, and wherever the page dies, one is issued and one is kept', async ({ neighbourhood, browser }) => {
  await cutAgainAndAgain(await begin(neighbourhood, browser), collectLater)
})
