import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { press, tabTo } from '../by-keyboard.ts'
import { guidePicture } from '../guide-picture.ts'
import { look, lookAsItIs } from '../look.ts'
import { expect, proveAnew, signInAfresh, test, type StaffChoice } from '../neighbourhood.ts'

// Councils whose forms no other journey fills in.
const editor = { role: 'catalogue-editor', authority: 'dunmere' } as const
const approver = { role: 'approver', authority: 'dunmere' } as const
const welshEditor = { role: 'catalogue-editor', authority: 'elmsworth' } as const

async function opened({ neighbourhood, browser }: { readonly neighbourhood: Neighbourhood; readonly browser: Browser }, who: StaffChoice, context: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(context)).newPage()
  await signInAfresh(neighbourhood, page, who)
  return page
}

/** What verifiers read of a council's forms. */
async function toldOf(page: Page, issuer: string, authority: string): Promise<readonly { readonly id: string; readonly profile: { readonly title: { readonly en: string } } }[]> {
  const token = await (await page.request.get(`${issuer}/${authority}/form-profiles`)).text()
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { profiles: Awaited<ReturnType<typeof toldOf>> }).profiles
}

test('an editor changes a form, is told what is wrong, sees it as citizens will, and somebody else lets it go live', async ({ neighbourhood, browser }) => {
  test.setTimeout(240_000)
  const { issuer } = neighbourhood.places.urls
  // Done again in the same neighbourhood, it changes something again.
  const title = `Renew a Blue Badge in Dunmere${'!'.repeat(test.info().repeatEachIndex)}`
  const page = await opened({ neighbourhood, browser }, editor)
  await page.goto(`${issuer}/staff/catalogue`)
  await page.locator('a[href="/staff/catalogue/forms"]').click()
  await expect(page.locator('a[href="/staff/catalogue/forms/blue-badge-renewal"]')).toBeVisible()
  await guidePicture(page, 'console/forms')
  await look(page, 'forms')
  await page.locator('a[href="/staff/catalogue/forms/blue-badge-renewal"]').click()
  await expect(page.locator('#accreditation-state')).toBeVisible()
  await look(page, 'form')
  await page.locator('#edit-form').click()
  await expect(page).toHaveURL(/\/form-drafts\/[0-9a-f]{32}$/)
  const draft = page.url()
  await page.locator('a[href$="/edit/words"]').click()
  await page.locator('[id="title.en"]').fill(title)
  await page.locator('#save-section').click()
  await expect(page).toHaveURL(draft)
  await page.locator('a[href$="/edit/claim.family_name"]').click()
  const filled = await page.locator('#fields').inputValue()
  await page.locator('#fields').fill('')
  await page.locator('#save-section').click()
  await expect(page.locator('#fields-error')).toContainText('fills no field')
  await guidePicture(page, 'console/form-finding')
  await look(page, 'form-claim-wrong')
  await page.goto(draft)
  await expect(page.locator('.govuk-error-summary')).toBeVisible()
  await expect(page.locator('#ask-approval')).toHaveCount(0)
  await page.locator('.govuk-error-summary a').click()
  await expect(page.locator('#fields')).toBeVisible()
  await page.locator('#fields').fill(filled)
  await page.locator('#save-section').click()
  await page.locator('a[href$="/edit/claims"]').click()
  await expect(page.locator('input[name="need.family_name"]:checked')).toHaveValue('required')
  await look(page, 'form-claims')
  await page.goto(draft)
  await expect(page.locator('[data-claims=unseen]').first()).toBeVisible()
  await guidePicture(page, 'console/form-preview', { from: '.cf-consent[lang=en]' })
  await look(page, 'form-draft')
  await page.locator('#ask-approval').click()
  await proveAnew(page, editor)
  await page.locator('#ask-approval').click()
  await expect(page.locator('#approval-state')).toBeVisible()
  await look(page, 'form-draft-asked')

  const other = await opened({ neighbourhood, browser }, approver)
  await other.goto(`${issuer}/staff/approvals`)
  await other.getByRole('link', { name: `“${title}”` }).click()
  await expect(other.locator('main')).toContainText('title.en')
  await look(other, 'form-approval')
  const approval = other.url()
  await other.locator('#all-of-it').click()
  await expect(other.locator('.cf-consent').first()).toContainText(title)
  await look(other, 'form-review')
  expect((await toldOf(page, issuer, 'dunmere')).map(({ profile }) => profile.title.en)).not.toContain(title)
  await other.goto(approval)
  await other.locator('#step-up').click()
  await proveAnew(other, approver)
  await other.locator('input[value=checked]').check()
  await other.locator('#decide').click()
  await expect(other.locator('[data-told=decided]')).toBeVisible()
  await expect.poll(async () => (await toldOf(page, issuer, 'dunmere')).map(({ id, profile }) => [id, profile.title.en]), { timeout: 30_000 }).toContainEqual(['blue-badge-renewal', title])

  await page.goto(`${issuer}/staff/catalogue/forms/blue-badge-renewal`)
  await expect(page.locator('a[href$="/versions/1"]')).toBeVisible()
  await look(page, 'form-published')
  await page.locator('a[href$="/versions/1"]').click()
  await expect(page.locator('pre')).toContainText('"version": 1')
  await look(page, 'form-version')
  await page.goBack()
  await page.locator('#withdraw-form').click()
  await expect(page.locator('#becomes')).toBeVisible()
  await look(page, 'form-withdrawal')
  await page.locator('#discard-draft').click()
  await expect(page.locator('#edit-form')).toBeVisible()
})

