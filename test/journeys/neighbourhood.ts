import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base, type Browser, type Cookie, type Page } from '@playwright/test'
import { check, type CheckOptions } from '@counterfoil/invariants/check'
import { deploymentIn } from '@counterfoil/invariants/deployment-in'
import { emptyMemory } from '@counterfoil/invariants/memory'
import { may } from '@counterfoil/issuer/domain/staff-permission'
import type { StaffRole } from '@counterfoil/issuer/domain/staff-member'
import type { TrustKind } from '@counterfoil/neighbourhood/settings'
import { startNeighbourhood, type Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { peopleIn } from '@counterfoil/sign-in/people'
import { root } from '../support/source-files.ts'
import { mustHold } from '../support/watched.ts'
import { takesPictures } from './look.ts'

const patientServices = join(root, 'test/support/patient-services.ts')
const dataDirOf = ({ places }: Neighbourhood): string => join(places.logsDir, '..')

/** The look from outside, with a search for every value of every council's records. No journal is kept here. */
async function mustHoldInvariants(dataDir: string, options: CheckOptions, unseen: readonly string[] = []): Promise<void> {
  mustHold(await check(await deploymentIn(dataDir), options), ['INV-20', ...unseen])
}

/** Everything on this machine, for real, on ports of its own and with an empty data folder. Its invariants are looked at after every journey. */
export const test = base.extend<{ readonly invariants: void }, { readonly neighbourhood: Neighbourhood; readonly observed: CheckOptions; readonly trust: TrustKind }>({
  // What trust rests on; the project `signed-list` says otherwise.
  trust: ['erc1056', { scope: 'worker', option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are used from this pattern.
  observed: [async ({}, use) => use({ memory: emptyMemory() }), { scope: 'worker' }],
  invariants: [
    async ({ neighbourhood, observed }, use) => {
      await use()
      await mustHoldInvariants(dataDirOf(neighbourhood), observed)
    },
    { auto: true },
  ],
  neighbourhood: [
    async ({ observed, trust }, use, { parallelIndex }) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'counterfoil-journey-'))
      // Services are ten ports apart, workers one.
      const portBase = Number(process.env['COUNTERFOIL_TEST_PORT_BASE'] ?? 6700) + parallelIndex
      const neighbourhood = await startNeighbourhood({ dataDir, portBase, trust, onProgress: () => {}, preload: [patientServices, join(import.meta.dirname, 'anchor-often.ts'), join(import.meta.dirname, 'waiting-type.ts')] })
      await use(neighbourhood)
      await neighbourhood.close()
      // Stopped, it answers no address: its files are what is left to look at.
      await mustHoldInvariants(dataDir, observed, ['INV-05', 'INV-07', 'INV-08', 'INV-11'])
      rmSync(dataDir, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 300_000 },
  ],
})
export { expect }

/** Takes a picture of a screen, for people to look at, where they want pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  if (takesPictures) await page.screenshot({ path: join(root, 'screenshots', `${name}.png`), fullPage: true })
}

/** Somebody at the desk of an authority; nothing said, Aldermoor's caseworker. */
export interface StaffChoice {
  readonly role?: StaffRole
  readonly authority?: string
}

/** The local provider has one account for each role of each authority. */
function accountOf({ role = 'caseworker', authority = 'aldermoor' }: StaffChoice): string {
  const account = peopleIn('').find(({ staff }) => staff?.authority === authority && staff.roles.includes(role))
  if (account === undefined) throw new Error(`The local provider has no ${role} of ${authority}.`)
  return account.id
}

const signOut = (page: Page) => page.locator('form[action="/staff/sign-out"]')

/** Where journeys begin, of those who may look at people; others stay on their start page. */
async function goToPeople({ urls }: Neighbourhood['places'], page: Page, { role = 'caseworker' }: StaffChoice): Promise<void> {
  if (may({ roles: [role] }, 'cases')) await page.goto(`${urls.issuer}/staff/people`)
}

/** Signs in with a session that nobody else has, and may end. */
export async function signInAfresh({ places }: Neighbourhood, page: Page, who: StaffChoice = {}): Promise<void> {
  await page.goto(`${places.urls.issuer}/staff`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator(`button[name=person][value=${accountOf(who)}]`).click()
  await expect(signOut(page)).toBeVisible()
  await goToPeople(places, page, who)
}

const sessions = new WeakMap<Neighbourhood, Map<string, readonly Cookie[]>>()

/** Comes back to the session in which this member of staff signed in before; signs in when there is none, or it has ended. */
export async function signInAsStaff(neighbourhood: Neighbourhood, page: Page, who: StaffChoice = {}): Promise<void> {
  const kept = sessions.get(neighbourhood) ?? new Map<string, readonly Cookie[]>()
  sessions.set(neighbourhood, kept)
  const account = accountOf(who)
  const cookies = kept.get(account)
  if (cookies !== undefined) {
    await page.context().addCookies([...cookies])
    await page.goto(`${neighbourhood.places.urls.issuer}/staff`)
    if (await signOut(page).isVisible()) return goToPeople(neighbourhood.places, page, who)
  }
  await signInAfresh(neighbourhood, page, who)
  kept.set(account, (await page.context().cookies()).filter(({ name }) => name === 'cf_staff'))
}

/** Signs in anew where the console wants to know that it is them, and is back on the page. */
export async function proveAnew(page: Page, who: StaffChoice = {}): Promise<void> {
  await page.locator('#sign-in-again').click()
  await page.locator(`button[name=person][value=${accountOf(who)}]`).click()
}

export interface Offer {
  readonly link: string
  readonly txCode: string
}

/** Offers a residency credential to a person of the council's record. */
export const offerResidency = (page: Page, person: string): Promise<Offer> => offerCredential(page, person, 'residency')

/** Offers a credential of any type that the record says something of. */
export async function offerCredential(page: Page, person: string, type: string): Promise<Offer> {
  await page.getByRole('link', { name: person }).click()
  await page.locator(`#offer-${type}`).click()
  const link = await page.locator('#offer-address').innerText()
  const txCode = await page.locator('#transaction-code').innerText()
  return { link: link.trim(), txCode: txCode.trim() }
}

/**
 * Staff change the status of the one credential that a person holds, at once; before they revoke it they show that it is them. Journeys of a neighbourhood run in any order, so each of
 * these people is one journey's alone: to others nobody collects for them.
 */
export async function changeStatus({ places }: Neighbourhood, staff: Page, person: string, change: 'suspend' | 'reinstate' | 'revoke'): Promise<void> {
  await staff.goto(`${places.urls.issuer}/staff/people`)
  await staff.getByRole('link', { name: person }).click()
  await staff.locator(`a[href$="/${change}"]`).click()
  await staff.getByRole('radio').first().check()
  await atOnce(staff).check()
  await staff.locator('#confirm').click()
  const [done, asked] = [staff.locator('.govuk-notification-banner--success'), staff.locator('#sign-in-again')]
  await expect(done.or(asked)).toBeVisible()
  if (await asked.isVisible()) {
    await proveAnew(staff)
    // What was chosen is chosen still.
    await staff.locator('#confirm').click()
  }
  await expect(done).toBeFocused()
}

/** Without the time in which a change can be undone. */
export const atOnce = (staff: Page) => staff.locator('input[name=when][value=at_once]')

/** The wallet's home, with every status asked for anew: what it learnt a moment ago it doesn't ask for by itself. */
export async function lookAnew(wallet: Page, address: string): Promise<void> {
  await wallet.goto(address)
  await wallet.locator('.wallet-cards + button').click()
}

/** Collects an offer in a wallet, up to the card on its home screen. */
export async function collect(wallet: Page, offer: Offer): Promise<void> {
  await wallet.goto(offer.link)
  await wallet.getByLabel('Enter the code the council gave you').fill(offer.txCode)
  await wallet.getByRole('button', { name: 'Collect' }).click()
  await wallet.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(wallet.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
}

/** Agrees to what a form asks for. */
export async function share(wallet: Page): Promise<void> {
  await expect(wallet.getByRole('heading', { level: 1, name: /^Share these facts/ })).toBeVisible()
  // The wallet ignores a press that comes before anybody could have read the screen.
  await wallet.waitForTimeout(600)
  await wallet.getByRole('button', { name: 'Share', exact: true }).click()
}

/** The citizen types into the form what their wallet shows after sharing. */
export async function tellForm(desk: Page, wallet: Page): Promise<void> {
  const heading = wallet.locator('h1').filter({ hasText: /\d\d$/ })
  await expect(heading).toBeVisible()
  await desk.locator('counterfoil-prefill input[inputmode=numeric]').fill((await heading.innerText()).trim().slice(-3))
  await desk.locator('counterfoil-prefill button').first().click()
}

/** A council's form on another device asks the wallet, by its typed code; answers the form's page. */
export async function askFromForm({ places: { urls } }: Neighbourhood, browser: Browser, wallet: Page, council: string): Promise<Page> {
  const desk = await (await browser.newContext()).newPage()
  await desk.goto(`${urls['council-website']}/${council}/blue-badge-renewal`)
  await desk.getByLabel('Badge number').fill('AB12CD')
  await desk.getByLabel('On another device').check()
  await desk.locator('counterfoil-prefill').getByRole('button', { name: 'Continue' }).click()
  await wallet.goto(`${urls.wallet}/add`)
  await wallet.getByLabel('Type a code or paste a link').fill(await desk.locator('.cf-code').innerText())
  await wallet.getByRole('button', { name: 'Open' }).click()
  return desk
}
