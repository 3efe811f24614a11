import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { press, tabTo, type } from '../by-keyboard.ts'
import { collectWithoutScreen } from '../collect-without-screen.ts'
import { guidePicture } from '../guide-picture.ts'
import { look, lookAsItIs } from '../look.ts'
import { atOnce, expect, offerResidency, proveAnew, signInAsStaff, test } from '../neighbourhood.ts'

// Of these journeys alone, so that lists hold what they issued.
const authority = 'dunmere'
const wide = { viewport: { width: 1280, height: 720 } }

const heading = (page: Page) => page.getByRole('heading', { level: 1 })
const boxes = (page: Page) => page.locator('table input[type=checkbox]')
const state = (page: Page) => page.locator('#state')

const openDesk = async (browser: Browser, options: BrowserContextOptions = wide): Promise<Page> => (await browser.newContext(options)).newPage()

async function issueTo(staff: Page, issuer: string, people: readonly string[]): Promise<void> {
  for (const person of people) {
    await staff.goto(`${issuer}/staff/people`)
    await collectWithoutScreen(issuer, authority, await offerResidency(staff, person))
  }
}

/** Asks again until it is so: pages say how things stood when they were asked for. */
async function untilShown(page: Page, what: string): Promise<void> {
  await expect(async () => {
    await page.reload()
    await expect(page.locator('main')).toContainText(what, { timeout: 500 })
  }).toPass({ timeout: 60_000 })
}

test('staff look through what was issued, and change one and many', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const staff = await openDesk(browser)
  await signInAsStaff(neighbourhood, staff, { authority })
  await staff.goto(`${issuer}/staff/caseload?type=blue-badge`)
  await expect(staff.locator('main')).toContainText('No credential matches these filters.')
  await look(staff, 'caseload-nothing-found')
  await issueTo(staff, issuer, ['Ada', 'Carys', 'Dafydd', 'Elin'])

  await test.step('the list, filtered, and what is wrong with a date', async () => {
    await staff.goto(`${issuer}/staff/caseload?type=residency`)
    await expect(boxes(staff)).toHaveCount(4)
    await look(staff, 'caseload')
    await staff.locator('#filter summary').click()
    await look(staff, 'caseload-filter')
    await staff.locator('#reference').fill('DUN-1003')
    await staff.locator('#issued-to-day').fill('30')
    await staff.locator('#issued-to-month').fill('2')
    await staff.locator('#issued-to-year').fill('2027')
    await staff.getByRole('button', { name: 'Apply filters' }).click()
    await expect(staff.locator('.govuk-error-summary')).toBeFocused()
    await look(staff, 'caseload-wrong-date')
    await staff.locator('#issued-to-month').fill('3')
    await staff.getByRole('button', { name: 'Apply filters' }).click()
    await expect(boxes(staff)).toHaveCount(1)
    expect(staff.url()).not.toContain('DUN-1003')
    await look(staff, 'caseload-filtered')
  })

  await test.step('the table holds exactly what is filtered', async () => {
    const downloading = staff.waitForEvent('download')
    await staff.locator('#export').click()
    const stream = await (await downloading).createReadStream()
    let text = ''
    for await (const piece of stream) text += String(piece)
    expect(text.trim().split('\r\n')).toHaveLength(2)
    expect(text).not.toMatch(/Carys|DUN-/)
  })

  await test.step('one: its story, and its status', async () => {
    await staff.locator('table th[scope=row] a').click()
    await expect(staff.locator('#timeline')).toContainText('Collected by a wallet')
    await staff.getByRole('button', { name: 'Revoke' }).click()
    await expect(staff.locator('#effects')).toContainText(/\d+ forms? of the councils/)
    await look(staff, 'status-one-confirm')
    await staff.getByRole('radio').first().check()
    await staff.locator('#confirm').click()
    await proveAnew(staff, { authority })
    // What was chosen before is chosen still.
    await expect(staff.getByRole('radio').first()).toBeChecked()
    await staff.locator('#confirm').click()
    await expect(state(staff)).toContainText('Begins soon')
    // Undone first: a picture can take longer than there is to undo it.
    const beside = await staff.context().newPage()
    await beside.goto(staff.url())
    await beside.locator('#undo').click()
    await expect(state(beside)).toContainText('Undone')
    await beside.close()
    await guidePicture(staff, 'console/can-be-undone')
    await staff.getByRole('link', { name: 'Show this credential' }).click()
    await staff.getByRole('button', { name: 'Open renewal' }).click()
    await expect(heading(staff)).toContainText('Open renewal of this credential?')
    await look(staff, 'renew-one-confirm')
    await staff.goBack()
    await staff.getByRole('button', { name: 'Suspend' }).click()
    await staff.getByRole('radio').first().check()
    await atOnce(staff).check()
    await staff.locator('#confirm').click()
    await expect(staff.locator('.govuk-notification-banner--success')).toBeFocused()
    await staff.goto(`${issuer}/staff/caseload?status=suspended`)
    await staff.locator('table th[scope=row] a').click()
    await untilShown(staff, 'The status list with this was served')
    await look(staff, 'credential')
  })

  let doneJob = ''
  await test.step('many: undone, and then done', async () => {
    const selectTwo = async (): Promise<void> => {
      await staff.goto(`${issuer}/staff/caseload?type=residency&status=active`)
      await boxes(staff).nth(0).check()
      await boxes(staff).nth(1).check()
      await staff.getByRole('button', { name: 'Suspend' }).click()
      await expect(staff.locator('#plan')).toContainText('Will be changed')
    }
    await selectTwo()
    await staff.locator('#confirm').click()
    await expect(staff.locator('.govuk-error-summary')).toBeFocused()
    await look(staff, 'status-many-confirm')
    await staff.getByRole('radio').first().check()
    await staff.locator('#confirm').click()
    await staff.locator('#undo').click()
    await expect(state(staff)).toContainText('Undone')
    await look(staff, 'status-many-undone')
    await selectTwo()
    await staff.getByRole('radio').first().check()
    await staff.locator('#confirm').click()
    await expect(staff.locator('#undo')).toBeVisible()
    doneJob = new URL(staff.url()).pathname
    await look(staff, 'status-many-staged')
    await staff.goto(`${issuer}/staff/status`)
    await look(staff, 'status-many-recent')
    await staff.locator(`a[href="${doneJob}"]`).click()
    await untilShown(staff, 'The status list with all of it was served from')
    await expect(staff.locator('#changed')).toContainText('2 credentials were changed.')
    await look(staff, 'status-many-done')
  })

  await test.step('more than one person may change alone', async () => {
    await staff.goto(`${issuer}/staff/status/references`)
    await look(staff, 'status-references')
    await staff.locator('#references').fill('DUN-1001\nDUN-1003\nDUN-1004\nDUN-1005\nDUN-9999')
    await staff.locator('input[name=change][value=revoke]').check()
    await staff.getByRole('button', { name: 'Find them' }).click()
    await expect(staff.locator('#plan')).toContainText('5')
    await look(staff, 'status-many-revoke')
    await staff.getByRole('radio').first().check()
    await staff.locator('#confirm').click()
    await expect(state(staff)).toContainText('Waits for approval')
    await look(staff, 'status-many-waiting')
    await staff.locator('#undo').click()
    await expect(state(staff)).toContainText('Undone')
  })

  await test.step('the same in Welsh, on a telephone', async () => {
    await staff.setViewportSize({ width: 320, height: 640 })
    for (const [address, screen] of [['caseload?type=residency&', 'caseload'], ['status/references?', 'status-references'], ['status?', 'status-many-recent']] as const) {
      await staff.goto(`${issuer}/staff/${address}language=cy`)
      await lookAsItIs(staff, `${screen}.cy`)
    }
    await staff.locator(`a[href="${doneJob}"]`).click()
    await lookAsItIs(staff, 'status-many-done.cy')
    await staff.goto(`${issuer}/staff/caseload?type=residency&language=cy`)
    await staff.locator('table th[scope=row] a').first().click()
    await lookAsItIs(staff, 'credential.cy')
  })
})

