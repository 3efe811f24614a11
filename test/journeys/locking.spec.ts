import type { Browser, Page } from '@playwright/test'
import { addAuthenticator } from './authenticator.ts'
import { look, lookAsItIs } from './look.ts'
import { collect, expect, offerResidency, signInAsStaff, tellForm, test } from './neighbourhood.ts'

const words = 'correct horse battery staple'
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const card = (page: Page) => page.locator('.wallet-card')

/** A wallet that holds a credential. */
async function filledWallet(neighbourhood: Parameters<typeof signInAsStaff>[0], browser: Browser, person: string): Promise<Page> {
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const wallet = await (await browser.newContext()).newPage()
  await collect(wallet, await offerResidency(staff, person))
  await wallet.goto(neighbourhood.places.urls.wallet)
  await expect(card(wallet)).toBeVisible()
  return wallet
}

async function setPassphrase(wallet: Page, passphrase: string): Promise<void> {
  await wallet.getByLabel('New passphrase').fill(passphrase)
  await wallet.getByLabel('Type it again').fill(passphrase)
  await button(wallet, 'Use this passphrase').click()
  await expect(wallet.getByText('Your passphrase opens this wallet now.')).toBeVisible()
}

async function unlockWithPassphrase(wallet: Page, passphrase: string): Promise<void> {
  await wallet.getByLabel('Your passphrase').fill(passphrase)
  await button(wallet, 'Unlock with your passphrase').click()
}

/** Everything that the wallet has put into this browser's storage, as one text. */
const stored = (wallet: Page): Promise<string> =>
  wallet.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('counterfoil-wallet')
      opening.addEventListener('success', () => resolve(opening.result))
    })
    const all = await Promise.all(
      [...database.objectStoreNames].map(
        (name) =>
          new Promise<unknown[]>((resolve) => {
            const reading = database.transaction(name).objectStore(name).getAll()
            reading.addEventListener('success', () => resolve(reading.result as unknown[]))
          }),
      ),
    )
    database.close()
    const plain = (_name: string, value: unknown): unknown => {
      if (value instanceof CryptoKey) return `a key for ${value.algorithm.name}${value.extractable ? ' that can be taken out' : ''}`
      if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value)
      return value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value
    }
    return JSON.stringify(all, plain) + JSON.stringify(localStorage)
  })

