import { councilSystem } from './council-system.ts'
import { expect, offerResidency, picture, signInAsStaff, test } from './neighbourhood.ts'

test('staff offer a residency credential and a citizen collects it', async ({ neighbourhood, browser }) => {
  const staff = await (await browser.newContext()).newPage()
  await staff.goto(`${neighbourhood.places.urls.issuer}/staff`)
  await picture(staff, 'staff-sign-in')
  await signInAsStaff(neighbourhood, staff)
  await picture(staff, 'staff-people')
  const offer = await offerResidency(staff, 'Ada')
  await picture(staff, 'staff-offer')

  const wallet = await (await browser.newContext()).newPage()
  await wallet.goto(neighbourhood.places.urls.wallet)
  await expect(wallet.getByText('You have no credentials yet.')).toBeVisible()
  await picture(wallet, 'wallet-empty')
  await wallet.goto(offer.link)
  await expect(wallet.getByRole('heading', { level: 1 })).toContainText('Aldermoor Borough Council offers you')
  expect(wallet.url()).not.toContain('credential_offer')
  await picture(wallet, 'wallet-offer')

  await test.step('a code that can not be one costs no try', async () => {
    for (const typed of ['12345', '1234567', '12345a']) {
      await wallet.getByLabel('Enter the code the council gave you').fill(typed)
      await wallet.getByRole('button', { name: 'Collect' }).click()
      await expect(wallet.getByRole('alert')).toContainText('Enter all 6 digits')
    }
  })
  await test.step('a wrong code costs a try and nothing else', async () => {
    await wallet.getByLabel('Enter the code the council gave you').fill(offer.txCode === '000000' ? '111111' : '000000')
    await wallet.getByRole('button', { name: 'Collect' }).click()
    await expect(wallet.getByRole('alert')).toContainText('You have 4 tries left')
    await picture(wallet, 'wallet-wrong-code')
  })
  await wallet.getByLabel('Enter the code the council gave you').fill(offer.txCode)
  await wallet.getByRole('button', { name: 'Collect' }).click()
  await expect(wallet.getByRole('heading', { name: 'Is this about you?' })).toBeVisible()
  await expect(wallet.getByText('Ada', { exact: true })).toBeVisible()
  await picture(wallet, 'wallet-confirm')
  await wallet.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(wallet.getByRole('heading', { name: 'Credential kept' })).toBeVisible()

  await test.step('it survives a reload and a new window, and its key can not be taken out', async () => {
    await wallet.goto(neighbourhood.places.urls.wallet)
    await expect(wallet.getByText('Active')).toBeVisible()
    await wallet.reload()
    await expect(wallet.getByText('Active')).toBeVisible()
    await picture(wallet, 'wallet-home')
    await wallet.getByRole('link', { name: /^View/ }).click()
    await expect(wallet.getByText('Ada', { exact: true })).toBeVisible()
    await picture(wallet, 'wallet-credential')
    const exported = await wallet.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('counterfoil-wallet')
        opening.addEventListener('success', () => resolve(opening.result))
        opening.addEventListener('error', () => reject(opening.error))
      })
      const all = (place: string) =>
        new Promise<unknown[]>((resolve) => {
          const reading = database.transaction(place).objectStore(place).getAll()
          reading.addEventListener('success', () => resolve(reading.result as unknown[]))
        })
      // The holder's, and what opens the vault while it has no lock.
      const locks = (await all('lock')) as { readonly protections: readonly { readonly key: CryptoKey }[] }[]
      const keys = [...((await all('keys')) as CryptoKey[]), ...locks.flatMap(({ protections }) => protections.map(({ key }) => key))]
      return Promise.all(keys.map((key) => crypto.subtle.exportKey('jwk', key).then(() => 'exported', () => 'refused')))
    })
    // Those of five copies, and the vault's.
    expect(exported).toEqual(Array(6).fill('refused'))
  })

  await test.step('the offer is used up', async () => {
    const other = await (await browser.newContext()).newPage()
    await other.goto(offer.link)
    await expect(other.getByRole('heading', { name: 'This offer can no longer be used' })).toBeVisible()
    await picture(other, 'wallet-offer-used')
  })
})

