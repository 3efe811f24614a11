import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { recordsOf, rowsFor } from '../../issuer/bulk/bulk-scene.ts'
import { press } from '../by-keyboard.ts'
import { look, lookAsItIs } from '../look.ts'
import { expect, proveAnew, signInAfresh, signInAsStaff, test } from '../neighbourhood.ts'

// A council for each walk that uploaded nothing yet.
const walks = [
  { language: 'en', authority: 'elmsworth', context: { viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => `staff-${screen}` },
  { language: 'cy', authority: 'dunmere', context: { viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `staff-${screen}.cy` },
] as const

const people = 60
const csv = (...rows: readonly string[]): string => `${['reference,type,language', ...rows].join('\n')}\n`
const fileWith = (content: string) => ({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })

/** Adds people whom only this journey knows, below those that others look for. */
function addPeople({ places }: Neighbourhood, authority: string): void {
  const file = join(places.recordsDir, `${authority}.csv`)
  const before = readFileSync(file, 'utf8').trimEnd()
  const columns = (before.split('\n')[0] ?? '').split(',')
  const [heading = '', ...more] = recordsOf(people).trimEnd().split('\n')
  const names = heading.split(',')
  const rows = more.map((row) => columns.map((column) => row.split(',')[names.indexOf(column)] ?? '').join(','))
  writeFileSync(file, `${[before, ...rows].join('\n')}\n`)
}

async function upload(page: Page, content: string): Promise<void> {
  await page.locator('#file').setInputFiles(fileWith(content))
  await page.locator('#bulk-check').click()
}

/** Somebody else of the same council says yes. */
async function approve(neighbourhood: Neighbourhood, browser: Browser, authority: string, rows: number): Promise<void> {
  const context = await browser.newContext()
  const approver = await context.newPage()
  await signInAsStaff(neighbourhood, approver, { authority, role: 'approver' })
  await approver.goto(`${neighbourhood.places.urls.issuer}/staff/approvals`)
  await approver.getByRole('link', { name: `Issue ${rows} credentials from a file` }).click()
  await approver.locator('#step-up').click()
  await proveAnew(approver, { authority, role: 'approver' })
  await approver.locator('input[name=reason][value=checked]').check()
  await approver.locator('#decide').click()
  await expect(approver.locator('[data-told=decided]')).toBeVisible()
  await context.close()
}

const state = (page: Page): Locator => page.locator('#bulk-state')
const opened = async (browser: Browser, options: BrowserContextOptions): Promise<Page> => (await browser.newContext(options)).newPage()

for (const { language, authority, context, see, name } of walks) {
  test(`a file is mended, checked, approved, run and handed on (${language})`, async ({ neighbourhood, browser }) => {
    test.setTimeout(180_000)
    const { issuer } = neighbourhood.places.urls
    addPeople(neighbourhood, authority)
    const staff = await opened(browser, context)
    await signInAfresh(neighbourhood, staff, { authority })
    const seen = (screen: string): Promise<void> => see(staff, name(screen))
    await staff.goto(`${issuer}/staff/bulk?language=${language}`)
    await expect(staff.locator('#bulk-none')).toBeVisible()
    await seen('bulk-empty')
    await staff.locator('#bulk-upload').click()
    await seen('bulk-upload')
    await staff.locator('#bulk-check').click()
    await expect(staff.locator('.govuk-error-summary')).toBeFocused()
    await upload(staff, 'name\nSomebody\n')
    await expect(staff.locator('.govuk-error-summary a')).toHaveAttribute('href', '#file')
    await seen('bulk-upload-refused')

    await upload(staff, csv(...rowsFor(40), '=1+1,residency,', 'BK-000041,magic wand,xx', 'BK-000001,residency,'))
    await expect(staff.locator('#bulk-errors')).toContainText('=1+1')
    await seen('bulk-errors')
    const [download] = await Promise.all([staff.waitForEvent('download'), staff.locator('#bulk-error-file').click()])
    const withErrors = readFileSync(await download.path(), 'utf8')
    expect(withErrors).toContain('"\'=1+1"')
    await upload(staff, withErrors.replace('"\'=1+1"', '"BK-000042"').replace('"magic wand"', '"residency"').replace('"xx"', '"cy"'))
    await expect(staff.locator('#bulk-count-create')).toHaveText('2')
    await seen('bulk-check')

    await staff.goto(`${issuer}/staff/bulk/new`)
    await upload(staff, csv(...rowsFor(people), 'BK-000001,residency,'))
    await expect(staff.locator('#bulk-count-create')).toHaveText(String(people))
    await staff.locator('#bulk-ask').click()
    await expect(state(staff)).toHaveAttribute('data-state', 'asked')
    await seen('bulk-waiting')
    await approve(neighbourhood, browser, authority, people)
    await staff.reload()
    await expect(state(staff)).toHaveAttribute('data-state', 'approved')
    await seen('bulk-approved')
    await staff.locator('#step-up').click()
    await proveAnew(staff, { authority })
    await expect(state(staff)).toHaveAttribute('data-state', 'approved')
    await staff.locator('#bulk-start-first').click()
    // Its script sees for itself that it has paused.
    await expect(state(staff)).toHaveAttribute('data-state', 'paused')
    await expect(staff.locator('progress')).toHaveAttribute('value', '10')
    await seen('bulk-paused')
    await staff.locator('#bulk-resume').click()
    // Fifty rows are left, which take ten seconds.
    await expect(state(staff)).toHaveAttribute('data-state', 'running')
    await staff.locator('#bulk-pause').click()
    await expect(state(staff)).toHaveAttribute('data-state', 'paused')
    await staff.locator('#bulk-resume').click()
    await expect(staff.locator('[data-progress-text=rate]')).not.toBeEmpty()
    await expect(state(staff)).toHaveAttribute('data-state', 'finished', { timeout: 30_000 })
    await seen('bulk-done')
    for (const kind of ['links', 'codes']) {
      const [taken] = await Promise.all([staff.waitForEvent('download'), staff.locator(`#bulk-${kind}`).click()])
      expect(readFileSync(await taken.path(), 'utf8').trim().split('\r\n')).toHaveLength(people + 1)
    }
    await staff.locator('#bulk-withdraw').click()
    await seen('bulk-confirm-withdraw')
    await staff.locator('#bulk-confirm-withdraw').click()
    await expect(staff.locator('#bulk-withdraw')).toHaveCount(0)
    await staff.goto(`${issuer}/staff/bulk`)
    await seen('bulk-list')
  })
}

test('without a script, by keyboard alone, a file is checked, approved and watched by reloading', async ({ neighbourhood, browser }) => {
  const authority = 'calderwick'
  const { issuer } = neighbourhood.places.urls
  addPeople(neighbourhood, authority)
  const staff = await opened(browser, { javaScriptEnabled: false })
  await signInAfresh(neighbourhood, staff, { authority })
  await staff.goto(`${issuer}/staff/bulk/new`)
  await staff.locator('#file').setInputFiles(fileWith(csv(...rowsFor(30))))
  await press(staff, staff.locator('#bulk-check'))
  await press(staff, staff.locator('#bulk-ask'))
  await expect(state(staff)).toHaveAttribute('data-state', 'asked')
  await approve(neighbourhood, browser, authority, 30)
  await staff.reload()
  await press(staff, staff.locator('#step-up'))
  await proveAnew(staff, { authority })
  await press(staff, staff.locator('#bulk-start'))
  await expect(state(staff)).toHaveAttribute('data-state', 'running')
  await expect(staff.locator('noscript, meta[http-equiv=refresh]').first()).toBeAttached()
  await expect(state(staff)).toHaveAttribute('data-state', 'finished', { timeout: 30_000 })
})
