import type { Browser, Page } from '@playwright/test'
import { printToSign, readPrint } from '@counterfoil/shared/print/signed-print'
import { look, lookAsItIs } from './look.ts'
import { atOnce, collect, expect, proveAnew, signInAsStaff, test } from './neighbourhood.ts'
import { scanPrint } from './printed-code.ts'

const walks = [
  { language: 'en', person: 'Heledd', context: { viewport: { width: 1280, height: 720 } }, see: look, name: (screen: string) => screen },
  { language: 'cy', person: 'Wren', context: { viewport: { width: 320, height: 640 } }, see: lookAsItIs, name: (screen: string) => `${screen}.cy` },
] as const

/** The same print with another first name, under the signature that it had. */
function altered(print: string): string {
  const read = readPrint(print)
  if (read === null) throw new Error('the code that was scanned is no print')
  const { signed, ...facts } = read
  return printToSign({ ...facts, values: new Map([...facts.values, [0, 'Mallory']]) }).finish(signed.signature)
}

const offerButton = (page: Page) => page.locator('#offer-residency')

for (const { language, person, context, see, name } of walks) {
  const openPage = async (browser: Browser): Promise<Page> => (await browser.newContext(context)).newPage()
  const seen = (page: Page, screen: string): Promise<void> => see(page, name(`staff-${screen}`))

  test(`the door (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const staff = await openPage(browser)
    await staff.goto(`${issuer}/staff?language=${language}`)
    await seen(staff, 'sign-in')
    await staff.goto(`${issuer}/staff/people`)
    await seen(staff, 'session-ended')
    await staff.locator('#sign-in').click()
    await expect(staff.getByRole('button', { name: 'Sam Okafor' })).toBeVisible()
    // The provider is of the demonstration, in English alone.
    if (language === 'en') await look(staff, 'sign-in-provider')
    await staff.getByRole('button', { name: 'Sam Okafor' }).click()
    await staff.locator('form[action="/staff/sign-out"] button').click()
    await expect(staff).toHaveURL(/signed-out$/)
    await seen(staff, 'signed-out')
  })

  test(`the network, and a page for others (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const staff = await openPage(browser)
    await signInAsStaff(neighbourhood, staff, { role: 'operator' })
    await staff.goto(`${issuer}/staff/network?language=${language}`)
    await seen(staff, 'network')
    await staff.goto(`${issuer}/staff/people`)
    await seen(staff, 'role-missing')
  })

  test(`people, and offers to one of them (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const staff = await openPage(browser)
    await signInAsStaff(neighbourhood, staff)
    await staff.goto(`${issuer}/staff/people?language=${language}`)
    await seen(staff, 'people')
    for (const [words, screen] of [['Sampleby', 'people-found'], ['nobody at all', 'people-none-found']] as const) {
      await staff.locator('#words').fill(words)
      await staff.locator('form[role=search] button').click()
      await expect(staff.locator('#words')).toHaveValue(words)
      await seen(staff, screen)
    }
    const open = async (who: string): Promise<void> => {
      await staff.goto(`${issuer}/staff/people`)
      await staff.getByRole('link', { name: who }).click()
      await expect(staff.locator('h1')).toContainText(who)
    }
    await open('Yusuf')
    await expect(staff.locator('#incomplete-residency')).toBeVisible()
    await seen(staff, 'person-record-incomplete')
    await open('Bryn')
    await seen(staff, 'person')
    await offerButton(staff).click()
    await expect(staff.locator('#transaction-code')).toBeVisible()
    await see(staff, name('staff-offer-made'), ...(language === 'en' ? [{ withPrint: true }] : []))
    await staff.locator('#offer-state').click()
    await expect(staff.locator('#offer-state-now')).toBeVisible()
    await seen(staff, 'offer-waiting')
    await staff.locator('form[action$="/withdraw"] button').click()
    await expect(staff.locator('#offer-state-now')).toHaveClass(/grey/)
    await seen(staff, 'offer-withdrawn')
    await open('Bryn')
    await seen(staff, 'person-with-offers')
  })

  test(`a credential, printed and checked, suspended, reinstated and revoked (${language})`, async ({ neighbourhood, browser }) => {
    const { issuer } = neighbourhood.places.urls
    const staff = await openPage(browser)
    await signInAsStaff(neighbourhood, staff)
    await staff.getByRole('link', { name: person }).click()
    await offerButton(staff).click()
    const offer = { link: await staff.locator('#offer-address').innerText(), txCode: await staff.locator('#transaction-code').innerText() }
    const offerState = (await staff.locator('#offer-state').getAttribute('href')) ?? ''
    await collect(await (await browser.newContext({ locale: 'en-GB' })).newPage(), offer)
    await staff.goto(`${issuer}${offerState}?language=${language}`)
    await expect(staff.locator('#offer-state-now')).toHaveClass(/green/)
    await seen(staff, 'offer-collected')
    await staff.locator('main a.govuk-link').last().click()
    await expect(staff.locator('a[href$="/revoke"]')).toBeVisible()
    await seen(staff, 'person-active')
    const personPage = staff.url()
    await staff.locator('main a[href$="/print"]').click()
    await expect(staff.locator('#make-print')).toBeVisible()
    await seen(staff, 'print-asked')
    if (language === 'cy') await staff.locator('input[value=large]').check()
    await staff.locator('#make-print').click()
    await expect(staff.locator('#print-qr svg')).toBeVisible()
    const sheets = (await staff.pdf({ format: 'A4', margin: { top: '10mm', right: '10mm', bottom: '10mm', left: '10mm' } })).toString('latin1').match(/\/Type\s*\/Page\b/g)
    expect(sheets).toHaveLength(language === 'en' ? 1 : 2)
    await see(staff, name('staff-print-made'), ...(language === 'en' ? [{ withPrint: true }] : []))
    const print = await scanPrint(staff)
    const reference = await staff.locator('#print-reference').innerText()
    const check = async (given: string, outcome: string): Promise<void> => {
      await staff.locator('.govuk-service-navigation__link[href="/staff/prints"]').click()
      await staff.locator('#print').fill(given)
      await staff.locator('#check-print').click()
      await expect(staff.locator('#print-outcome')).toHaveAttribute('data-outcome', outcome)
    }
    await staff.goto(`${issuer}/staff/prints`)
    await seen(staff, 'check-print')
    await check(reference, 'genuine')
    await check(print, 'genuine')
    await seen(staff, 'check-print-genuine')
    await check(altered(print), 'altered')
    await expect(staff.locator('main')).not.toContainText('Mallory')
    await seen(staff, 'check-print-altered')
    await staff.goto(personPage)
    const revoking = (await staff.locator('a[href$="/revoke"]').getAttribute('href')) ?? ''
    for (const change of ['suspend', 'reinstate', 'revoke'] as const) {
      await staff.locator(`a[href$="/${change}"]`).click()
      await staff.waitForURL(`**/${change}`)
      await seen(staff, `confirm-${change}`)
      await staff.locator('#confirm').click()
      if (change === 'revoke') {
        await proveAnew(staff)
        await staff.locator('#confirm').click()
      }
      await expect(staff.locator('.govuk-error-summary')).toBeFocused()
      if (change === 'revoke') await seen(staff, 'confirm-revoke-without-a-reason')
      await staff.locator('input[type=radio]').first().check()
      if (change === 'reinstate') {
        await staff.locator('#confirm').click()
        await expect(staff.locator('#undo')).toBeVisible()
        // Undone before anything is looked at, which takes longer than there is to undo it.
        const [aboutPerson, undone] = [await staff.context().newPage(), await staff.context().newPage()]
        await aboutPerson.goto(personPage)
        await expect(aboutPerson.locator('main a[href^="/staff/status/"]')).toBeVisible()
        await undone.goto(staff.url())
        await undone.locator('#undo').click()
        await expect(undone.locator('#undone')).toBeVisible()
        for (const [page, screen] of [[staff, 'status-one-staged'], [aboutPerson, 'person-about-to-change'], [undone, 'status-one-undone']] as const) await seen(page, screen)
        await aboutPerson.close()
        await undone.close()
        await staff.goto(personPage)
        await staff.locator(`a[href$="/${change}"]`).click()
        await staff.locator('input[type=radio]').first().check()
      }
      await atOnce(staff).check()
      await staff.locator('#confirm').click()
      await expect(staff.locator('.govuk-notification-banner--success')).toBeFocused()
      await seen(staff, `person-after-${change}`)
    }
    await check(reference, 'revoked')
    await check(print, 'revoked')
    await seen(staff, 'check-print-revoked')
    await staff.goto(`${issuer}${revoking}`)
    await seen(staff, 'conflict')
    await staff.goto(`${issuer}/staff/offers/00000000000000000000000000000000`)
    await seen(staff, 'not-found')
  })
}
