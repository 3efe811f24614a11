import type { Browser, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { press } from '../by-keyboard.ts'
import { guidePicture } from '../guide-picture.ts'
import { look, lookAsItIs } from '../look.ts'
import { expect, proveAnew, signInAsStaff, test, type StaffChoice } from '../neighbourhood.ts'
import { askForMany } from './steps.ts'

// Councils where nobody else uploads a file: nothing else waits there.
const walks = [
  { language: 'en', authority: 'brackenfield', prefix: 'BRA', context: { viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => `console-${screen}` },
  { language: 'cy', authority: 'calderwick', prefix: 'CAL', context: { viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `console-${screen}.cy` },
] as const

const opened = async (browser: Browser, neighbourhood: Neighbourhood, context: object, who: StaffChoice): Promise<Page> => {
  const page = await (await browser.newContext(context)).newPage()
  await signInAsStaff(neighbourhood, page, who)
  return page
}

for (const { language, authority, prefix, context, see, name } of walks) {
  test(`a second person looks at all of it and decides; without one, everybody is told (${language})`, async ({ neighbourhood, browser }) => {
    test.setTimeout(180_000)
    const { issuer } = neighbourhood.places.urls
    const caseworker = await opened(browser, neighbourhood, context, { authority })
    await caseworker.goto(`${issuer}/staff/bulk?language=${language}`)
    await askForMany(caseworker, issuer, [`${prefix}-1001`, `${prefix}-1002`])
    await caseworker.goto(`${issuer}/staff/approvals`)
    await caseworker.locator('#own tbody a').click()
    await expect(caseworker.locator('#is-own')).toBeVisible()
    await see(caseworker, name('approval-own'))
    const approval = caseworker.url()

    const approver = await opened(browser, neighbourhood, context, { authority, role: 'approver' })
    await approver.goto(`${issuer}/staff/approvals?language=${language}`)
    await expect(approver.locator('#to-decide tbody a')).toBeVisible()
    await see(approver, name('approvals'))
    if (language === 'en') await guidePicture(approver, 'console/approvals')
    await approver.locator('#to-decide tbody a').click()
    await see(approver, name('approval-step-up'))
    await approver.locator('#all-of-it').click()
    await expect(approver.locator('tbody tr')).toHaveCount(2)
    await see(approver, name('approval-rows'))
    if (language === 'en') await guidePicture(approver, 'console/all-of-it')
    await approver.locator('main p a').last().click()
    await approver.locator('#step-up').click()
    await proveAnew(approver, { authority, role: 'approver' })
    if (language === 'en') await guidePicture(approver, 'console/to-decide', { from: '#what' })
    await approver.locator('#decide').click()
    await expect(approver.locator('.govuk-error-summary')).toBeVisible()
    await see(approver, name('approval-no-choice'))
    await approver.locator('input[value=wrong_people]').check()
    await approver.locator('#decide').click()
    await expect(approver.locator('[data-told=decided]')).toBeVisible()
    await see(approver, name('approval-refused'))
    await caseworker.goto(approval)
    await expect(caseworker.locator('[data-state=refused]')).toBeVisible()

    await askForMany(caseworker, issuer, [`${prefix}-1003`])
    const admin = await opened(browser, neighbourhood, context, { authority, role: 'authority-admin' })
    await admin.goto(`${issuer}/staff/approvals?language=${language}`)
    await admin.locator('#to-decide tbody a').click()
    const urgent = new URL(admin.url()).pathname
    await admin.locator('#break-glass').click()
    await proveAnew(admin, { authority, role: 'authority-admin' })
    await admin.locator('#open-glass').click()
    await expect(admin.locator('.govuk-error-summary')).toBeVisible()
    await see(admin, name('break-glass-wrong'))
    await admin.locator('input[value=harm_to_somebody]').check()
    await admin.locator('#phrase').fill('run without approval')
    await admin.locator('#open-glass').click()
    await expect(admin.locator('[data-told=decided]')).toBeVisible()
    await see(admin, name('break-glass-open'))
    await caseworker.goto(`${issuer}/staff/prints`)
    await expect(caseworker.locator('.cf-alarm')).toBeVisible()
    await see(caseworker, name('break-glass-banner'))
    await admin.locator('#end-glass').click()
    await expect(admin.locator('[data-told=ended]')).toBeVisible()
    await caseworker.goto(`${issuer}/staff/prints`)
    await expect(caseworker.locator('.cf-alarm')).toHaveCount(0)
    await approver.goto(`${issuer}/staff/approvals`)
    await expect(approver.locator('#to-review')).toBeVisible()
    await see(approver, name('approvals-to-review'))
    await approver.goto(`${issuer}${urgent}`)
    await approver.locator('input[value=in_order]').check()
    await approver.locator('#review-glass').click()
    await expect(approver.locator('[data-told=reviewed]')).toBeVisible()
    await see(approver, name('break-glass-reviewed'))
  })
}

test('a request is approved without a script, by keyboard alone', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const authority = 'brackenfield'
  const caseworker = await opened(browser, neighbourhood, {}, { authority })
  await askForMany(caseworker, issuer, ['BRA-1004'])
  const approver = await opened(browser, neighbourhood, { javaScriptEnabled: false }, { authority, role: 'approver' })
  await approver.goto(`${issuer}/staff/approvals`)
  await press(approver, approver.locator('#to-decide tbody a').last())
  await press(approver, approver.locator('#step-up'))
  await expect(approver.locator('#sign-in-again')).toBeVisible()
  await proveAnew(approver, { authority, role: 'approver' })
  await press(approver, approver.locator('input[value=checked]'), 'Space')
  await press(approver, approver.locator('#decide'))
  await expect(approver.locator('[data-told=decided]')).toBeVisible()
})
