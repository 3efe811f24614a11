import { expect, type Page } from '@playwright/test'

/** Whatever leads on. */
export const carryOn = (page: Page) => page.locator('#carry-on')

/** Answers one question of issuing, by radios. */
export async function choose(page: Page, step: string, value: string): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`/issue/${step}\\?`))
  await page.locator(`input[name=${step}][value=${value}]`).check()
  await carryOn(page).click()
}

/** From the page of a person to the end of issuing, by whatever ways. */
export async function stepByStep(page: Page, type: string, { link, code, language, email = null }: { readonly link: string; readonly code: string; readonly language: string; readonly email?: string | null }): Promise<void> {
  await page.locator(`#issue-${type}`).click()
  await carryOn(page).click()
  await choose(page, 'link', link)
  await choose(page, 'code', code)
  await choose(page, 'language', language)
  if (email !== null) {
    await page.locator('#email').fill(email)
    await carryOn(page).click()
  }
  await page.locator('#confirm').click()
}