test('many are changed by keyboard alone, and without JavaScript', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const staff = await openDesk(browser)
  await signInAsStaff(neighbourhood, staff, { authority: 'calderwick' })
  await staff.goto(`${issuer}/staff/people`)
  await collectWithoutScreen(issuer, 'calderwick', await offerResidency(staff, 'Hana'))

  await test.step('by keyboard', async () => {
    await staff.goto(`${issuer}/staff/caseload`)
    await press(staff, staff.locator('#filter summary'))
    await type(staff, staff.locator('#reference'), 'CAL-1008')
    await staff.keyboard.press('Enter')
    await expect(boxes(staff)).toHaveCount(1)
    await press(staff, boxes(staff), 'Space')
    await press(staff, staff.getByRole('button', { name: 'Suspend' }))
    await tabTo(staff, staff.getByRole('radio').first())
    await staff.keyboard.press('Space')
    await press(staff, staff.locator('#confirm'))
    await press(staff, staff.locator('#undo'))
    await expect(state(staff)).toContainText('Undone')
  })

  await test.step('without JavaScript', async () => {
    const plain = await openDesk(browser, { ...wide, javaScriptEnabled: false })
    await plain.context().addCookies(await staff.context().cookies())
    await plain.goto(`${issuer}/staff/caseload?type=residency`)
    await plain.locator('#filter summary').click()
    await plain.locator('#reference').fill('CAL-1008')
    await plain.getByRole('button', { name: 'Apply filters' }).click()
    await expect(boxes(plain)).toHaveCount(1)
    await boxes(plain).check()
    await plain.getByRole('button', { name: 'Open renewal' }).click()
    await plain.getByRole('radio').first().check()
    await plain.locator('#confirm').click()
    await expect(heading(plain)).toContainText('Open renewal of a credential')
    await untilShown(plain, '1 credential was changed.')
  })
})
