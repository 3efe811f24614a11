import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { root } from '../support/source-files.ts'

const window = { width: 900, height: 640 }
/** What is below is said in words. */
const tallest = 1000

/**
 * The picture of a guide in docs/pictures: taken with `WRITE_GENERATED=1`, since dates and references differ each time; else it has to be there.
 * What stands above `from` is left out. A name stands in the guide and in one journey, which a test of the architecture holds.
 */
export async function guidePicture(page: Page, name: string, { from = 'html' }: { readonly from?: string } = {}): Promise<void> {
  const file = join(root, 'docs', 'pictures', `${name}.png`)
  if (process.env['WRITE_GENERATED'] !== '1') return expect.soft(existsSync(file), `${file} is missing: run this with WRITE_GENERATED=1`).toBe(true)
  const before = page.viewportSize()
  mkdirSync(dirname(file), { recursive: true })
  await page.setViewportSize(window)
  const { y, height } = await page.locator(from).evaluate((element) => {
    const above = Math.max(0, element.getBoundingClientRect().top + scrollY)
    return { y: above, height: document.documentElement.scrollHeight - above }
  })
  await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y, width: window.width, height: Math.min(height, tallest) }, animations: 'disabled', caret: 'hide', scale: 'css' })
  if (before !== null) await page.setViewportSize(before)
}