test('a new form, in Welsh on a telephone', async ({ neighbourhood, browser }) => {
  test.setTimeout(150_000)
  const { issuer } = neighbourhood.places.urls
  const page = await opened({ neighbourhood, browser }, welshEditor, { viewport: { width: 320, height: 640 } })
  await page.goto(`${issuer}/staff/catalogue/forms?language=cy`)
  await expect(page.locator('#new-form')).toBeVisible()
  await lookAsItIs(page, 'forms.cy')
  await page.locator('#new-form').click()
  await page.locator('#id').fill('Ffurflen newydd')
  await page.locator('#make-form').click()
  await expect(page.locator('.govuk-error-summary')).toBeVisible()
  await lookAsItIs(page, 'form-new-wrong.cy')
  await page.locator('#id').fill('benthyg-llyfr')
  await page.locator('input[value=library-card]').check()
  await page.locator('#make-form').click()
  await expect(page).toHaveURL(/\/form-drafts\/[0-9a-f]{32}$/)
  await lookAsItIs(page, 'form-new-draft.cy')
  await page.locator('a[href$="/edit/claims"]').first().click()
  await page.locator('input[name="need.card_number"][value=required]').check()
  await page.locator('#save-section').click()
  await page.locator('a[href$="/edit/claim.card_number"]').first().click()
  await expect(page.locator('[id="why.cy-error"]')).toBeVisible()
  await lookAsItIs(page, 'form-claim-new.cy')
  await page.goBack()
  await page.locator('#discard-draft').click()
  await expect(page.locator('#new-form')).toBeVisible()
})

test('without JavaScript, and another window is told that it is late', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await opened({ neighbourhood, browser }, welshEditor, { javaScriptEnabled: false })
  await page.goto(`${issuer}/staff/catalogue/forms/school-travel`)
  await page.locator('#edit-form').click()
  const draft = page.url()
  await page.goto(`${draft}/edit/words`)
  // With its script, for what looks at a page needs one.
  const late = await opened({ neighbourhood, browser }, welshEditor)
  await late.goto(page.url())
  await page.locator('[id="title.en"]').fill('Travel to school')
  await page.locator('#save-section').click()
  await expect(page).toHaveURL(draft)
  await late.locator('[id="title.en"]').fill('Going to school')
  await late.locator('#save-section').click()
  await expect(late.locator('.govuk-error-summary')).toBeVisible()
  await expect(late.locator('[id="title.en"]')).toHaveValue('Going to school')
  await look(late, 'form-stale')
  await page.locator('#discard-draft').click()
  await expect(page.locator('#edit-form')).toBeVisible()
})

test('by keyboard alone, from the list to a word that is kept', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await opened({ neighbourhood, browser }, editor)
  await page.goto(`${issuer}/staff/catalogue/forms`)
  await press(page, page.locator('a[href="/staff/catalogue/forms/leisure-concession"]'))
  await press(page, page.locator('#edit-form'))
  await press(page, page.locator('a[href$="/edit/words"]'))
  await tabTo(page, page.locator('[id="title.en"]'))
  await page.keyboard.press('End')
  await page.keyboard.type(' of ours')
  await page.keyboard.press('Enter')
  await expect(page.locator('#becomes')).toBeVisible()
  await press(page, page.locator('#discard-draft'))
  await expect(page.locator('#edit-form')).toBeVisible()
})
