import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { staffRoles, type StaffRole } from '@counterfoil/issuer/domain/staff-member'
import { may } from '@counterfoil/issuer/domain/staff-permission'
import { navigationOf } from '@counterfoil/issuer/pages/sections'
import { staffRoleWords } from '@counterfoil/issuer/pages/words/staff-roles'
import { press, type } from '../by-keyboard.ts'
import { lookBriefly } from '../look.ts'
import { expect, signInAsStaff, test } from '../neighbourhood.ts'
import { furnishedCouncil, ownApproval, type Existing } from './furnished-council.ts'
import { consolePages, pagesOf, type ConsolePage } from './route-table.ts'
import { askForMany } from './steps.ts'

// What a role may stands in one place, which the service, its docs and these journeys read: nothing of it is typed here again.

const wide = { viewport: { width: 1280, height: 720 } }
const heading = (page: Page) => page.getByRole('heading', { level: 1 })

/** Two kinds of job, and of draft, are called the same in addresses. */
function nameIn(url: string, part: string): string {
  if (part === 'job' && url.startsWith('/staff/status/')) return 'statusJob'
  return part === 'draft' && url.includes('/form-') ? 'formDraft' : part
}

/** The address of one thing of the kind that a page is about. */
function addressOf({ url }: ConsolePage, existing: Existing): string {
  return url.replaceAll(/:(\w+)/g, (_, part: string) => existing[nameIn(url, part)] ?? `nothing-was-made-for-${part}`)
}

async function signedIn(neighbourhood: Neighbourhood, browser: Browser, role: StaffRole, options: BrowserContextOptions = wide): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  await signInAsStaff(neighbourhood, page, { role })
  return page
}

const everySection = navigationOf({ subject: '', name: '', authority: '', roles: staffRoles }, 'en', null)
const sectionsOf = (role: StaffRole): readonly string[] => {
  const open = new Set(pagesOf(role).map(({ url }) => url))
  return everySection.map(({ href }) => href).filter((href) => open.has(href))
}

for (const role of staffRoles) {
  test(`as ${role}: the navigation leads to what is theirs, each page opens in both languages and without a script, and the others say whose they are`, async ({ neighbourhood, browser }) => {
    test.setTimeout(240_000)
    const { issuer } = neighbourhood.places.urls
    const existing = await furnishedCouncil(neighbourhood, browser)
    const page = await signedIn(neighbourhood, browser, role)
    const plain = await signedIn(neighbourhood, browser, role, { ...wide, javaScriptEnabled: false })

    await test.step('the navigation', async () => {
      await page.goto(`${issuer}/staff?language=en`)
      const links = page.locator('.govuk-service-navigation__list a')
      expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual(sectionsOf(role))
      expect(sectionsOf(role)).toContain('/staff/overview')
    })

    for (const one of pagesOf(role)) {
      await test.step(one.url, async () => {
        const address = addressOf(one, existing)
        for (const [shown, language] of [[plain, 'cy'], [page, 'en']] as const) {
          const answer = await shown.goto(`${issuer}${address}?language=${language}`)
          expect.soft([address, answer?.status()]).toEqual([address, 200])
          await expect.soft(shown.locator('html'), address).toHaveAttribute('lang', language)
          await expect.soft(heading(shown), address).toHaveCount(1)
          await expect.soft(heading(shown), address).not.toHaveText(staffRoleWords[language].missing.title)
        }
        await lookBriefly(page, `${role}, ${one.url}`)
      })
    }

    await test.step('pages of others', async () => {
      const others = consolePages.filter((one) => !may({ roles: [role] }, one.permission))
      for (const one of others) {
        const answer = await page.request.get(`${issuer}${addressOf(one, existing)}?language=en`)
        expect.soft([one.url, answer.status()]).toEqual([one.url, 403])
        expect.soft(await answer.text(), one.url).toContain(`<h1 class="govuk-heading-l">${staffRoleWords.en.missing.title}</h1>`)
      }
      await plain.goto(`${issuer}${others.map((one) => addressOf(one, existing)).at(-1) ?? ''}?language=cy`)
      await expect(heading(plain)).toHaveText(staffRoleWords.cy.missing.title)
    })
    await Promise.all([page, plain].map((shown) => shown.context().close()))
  })
}

// Caseworkers, approvers and catalogue editors do theirs by keyboard in issue-one, approvals and catalogue.

test('an auditor checks the log and takes an export, by keyboard alone', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await signedIn(neighbourhood, browser, 'auditor')
  await page.goto(`${issuer}/staff?language=en`)
  await press(page, page.locator('.govuk-service-navigation__link[href="/staff/audit"]'))
  await press(page, page.locator('#check-log'))
  await expect(page.locator('#check-outcome')).toHaveAttribute('data-sound', 'true')
  await press(page, page.locator('.govuk-back-link'))
  await press(page, page.locator('#export-log'))
  await expect(heading(page)).toHaveText('Your export is ready')
  const coming = page.waitForEvent('download')
  await press(page, page.locator('#signature-file'))
  expect((await coming).suggestedFilename()).toMatch(/\.jws$/)
})

test('an operator comes from the overview to the network, by keyboard alone', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const page = await signedIn(neighbourhood, browser, 'operator', { ...wide, javaScriptEnabled: false })
  await page.goto(`${issuer}/staff?language=en`)
  await expect(heading(page)).toHaveText('Overview')
  await press(page, page.locator('.govuk-service-navigation__link[href="/staff/network"]'))
  await expect(page.locator('.govuk-service-navigation__item--active')).toHaveText('Council network')
})

test('an administrator lets one job run without approval, and ends that, by keyboard alone', async ({ neighbourhood, browser }) => {
  const { issuer } = neighbourhood.places.urls
  const caseworker = await signedIn(neighbourhood, browser, 'caseworker')
  await askForMany(caseworker, issuer, ['ALD-1006'])
  const approval = await ownApproval(caseworker, issuer)
  const page = await signedIn(neighbourhood, browser, 'authority-admin')
  await page.goto(`${issuer}/staff/approvals/${approval}?language=en`)
  await press(page, page.locator('#break-glass'))
  await press(page, page.locator('#sign-in-again'))
  await press(page, page.getByRole('button', { name: 'Wendy Pryce' }))
  await press(page, page.locator('input[name=reason]').first(), 'Space')
  await type(page, page.locator('#phrase'), 'run without approval')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-told=decided]')).toBeVisible()
  await press(page, page.locator('#end-glass'))
  await expect(page.locator('[data-told=ended]')).toBeVisible()
})
