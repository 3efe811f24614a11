import { expect, type Locator, type Page } from '@playwright/test'
import { focusIn } from './focus-in.ts'

const mostStops = 80

/** Presses Tab until something has the focus, as somebody does who uses no mouse. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeAttached()
  const seen: string[] = []
  for (let count = 0; count < mostStops; count += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
    const { is, wrong } = await focusIn(page)
    expect.soft(wrong).toBe('')
    seen.push(is)
  }
  throw new Error(`Tab never leads to ${String(target)}, but to ${seen.join(', ')}`)
}

/** Goes to something by Tab, and presses a key on it. */
export async function press(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/** Goes to a field by Tab, and types. */
export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.type(text)
}
