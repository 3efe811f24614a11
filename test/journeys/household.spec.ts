import type { Page } from '@playwright/test'
import { councilSystem } from './council-system.ts'
import { look, lookInWelsh } from './look.ts'
import { askFromForm, collect, expect, share, tellForm, test } from './neighbourhood.ts'

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** At the sign-in, where buttons also say what somebody is. */
const choice = (page: Page, person: string) => page.getByRole('button', { name: new RegExp(`^${person}`) })

test('two people of a household: each has their own, a form is answered by whoever says so, and who holds something stays', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const system = await councilSystem(neighbourhood)
  const wallet = await (await browser.newContext()).newPage()
  const cards = wallet.locator('.wallet-card')
  const whose = wallet.locator('.wallet-header__person')
  const entries = async (): Promise<number> => {
    await wallet.goto(`${urls.wallet}/activity`)
    await expect(wallet.locator('.wallet-activity li').first()).toBeVisible()
    return wallet.locator('.wallet-activity li').count()
  }
  const show = async (name: string): Promise<void> => {
    await wallet.goto(`${urls.wallet}/people`)
    await button(wallet, `Show ${name}’s wallet`).click()
    await expect(whose).toHaveText(`${name}’s wallet`)
  }
  await test.step('the first has a credential; the second is added, and sees none of it', async () => {
    await collect(wallet, await system.offer('residency', 'ALD-1022'))
    await wallet.goto(`${urls.wallet}/people`)
    await button(wallet, 'Add').click()
    await expect(wallet.getByRole('alert')).toContainText('Enter your own name')
    await wallet.getByLabel('Your own name').fill('Ada')
    await wallet.getByLabel('Name of the person').fill('Ana')
    await button(wallet, 'Add').click()
    await expect(whose).toHaveText('Ana’s wallet')
    await expect(heading(wallet, 'People in this wallet')).toBeFocused()
    await look(wallet, 'wallet-people')
    await lookInWelsh(wallet, 'wallet-people')
    await wallet.goto(urls.wallet)
    await expect(wallet.getByText('You have no credentials yet.')).toBeVisible()
  })
  await test.step('what the second collects is theirs', async () => {
    const { link, txCode } = await system.offer('residency', 'ALD-1022')
    await wallet.goto(link)
    await expect(wallet.getByRole('group', { name: 'Whose wallet is it for?' }).getByLabel('Ana')).toBeChecked()
    await collect(wallet, { link, txCode })
    await wallet.goto(urls.wallet)
    await expect(cards).toHaveCount(1)
    expect(await entries()).toBe(1)
  })
  await test.step('a form asks who is answering; it is the first, also after a reload, and only they have shared', async () => {
    const desk = await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    const answering = wallet.getByRole('group', { name: 'Who is answering?' })
    await expect(answering.getByLabel('Ana')).toBeChecked()
    await look(wallet, 'wallet-consent-who')
    await answering.getByLabel('Ada').check()
    await expect(whose).toHaveText('Ada’s wallet')
    await wallet.reload()
    await expect(answering.getByLabel('Ada')).toBeChecked()
    await share(wallet)
    await tellForm(desk, wallet)
    await expect(desk.getByText(/We filled in \d+ answers from your/)).toBeVisible()
    expect(await entries()).toBe(2)
    await show('Ana')
    expect(await entries()).toBe(1)
  })
  await test.step('who holds something is not removed; once nothing is left they are, with their record', async () => {
    await show('Ada')
    await button(wallet, 'Remove Ana').click()
    await expect(wallet.getByText('Ana still has credentials here')).toBeVisible()
    await show('Ana')
    await wallet.goto(urls.wallet)
    await cards.getByRole('link').first().click()
    await button(wallet, 'Delete').click()
    await wallet.getByRole('link', { name: 'Go to your credentials' }).click()
    await expect(wallet.getByText('You have no credentials yet.')).toBeVisible()
    await show('Ada')
    await button(wallet, 'Remove Ana').click()
    await expect(wallet.getByText('Ana is not in this wallet any more.')).toBeVisible()
    await expect(whose).toHaveCount(0)
    await wallet.goto(urls.wallet)
    await expect(cards).toHaveCount(1)
  })
})

test('a backup counts once the citizen has its file', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const wallet = await (await browser.newContext()).newPage()
  await collect(wallet, await (await councilSystem(neighbourhood)).offer('residency', 'ALD-1022'))
  const save = async (): Promise<void> => {
    await wallet.locator('#new-passphrase').fill('four words of mine')
    await wallet.locator('#same-passphrase').fill('four words of mine')
    const saving = wallet.waitForEvent('download')
    await button(wallet, 'Save the backup').click()
    await saving
    await expect(heading(wallet, 'Do you have the file?')).toBeFocused()
  }
  const isMissing = async (): Promise<void> => {
    await wallet.goto(`${urls.wallet}/settings`)
    await expect(wallet.getByText(/^Make one now/)).toBeVisible()
    await wallet.getByRole('link', { name: 'Back up this wallet' }).click()
  }
  await isMissing()
  await save()
  await look(wallet, 'wallet-backup-asked')
  await lookInWelsh(wallet, 'wallet-backup-asked')
  await test.step('who leaves the question open has none yet', isMissing)
  await test.step('who does not find it tries again, and has none yet', async () => {
    await save()
    const again = wallet.waitForEvent('download')
    await button(wallet, 'No, try again').click()
    await again
    await expect(heading(wallet, 'Do you have the file?')).toBeVisible()
    await isMissing()
  })
  await test.step('who has it has a backup', async () => {
    await save()
    await button(wallet, 'Yes, I have it').click()
    await expect(heading(wallet, 'You have a backup')).toBeFocused()
    await wallet.getByRole('link', { name: 'Go to settings' }).click()
    await expect(wallet.getByText(/^Make one now/)).toBeHidden()
  })
})

test('the page that freezes: nobody known, nothing in use, what was begun is stopped, and turning back', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const away = async (person: string): Promise<Page> => {
    const wallet = await (await browser.newContext()).newPage()
    await wallet.goto(`${urls.wallet}/lost-phone`)
    // A council at which no journey collects.
    await wallet.getByLabel('Elmsworth Town Council').check()
    await button(wallet, 'Freeze what they gave me').click()
    await choice(wallet, person).click()
    return wallet
  }
  const sees = async (page: Page, title: string, name: string): Promise<void> => {
    await expect(heading(page, title)).toBeVisible()
    await look(page, name)
  }
  await test.step('nobody whom the council knows: back to the wallet, which says that it did not work', async () => {
    const page = await away('Sam Okafor')
    await sees(page, 'We couldn’t find a record for you', 'freeze-no-record')
    await button(page, 'Go back to your wallet').click()
    await expect(page.getByText('You stopped at the council.')).toBeVisible()
  })
  await test.step('nothing in use: turned back, and then stopped', async () => {
    const page = await away('Bryn Testwick')
    await sees(page, 'Nothing to freeze', 'freeze-nothing')
    await button(page, 'Go back to your wallet').click()
    await expect(page.getByText('You stopped at the council.')).toBeVisible()
    const again = await away('Bryn Testwick')
    await expect(heading(again, 'Nothing to freeze')).toBeVisible()
    await button(again, 'Stop what was begun').click()
    await expect(again.locator('main .govuk-tag--green')).toHaveCount(1)
  })
})