test('a passkey, a second one and a passphrase: set, locked, opened, removed', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const wallet = await filledWallet(neighbourhood, browser, 'Idris')
  const laptop = await addAuthenticator(wallet)

  await test.step('the home screen says calmly that there is no lock, and leads to one', async () => {
    await expect(wallet.getByText('Your wallet is not locked yet')).toBeVisible()
    await look(wallet, 'wallet-home-not-locked')
    expect(await stored(wallet)).toContain('a key for AES-GCM')
    await wallet.getByRole('link', { name: 'Set a lock' }).click()
    await expect(heading(wallet, 'Lock')).toBeFocused()
    await look(wallet, 'wallet-lock-none')
  })
  await test.step('the first passkey: nothing in the browser opens the wallet any more', async () => {
    await button(wallet, 'Use a passkey').dblclick()
    await expect(wallet.getByText('Your passkey opens this wallet now.')).toBeVisible()
    await expect(wallet.getByText(/^A passkey of this device/)).toHaveCount(1)
    await look(wallet, 'wallet-lock-passkey')
    const rest = await stored(wallet)
    expect(rest).toContain('a key for ECDSA')
    expect(rest).not.toMatch(/a key for AES|taken out|Idris|Aldermoor/)
  })
  await test.step('locked on demand: nothing of it is on the page, and one press opens it where it was', async () => {
    await wallet.getByRole('link', { name: 'Activity' }).click()
    await button(wallet, 'Lock now').click()
    await expect(heading(wallet, 'Unlock your wallet')).toBeFocused()
    await expect(wallet.locator('body')).not.toContainText('Aldermoor')
    await look(wallet, 'wallet-unlock-passkey')
    await button(wallet, 'Unlock with your passkey').click()
    await expect(heading(wallet, 'Activity')).toBeFocused()
    await expect(wallet.locator('.wallet-activity li')).toHaveCount(1)
  })
  await test.step('locked by a reload, with a request that waits behind the lock', async () => {
    await wallet.goto(`${urls.wallet}/add`)
    await expect(heading(wallet, 'Unlock your wallet')).toBeVisible()
    await button(wallet, 'Unlock with your passkey').click()
    const asking = await askAgain()
    await wallet.reload()
    await button(wallet, 'Unlock with your passkey').click()
    await expect(heading(wallet, /^Share these facts/)).toBeVisible()
    await wallet.waitForTimeout(600)
    await button(wallet, 'Share').click()
    await tellForm(asking, wallet)
    await expect(asking.getByLabel('First name')).toHaveValue('Idris')
  })
  /** The wallet is open at its Add screen by now. */
  async function askAgain(): Promise<Page> {
    const desk = await (await browser.newContext()).newPage()
    await desk.goto(`${urls['council-website']}/aldermoor/blue-badge-renewal`)
    await desk.getByLabel('On another device').check()
    await desk.locator('counterfoil-prefill').getByRole('button', { name: 'Continue' }).click()
    await wallet.getByLabel('Type a code or paste a link').fill(await desk.locator('.cf-code').innerText())
    await wallet.getByRole('button', { name: 'Open' }).click()
    await expect(heading(wallet, /^Share these facts/)).toBeVisible()
    return desk
  }
  await test.step('a second passkey, on a security key, and a passphrase', async () => {
    await wallet.getByRole('link', { name: 'Settings' }).click()
    await wallet.getByRole('link', { name: 'Change what opens this wallet' }).click()
    await expect(heading(wallet, 'Show that it is you')).toBeFocused()
    await look(wallet, 'wallet-lock-confirm')
    await button(wallet, 'Unlock with your passkey').click()
    await button(wallet, 'Add another passkey').click()
    await expect(wallet.getByText(/^No passkey was added/)).toBeVisible()
    await laptop.take()
    await addAuthenticator(wallet, { transport: 'usb' })
    await button(wallet, 'Add another passkey').click()
    await expect(wallet.getByText('Your passkey opens this wallet now.')).toBeVisible()
    await setPassphrase(wallet, words)
    await expect(wallet.locator('.wallet-activity li')).toHaveCount(3)
    await look(wallet, 'wallet-lock-three')
  })
  await test.step('the security key alone opens it, after a reload', async () => {
    await laptop.remove()
    await wallet.goto(urls.wallet)
    await expect(heading(wallet, 'Unlock your wallet')).toBeVisible()
    await look(wallet, 'wallet-unlock-both')
    await button(wallet, 'Unlock with your passkey').click()
    await expect(card(wallet)).toBeVisible()
  })
  await test.step('the lost passkey is removed, then everything: the wallet opens by itself again', async () => {
    await wallet.goto(`${urls.wallet}/lock`)
    await unlockWithPassphrase(wallet, words)
    await expect(heading(wallet, 'Show that it is you')).toBeVisible()
    await unlockWithPassphrase(wallet, words)
    await wallet.getByRole('button', { name: /^Remove.*A passkey of this device/ }).click()
    await expect(wallet.getByText('It will not open this wallet any more. The others will.')).toBeFocused()
    await look(wallet, 'wallet-lock-remove')
    await wallet.getByRole('button', { name: /^Yes, remove it/ }).click()
    await expect(wallet.getByText('Removed. It does not open this wallet any more.')).toBeVisible()
    for (const left of [1, 0]) {
      await wallet.getByRole('button', { name: /^Remove/ }).first().click()
      await wallet.getByRole('button', { name: /^Yes, remove it/ }).click()
      await expect(wallet.locator('.wallet-activity li')).toHaveCount(left)
    }
    await expect(wallet.getByText('Removed. This wallet opens by itself again.')).toBeVisible()
    await wallet.goto(urls.wallet)
    await expect(card(wallet)).toBeVisible()
  })
})

