import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { press, tabTo } from '../by-keyboard.ts'
import { guidePicture } from '../guide-picture.ts'
import { look, lookAsItIs } from '../look.ts'
import { expect, proveAnew, signInAsStaff, test } from '../neighbourhood.ts'

const walks = [
  { language: 'en', type: 'library-card', context: { viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => `catalogue-${screen}` },
  { language: 'cy', type: 'travel-pass', context: { viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `catalogue-${screen}.cy` },
] as const

const editor = { role: 'catalogue-editor' } as const

async function openEditor(neighbourhood: Parameters<typeof signInAsStaff>[0], browser: Browser, context: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(context)).newPage()
  await signInAsStaff(neighbourhood, page, editor)
  return page
}

for (const { language, type, context, see, name } of walks) {
  test(`an editor changes a type, is told what is wrong, and asks for approval (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const page = await openEditor(neighbourhood, browser, context)
    const seen = (screen: string): Promise<void> => see(page, name(screen))
    await page.goto(`${issuer}/staff/catalogue?language=${language}`)
    await seen('types')
    await page.locator(`a[href="/staff/catalogue/types/${type}"]`).click()
    await expect(page.locator('#edit-type')).toBeVisible()
    await seen('type')
    await page.locator('#edit-type').click()
    await expect(page).toHaveURL(/\/drafts\/[0-9a-f]{32}$/)
    await page.locator('a[href$="/edit/words"]').click()
    await page.locator('[id="name.cy"]').fill('')
    await page.locator('#save-section').click()
    await expect(page.locator('[id="name.cy-error"]')).toBeVisible()
    await seen('words-wrong')
    if (language === 'en') await guidePicture(page, 'console/words-wrong')
    await page.locator('a[href="#name.cy"]').click()
    await expect(page.locator('[id="name.cy"]')).toBeFocused()
    await page.locator('[id="name.cy"]').fill('Enw arall')
    await page.locator('#save-section').click()
    await expect(page.locator('#becomes')).toBeVisible()
    await seen('draft')
    if (language === 'en') await guidePicture(page, 'console/draft')
    await page.locator('a[href$="/edit/card"]').click()
    await page.locator('#background').fill('#ffffff')
    await page.locator('#save-section').click()
    await expect(page.locator('#background-error, #text-error').first()).toBeVisible()
    await seen('card-wrong')
    await page.goto(page.url().replace('/edit/card', '/edit/json'))
    await seen('json')
    await page.goto(page.url().replace('/edit/json', ''))
    await expect(page.locator('.govuk-error-summary')).toBeVisible()
    await expect(page.locator('#ask-approval')).toHaveCount(0)
    await seen('draft-wrong')
    await page.goto(`${page.url()}/edit/card`)
    await page.locator('#background').fill('#1d3c00')
    await page.locator('#text').fill('#ffffff')
    await page.locator('#save-section').click()
    await page.locator('#ask-approval').click()
    await proveAnew(page, editor)
    await page.locator('#ask-approval').click()
    await expect(page.locator('#approval-state')).toBeVisible()
    await seen('draft-asked')
    await page.locator('#discard-draft').click()
    await expect(page.locator('#edit-type')).toBeVisible()
  })
}

test('the same without JavaScript, and another window is told that it is late', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await openEditor(neighbourhood, browser, { javaScriptEnabled: false })
  await page.goto(`${issuer}/staff/catalogue/types/carer`)
  await page.locator('#edit-type').click()
  const draft = page.url()
  await page.goto(`${draft}/edit/claim.given_name`)
  // With its script, for what looks at a page needs one.
  const late = await openEditor(neighbourhood, browser, {})
  await late.goto(page.url())
  await page.locator('[id="label.en"]').fill('Given name')
  await page.locator('#save-section').click()
  await expect(page).toHaveURL(draft)
  await late.locator('[id="label.en"]').fill('Forename')
  await late.locator('#save-section').click()
  await expect(late.locator('.govuk-error-summary')).toBeVisible()
  await expect(late.locator('[id="label.en"]')).toHaveValue('Forename')
  await look(late, 'catalogue-stale')
  await page.locator('#discard-draft').click()
  await expect(page.locator('#edit-type')).toBeVisible()
})

test('by keyboard alone, from the list to a word that is kept', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await openEditor(neighbourhood, browser, {})
  await page.goto(`${issuer}/staff/catalogue`)
  for (const selector of ['a[href="/staff/catalogue/types/blue-badge"]', '#edit-type', 'a[href$="/edit/words"]']) {
    await press(page, page.locator(selector))
    await page.waitForLoadState()
  }
  await tabTo(page, page.locator('[id="name.en"]'))
  await page.keyboard.press('End')
  await page.keyboard.type(' of yours')
  await page.keyboard.press('Enter')
  await expect(page.locator('#becomes')).toBeVisible()
  await press(page, page.locator('#discard-draft'))
  await expect(page.locator('#edit-type')).toBeVisible()
})
