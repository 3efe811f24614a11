import type { Browser, Page } from '@playwright/test'
import { press, tabTo, type } from '../by-keyboard.ts'
import { guidePicture } from '../guide-picture.ts'
import { look, lookAsItIs } from '../look.ts'
import { expect, proveAnew, signInAsStaff, test, type StaffChoice } from '../neighbourhood.ts'
import { daysAgo, enterRequest } from './steps.ts'

const walks = [
  { language: 'en', context: { viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => `console-${screen}` },
  { language: 'cy', context: { viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `console-${screen}.cy` },
] as const

// Each walk at a council of its own: their logs and requests are nobody else's.
const councilOf = { en: 'calderwick', cy: 'dunmere' } as const
const heading = (page: Page) => page.getByRole('heading', { level: 1 })

for (const { language, context, see, name } of walks) {
  const authority = councilOf[language]
  const at = async (browser: Browser, issuer: string, neighbourhood: Parameters<typeof signInAsStaff>[0], who: StaffChoice, path: string): Promise<Page> => {
    const page = await (await browser.newContext(context)).newPage()
    await signInAsStaff(neighbourhood, page, { authority, ...who })
    await page.goto(`${issuer}${path}?language=${language}`)
    return page
  }

  test(`what waits for a second person, where nothing does (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const page = await at(browser, issuer, neighbourhood, { role: 'approver' }, '/staff/approvals')
    await expect(page.locator('#to-decide')).toBeVisible()
    await see(page, name('approvals-empty'))
  })

  test(`the audit log: who looked at what, the check of all of it, and an export (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const caseworker = await at(browser, issuer, neighbourhood, {}, '/staff/people')
    await caseworker.locator('main a[href^="/staff/people/"]').first().click()
    const handle = new URL(caseworker.url()).pathname.split('/').at(-1) ?? ''
    const auditor = await at(browser, issuer, neighbourhood, { role: 'auditor' }, '/staff/audit')
    await expect(auditor.locator('tbody tr').first()).toBeVisible()
    await see(auditor, name('audit'))
    await auditor.goto(`${issuer}/staff/audit?kind=credential&from-day=31&from-month=2&from-year=2026`)
    await see(auditor, name('audit-wrong-date'))
    await auditor.goto(`${issuer}/staff/audit?to-day=1&to-month=1&to-year=2020`)
    await expect(auditor.locator('#no-entries')).toBeVisible()
    await see(auditor, name('audit-none'))
    await auditor.goto(`${issuer}/staff/audit/cases/${handle}`)
    // Other journeys see this person in a list, too.
    await expect(auditor.locator('tbody tr').first()).toBeVisible()
    await see(auditor, name('audit-looks'))
    await auditor.goto(`${issuer}/staff/audit`)
    await auditor.locator('#check-log').click()
    await expect(auditor.locator('#check-outcome')).toHaveAttribute('data-sound', 'true')
    // Compared with what stands on the network, by a real node or the list.
    await expect(auditor.locator('#not-compared')).toHaveCount(0)
    await see(auditor, name('audit-checked'))
    if (language === 'en') await guidePicture(auditor, 'console/log-checked')
    await auditor.goto(`${issuer}/staff/audit`)
    await auditor.locator('#export-log').click()
    await see(auditor, name('audit-export'))
    const coming = auditor.waitForEvent('download')
    await auditor.locator('#log-file').click()
    expect((await coming).suggestedFilename()).toMatch(/^\w+-audit-\d+\.jsonl$/)
  })

  test(`a request of a citizen: entered, late or in time, answered and evidenced (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const page = await at(browser, issuer, neighbourhood, {}, '/staff/requests')
    await see(page, name('requests-empty'))
    const person = await at(browser, issuer, neighbourhood, {}, '/staff/people')
    const handle = ((await person.locator('main a[href^="/staff/people/"]').last().getAttribute('href')) ?? '').split('/').at(-1)?.split('?')[0] ?? ''
    await page.locator('#enter-request').click()
    await page.locator('#enter').click()
    await expect(page.locator('.govuk-error-summary')).toBeVisible()
    await see(page, name('request-wrong'))
    await enterRequest(page, issuer, { kind: 'access', handle, day: daysAgo(100) })
    await see(page, name('request-late'))
    await enterRequest(page, issuer, { kind: 'erasure', handle, day: daysAgo(1) })
    await see(page, name('request-open'))
    if (language === 'en') await guidePicture(page, 'console/request')
    await page.goto(`${issuer}/staff/requests`)
    await expect(page.locator('tbody tr')).toHaveCount(2)
    await see(page, name('requests'))
    if (language === 'en') await guidePicture(page, 'console/requests')
    await page.locator('tbody a').last().click()
    await page.locator('#answer').click()
    await proveAnew(page, { authority })
    await page.locator('#answer').click()
    await expect(page.locator('[data-told=done]')).toBeVisible()
    await see(page, name('request-erased'))
    const coming = page.waitForEvent('download')
    await page.locator('#evidence').click()
    expect((await coming).suggestedFilename()).toMatch(/\.jws$/)
  })
}

test('a request is entered and refused without a script, by keyboard alone', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await signInAsStaff(neighbourhood, page, { authority: 'brackenfield' })
  await page.goto(`${issuer}/staff/people`)
  const handle = ((await page.locator('main a[href^="/staff/people/"]').first().getAttribute('href')) ?? '').split('/').at(-1)?.split('?')[0] ?? ''
  await page.goto(`${issuer}/staff/requests`)
  await press(page, page.locator('#enter-request'))
  await expect(heading(page)).toBeVisible()
  await press(page, page.locator('input[value=access]'), 'Space')
  await type(page, page.locator('#handle'), handle)
  const today = new Date()
  await type(page, page.locator('#received-day'), String(today.getUTCDate()))
  await type(page, page.locator('#received-month'), String(today.getUTCMonth() + 1))
  await type(page, page.locator('#received-year'), String(today.getUTCFullYear()))
  await press(page, page.locator('#enter'))
  await expect(page.locator('[data-told=entered]')).toBeVisible()
  await press(page, page.locator('#refuse summary'))
  await press(page, page.locator('#refuse input[type=radio]').first(), 'Space')
  await tabTo(page, page.locator('#refuse button'))
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-told=done]')).toBeVisible()
})