test('a passphrase: weak ones, wrong ones, the wait, the idle lock, and beginning again', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const wallet = await filledWallet(neighbourhood, browser, 'Mabel')
  await addAuthenticator(wallet, { hasPrf: false })
  await test.step('not now is an answer, and the settings remember', async () => {
    await button(wallet, 'Not now').click()
    await expect(heading(wallet, 'Your credentials')).toBeFocused()
    await wallet.goto(`${urls.wallet}/settings`)
    await expect(wallet.getByText('Nothing yet: it opens by itself in this browser')).toBeVisible()
    await wallet.goto(urls.wallet)
    await expect(wallet.getByText('Your wallet is not locked yet')).toHaveCount(0)
  })
  await test.step('what will not do is told', async () => {
    await wallet.goto(`${urls.wallet}/lock`)
    await button(wallet, 'Use a passkey').click()
    await expect(wallet.getByText(/^That passkey cannot lock a wallet/)).toBeVisible()
    await wallet.getByLabel('New passphrase').fill('short')
    await button(wallet, 'Use this passphrase').click()
    await expect(wallet.locator('.govuk-error-summary')).toBeFocused()
    await look(wallet, 'wallet-lock-weak')
    await wallet.getByLabel('New passphrase').fill(words)
    await button(wallet, 'Use this passphrase').click()
    await expect(wallet.locator('#same-passphrase-error')).toBeVisible()
  })
  await test.step('the settings say how safely the wallet is kept', async () => {
    await setPassphrase(wallet, words)
    await wallet.goto(`${urls.wallet}/settings`)
    await unlockWithPassphrase(wallet, words)
    await expect(wallet.getByText('None yet.')).toBeVisible()
    await expect(wallet.getByText(/ used of /)).toBeVisible()
    await look(wallet, 'wallet-settings-locked')
  })
  await test.step('a wrong passphrase is told plainly, and the third has to wait, also after a reload', async () => {
    await wallet.goto(urls.wallet)
    await button(wallet, 'Unlock with your passphrase').click()
    await expect(wallet.locator('#passphrase-error')).toContainText('Enter your passphrase')
    for (let times = 0; times < 3; times += 1) {
      await expect(wallet.locator('p[role=status]').first()).toBeEmpty()
      await unlockWithPassphrase(wallet, 'wrong horse battery staple')
      await expect(wallet.locator('#passphrase-error')).toContainText(times < 2 ? 'That is not the passphrase' : 'You can try again in 5 seconds')
    }
    await look(wallet, 'wallet-unlock-wait')
    await wallet.reload()
    await expect(async () => {
      // It may have opened since, on a machine that takes longer than was waited for.
      if (!(await card(wallet).isVisible())) await unlockWithPassphrase(wallet, words)
      await expect(card(wallet)).toBeVisible({ timeout: 5000 })
    }).toPass()
  })
  await test.step('left alone it locks itself', async () => {
    await wallet.clock.install()
    await wallet.goto(urls.wallet)
    await unlockWithPassphrase(wallet, words)
    await expect(card(wallet)).toBeVisible()
    await wallet.clock.fastForward('04:00')
    await wallet.mouse.click(5, 5)
    await wallet.clock.fastForward('04:00')
    await expect(card(wallet)).toBeVisible()
    await wallet.clock.fastForward('02:00')
    await expect(heading(wallet, 'Unlock your wallet')).toBeVisible()
    await expect(card(wallet)).toHaveCount(0)
  })
  await test.step('who forgot it can begin again', async () => {
    await wallet.getByText('I cannot unlock it').click()
    await wallet.getByLabel('I know that everything in this wallet will be gone').check()
    await look(wallet, 'wallet-unlock-lost')
    await button(wallet, 'Erase this wallet').click()
    await expect(wallet.getByText('You have no credentials yet.')).toBeVisible()
    expect(await stored(wallet)).not.toContain('a key for ECDSA')
  })
})

