import { look, lookInWelsh } from './look.ts'
import { collect, expect, offerResidency, signInAsStaff, test, type Offer } from './neighbourhood.ts'

test('the wallet can be installed: its manifest, icons and service worker are in order', async ({ neighbourhood, page }) => {
  const { wallet } = neighbourhood.places.urls
  await page.goto(wallet)
  await page.evaluate(() => navigator.serviceWorker.ready)
  const browser = await page.context().newCDPSession(page)
  const { data = '{}', errors } = await browser.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const { icons, ...manifest } = JSON.parse(data) as { readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose?: string }[]; readonly display: string; readonly start_url: string }
  expect(manifest).toMatchObject({ display: 'standalone', start_url: '/' })
  expect(icons.map(({ sizes, purpose = 'any' }) => `${sizes} ${purpose}`)).toEqual(expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']))
  for (const { src, sizes } of icons) {
    // An icon is as large as it says.
    const width = await page.evaluate(async (address) => (await createImageBitmap(await (await fetch(address)).blob()).catch(() => null))?.width, src)
    if (sizes !== 'any') expect(`${width}x${width}`).toBe(sizes)
  }
  await page.getByRole('button', { name: 'Cymraeg' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'cy')
  await expect.poll(async () => (JSON.parse((await browser.send('Page.getAppManifest')).data ?? '{}') as { readonly name: string }).name).toBe('Waled Counterfoil')
  const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors')
  // A test's window leaves no trace by design, which is all that Chromium has against it.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
})

test('installing is offered once, when there is something to keep: by the browser’s own means, else in words', async ({ neighbourhood, browser, page: staff }) => {
  await signInAsStaff(neighbourhood, staff)
  const offered = async (): Promise<Offer> => {
    await staff.goto(`${neighbourhood.places.urls.issuer}/staff/people`)
    return offerResidency(staff, 'Lowri')
  }
  for (const way of ['asks', 'says how'] as const) {
    const wallet = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
    // What Chromium gives to no test's window, and what Safari on a telephone is known by.
    await wallet.addInitScript((asks) => {
      if (asks) addEventListener('load', () => dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt: () => Promise.resolve(document.body.setAttribute('data-asked', 'yes')) })))
      else Object.defineProperty(navigator, 'standalone', { value: false })
    }, way === 'asks')
    const offer = wallet.getByRole('heading', { name: 'On your home screen' })
    await collect(wallet, await offered())
    await expect(offer).toBeVisible()
    await expect(wallet.getByText('Add to Home Screen')).toHaveCount(way === 'asks' ? 0 : 1)
    await look(wallet, way === 'asks' ? 'wallet-install-offered' : 'wallet-install-by-hand')
    if (way === 'says how') await lookInWelsh(wallet, 'wallet-install-by-hand')
    else await wallet.locator('section .govuk-button').click()
    if (way === 'asks') await expect(wallet.locator('body')).toHaveAttribute('data-asked', 'yes')
    else await wallet.getByRole('button', { name: 'Not now' }).click()
    await expect(offer).toBeHidden()
    await collect(wallet, await offered())
    await expect(offer).toBeHidden()
  }
})

test('without a connection the wallet opens, shows what it holds, and says as of when', async ({ neighbourhood, browser }) => {
  const { wallet: address } = neighbourhood.places.urls
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const wallet = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
  await collect(wallet, await offerResidency(staff, 'Nia'))
  await wallet.goto(address)
  await expect(wallet.getByText(/^Checked on/)).toBeVisible()
  await wallet.evaluate(() => navigator.serviceWorker.ready)

  await wallet.context().setOffline(true)
  await wallet.reload()
  await expect(wallet.getByText('Active')).toBeVisible()
  await expect(wallet.getByText(/^As of .* We could not ask the council since\.$/)).toBeVisible()
  await look(wallet, 'wallet-home-offline')
  await wallet.getByRole('link', { name: /^View/ }).click()
  await expect(wallet.getByText('Nia', { exact: true })).toBeVisible()
  await look(wallet, 'wallet-credential-offline')
  await wallet.goto(`${address}/add`)
  await wallet.getByLabel('Type a code or paste a link').fill('A234-CDFG')
  await wallet.getByRole('button', { name: 'Open' }).click()
  await expect(wallet.getByRole('alert')).toContainText('We could not reach the council')
  await look(wallet, 'wallet-add-offline')

  await wallet.context().setOffline(false)
  await wallet.goto(address)
  await expect(wallet.getByText(/^Checked on/)).toBeVisible()
})

test('the service worker keeps the shell, and never an answer', async ({ neighbourhood, page }) => {
  const { urls } = neighbourhood.places
  await page.goto(urls.wallet)
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.reload()
  await page.goto(`${urls.wallet}/add`)
  await page.getByLabel('Type a code or paste a link').fill('A234-CDFG')
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  const kept = await page.evaluate(async () => {
    const requests = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
    return requests.flat().map(({ url }) => url)
  })
  expect(kept.length).toBeGreaterThan(8)
  for (const url of kept) expect(new URL(url).origin).toBe(urls.wallet)
  expect(kept.filter((url) => !/\/(assets\/[\w.-]+\.(js|css)|[\w.-]+\.(js|png|svg|html|webmanifest))(\?__WB_REVISION__=\w+)?$/.test(url))).toEqual([])
})