test('a code of letters is asked for in the council’s own words, and typed as people type', async ({ neighbourhood, browser }) => {
  const system = await councilSystem(neighbourhood)
  const description = 'We read it to you on the telephone. / Fe’i darllenwyd i chi dros y ffôn.'
  const offer = await system.offer('residency', 'ALD-1022', { input_mode: 'text', length: 8, description })
  expect(offer.txCode).toMatch(/^[A-Z0-9]{8}$/)
  const wallet = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage()
  await wallet.goto(offer.link)
  const code = wallet.getByLabel('Enter the code the council gave you')
  await expect(code).toHaveAccessibleDescription(/8 characters\..*We read it to you on the telephone/)
  await expect(code).not.toHaveAttribute('inputmode', 'numeric')
  await test.step('too few characters cost no try, eight wrong ones do', async () => {
    await code.fill(offer.txCode.slice(1))
    await wallet.keyboard.press('Enter')
    await expect(wallet.getByRole('alert')).toContainText('Enter all 8 characters of the code')
    await code.fill(offer.txCode === 'AAAAAAAA' ? 'CCCCCCCC' : 'AAAAAAAA')
    await wallet.keyboard.press('Enter')
    await expect(wallet.getByRole('alert')).toContainText('You have 4 tries left')
    await picture(wallet, 'wallet-code-of-letters')
  })
  await code.fill(offer.txCode.toLowerCase())
  await wallet.keyboard.press('Enter')
  await wallet.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(wallet.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
})

test('an offer is dead after five wrong codes, and says so', async ({ neighbourhood, browser }) => {
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const offer = await offerResidency(staff, 'Bryn')
  const wallet = await (await browser.newContext()).newPage()
  await wallet.goto(offer.link)
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await wallet.getByLabel('Enter the code the council gave you').fill(offer.txCode === '000000' ? '111111' : '000000')
    await wallet.getByRole('button', { name: 'Collect' }).click()
    if (attempt < 5) await expect(wallet.getByRole('alert')).toContainText(`You have ${attempt === 4 ? '1 try' : `${5 - attempt} tries`} left`)
  }
  await expect(wallet.getByText('The code was wrong too many times')).toBeVisible()
  await wallet.goto(offer.link)
  await expect(wallet.getByRole('heading', { name: 'This offer can no longer be used' })).toBeVisible()
})

test('an offer is collected by who can neither scan it nor follow its link', async ({ neighbourhood, browser }) => {
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const { txCode } = await offerResidency(staff, 'Nia')
  const typed = await staff.locator('#offer-code').innerText()
  const wallet = await (await browser.newContext()).newPage()
  await wallet.goto(`${neighbourhood.places.urls.wallet}/add`)
  const field = wallet.getByLabel('Type a code or paste a link')
  await test.step('a character is wrong: that is told before anybody is asked', async () => {
    await field.fill(`${typed.slice(0, -1)}${typed.endsWith('2') ? '3' : '2'}`)
    await field.press('Enter')
    await expect(wallet.getByRole('alert')).toContainText('four groups of four')
    await expect(wallet.locator('.govuk-error-summary')).toBeFocused()
  })
  await field.fill(typed.toLowerCase().replaceAll('-', ' '))
  await field.press('Enter')
  await wallet.getByLabel('Enter the code the council gave you').fill(txCode)
  await wallet.getByRole('button', { name: 'Collect' }).click()
  await wallet.getByRole('button', { name: 'Yes, keep it' }).click()
  await expect(wallet.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
})

test('the wallet speaks Welsh and fits on a small screen', async ({ neighbourhood, browser }) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, colorScheme: 'dark', locale: 'cy-GB' })
  const wallet = await context.newPage()
  await wallet.goto(neighbourhood.places.urls.wallet)
  await expect(wallet.getByRole('heading', { name: 'Eich tystysgrifau' })).toBeVisible()
  await expect(wallet.locator('html')).toHaveAttribute('lang', 'cy')
  expect(await wallet.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  await picture(wallet, 'wallet-welsh-dark-320')
})