test('two tabs are locked together, and the small telephone in Welsh', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const offer = await offerResidency(staff, 'Ada')
  const context = await browser.newContext({ locale: 'cy-GB', viewport: { width: 320, height: 640 } })
  const [one, other] = [await context.newPage(), await context.newPage()]
  const primary = one.locator('main .govuk-button').first()
  await addAuthenticator(one)
  await one.goto(offer.link)
  await one.locator('#tx-code').fill(offer.txCode)
  await primary.click()
  await expect(one.locator('main dl')).toBeVisible()
  await primary.click()
  await one.goto(urls.wallet)
  await expect(one.locator('#lock-prompt')).toBeVisible()
  await lookAsItIs(one, 'wallet-home-not-locked.cy')
  await other.goto(urls.wallet)
  await expect(other.locator('.wallet-card')).toBeVisible()
  await one.goto(`${urls.wallet}/lock`)
  await expect(one.locator('#new-passphrase')).toBeVisible()
  await lookAsItIs(one, 'wallet-lock-none.cy')
  await one.locator('#new-passphrase').fill(words)
  await one.locator('#same-passphrase').fill(words)
  await one.locator('main form .govuk-button').click()
  await expect(other.locator('#passphrase')).toBeVisible()
  await lookAsItIs(other, 'wallet-unlock-passphrase.cy')
  await other.locator('#passphrase').fill(words)
  await other.keyboard.press('Enter')
  await expect(other.locator('.wallet-card')).toBeVisible()
  await one.locator('.wallet-header .wallet-link-button').first().click()
  await expect(other.locator('#passphrase')).toBeVisible()
  await expect(one.locator('#passphrase')).toBeVisible()
})

/** Has the page end itself at a moment of putting the lock on. */
async function endAt(page: Page, moment: 'wrapping the key' | 'writing the lock'): Promise<void> {
  await page.exposeFunction('endHere', () => page.close())
  await page.evaluate((when) => {
    const { endHere } = globalThis as unknown as { readonly endHere: () => Promise<void> }
    if (when === 'wrapping the key') {
      crypto.subtle.encrypt = () => endHere().then(() => new Promise<ArrayBuffer>(() => {}))
      return
    }
    const put = Reflect.get(IDBObjectStore.prototype, 'put') as (...given: unknown[]) => IDBRequest<IDBValidKey>
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: unknown[]) {
      if (this.name === 'lock') void endHere()
      return put.apply(this, given)
    }
  }, moment)
}

test('a page that ends while the lock is put on leaves a wallet that opens, with all that it held', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const wallet = await filledWallet(neighbourhood, browser, 'Rhian')
  const context = wallet.context()
  await wallet.close()
  for (const moment of ['wrapping the key', 'writing the lock'] as const) {
    await test.step(moment, async () => {
      const page = await context.newPage()
      await page.goto(`${urls.wallet}/lock`)
      await page.getByLabel('New passphrase').fill(words)
      await page.getByLabel('Type it again').fill(words)
      await endAt(page, moment)
      const ended = page.waitForEvent('close', { timeout: 30_000 })
      await button(page, 'Use this passphrase').click()
      await ended
      const next = await context.newPage()
      await next.goto(urls.wallet)
      // What was being written is there whole, or not at all.
      if (moment === 'writing the lock') {
        await expect(card(next).or(next.getByLabel('Your passphrase'))).toBeVisible()
        if (await next.getByLabel('Your passphrase').isVisible()) await unlockWithPassphrase(next, words)
      }
      await expect(card(next)).toBeVisible()
      await expect(next.getByText('cannot be read')).toHaveCount(0)
      await next.close()
    })
  }
})
