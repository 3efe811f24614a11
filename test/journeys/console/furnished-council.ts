import type { Browser, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import type { StaffRole } from '@counterfoil/issuer/domain/staff-member'
import { collectWithoutScreen } from '../collect-without-screen.ts'
import { expect, offerCredential, signInAsStaff } from '../neighbourhood.ts'
import { askForMany, daysAgo, enterRequest } from './steps.ts'

/** What the addresses of pages name: something of each kind, so that no page is looked at empty. */
export type Existing = Readonly<Record<string, string>>

const authority = 'aldermoor'
/** Nobody else collects for her, nor changes her credential. */
const person = { name: 'Zara', reference: 'ALD-1025', type: 'blue-badge' }
/** Whose draft is left. */
const type = 'free-school-meals'

const lastPart = (address: string): string => new URL(address, 'https://any.invalid').pathname.split('/').at(-1) ?? ''
const furnished = new WeakMap<Neighbourhood, Promise<Existing>>()

/** Makes one of everything in a neighbourhood, once. */
export function furnishedCouncil(neighbourhood: Neighbourhood, browser: Browser): Promise<Existing> {
  const made = furnished.get(neighbourhood) ?? furnish(neighbourhood, browser)
  furnished.set(neighbourhood, made)
  return made
}

async function furnish(neighbourhood: Neighbourhood, browser: Browser): Promise<Existing> {
  const { issuer } = neighbourhood.places.urls
  const at = async (role: StaffRole, path: string): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
    await signInAsStaff(neighbourhood, page, { role, authority })
    await page.goto(`${issuer}${path}?language=en`)
    return page
  }
  const caseworker = await at('caseworker', '/staff/people')
  const issued = await issue(caseworker, issuer)
  await askForMany(caseworker, issuer, ['ALD-1004', 'ALD-1005'])
  const job = lastPart(caseworker.url())
  const approval = await ownApproval(caseworker, issuer)
  const statusJob = await plan(caseworker, issuer)
  await enterRequest(caseworker, issuer, { kind: 'access', handle: issued.person, day: daysAgo(1) })
  const request = lastPart(caseworker.url())
  const auditor = await at('auditor', '/staff/audit')
  await auditor.locator('#export-log').click()
  await expect(auditor.locator('#log-file')).toBeVisible()
  const editor = await at('catalogue-editor', `/staff/catalogue/types/${type}`)
  await editor.locator('#edit-type').click()
  await expect(editor.locator('#discard-draft')).toBeVisible()
  const draft = lastPart(editor.url())
  const forms = await formsOf(editor, issuer)
  const made: Existing = { ...issued, ...forms, job, approval, statusJob, request, number: lastPart(auditor.url()), draft, type, section: 'words', step: 'type', change: 'suspend' }
  await Promise.all([caseworker, auditor, editor].map((page) => page.context().close()))
  return made
}

async function issue(staff: Page, issuer: string): Promise<{ readonly person: string; readonly offer: string; readonly credential: string }> {
  const offer = await offerCredential(staff, person.name, person.type)
  await collectWithoutScreen(issuer, authority, offer, person.type)
  await staff.locator('#offer-state').click()
  const offerPage = lastPart(staff.url())
  await staff.goto(`${issuer}/staff/people`)
  await staff.getByRole('link', { name: person.name }).click()
  const print = (await staff.locator('main a[href$="/print"]').first().getAttribute('href')) ?? ''
  return { person: lastPart(staff.url()), offer: offerPage, credential: print.split('/').at(-2) ?? '' }
}

/** What this member of staff asked for last. */
export async function ownApproval(staff: Page, issuer: string): Promise<string> {
  await staff.goto(`${issuer}/staff/approvals`)
  return lastPart((await staff.locator('#own tbody a').last().getAttribute('href')) ?? '')
}

/** A draft of a new form, and a version of one that came with the service. */
async function formsOf(editor: Page, issuer: string): Promise<{ readonly form: string; readonly version: string; readonly formDraft: string }> {
  await editor.goto(`${issuer}/staff/catalogue/new-form`)
  await editor.locator('#id').fill('looked-at-by-each-role')
  await editor.locator('input[name=type]').first().check()
  await editor.locator('#make-form').click()
  await expect(editor).toHaveURL(/\/form-drafts\/[0-9a-f]{32}$/)
  const formDraft = lastPart(editor.url())
  await editor.goto(`${issuer}/staff/catalogue/forms`)
  await editor.locator('main a[href^="/staff/catalogue/forms/"]').first().click()
  const form = lastPart(editor.url())
  const version = (await editor.locator('main a[href*="/versions/"]').first().getAttribute('href')) ?? ''
  return { form, version: lastPart(version), formDraft }
}

/** A change that nobody confirms. */
async function plan(staff: Page, issuer: string): Promise<string> {
  await staff.goto(`${issuer}/staff/status/references`)
  await staff.locator('#references').fill(person.reference)
  await staff.locator('input[name=change][value=suspend]').check()
  await staff.locator('main form button').last().click()
  await expect(staff.locator('#plan')).toBeVisible()
  return lastPart(staff.url())
}
