import type { Page } from '@playwright/test'

/** From its next page on, a browser's clock is ahead: what it knows is older by so much. */
export const goAhead = (page: Page, seconds: number): Promise<unknown> =>
  page.addInitScript((by) => {
    const { now } = Date
    Date.now = () => now() + by
  }, seconds * 1000)

/** From its next page on the wallet is at another time, and so is its server: days have passed, and no clock is wrong. */
export async function goTo(page: Page, time: number): Promise<void> {
  await page.clock.setFixedTime(time)
  await page.context().unroute('**/network.json')
  await page.context().route('**/network.json', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), date: new Date(time).toUTCString() } })
  })
}
