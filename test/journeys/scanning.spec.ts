import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { qrSvg } from '@counterfoil/ui/qr'
import { film } from './film.ts'
import { expect, offerResidency, picture, signInAsStaff, tellForm, test as base } from './neighbourhood.ts'
import { launchOptions } from './playwright.config.ts'

interface Phone {
  /** Plays in place of the camera's picture; to be there before the wallet scans. */
  readonly video: string
  readonly browser: Browser
}

/** A second device: a browser of its own with a camera that sees what a test holds in front of it. */
const test = base.extend<{ readonly allowsCamera: boolean; readonly phone: Phone }>({
  allowsCamera: [true, { option: true }],
  phone: async ({ allowsCamera }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'counterfoil-camera-'))
    const video = join(folder, 'seen.y4m')
    const args = [...launchOptions.args, '--use-fake-device-for-media-stream', ...(allowsCamera ? ['--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${video}`] : ['--use-fake-ui-for-media-stream=deny'])]
    const browser = await chromium.launch({ ...launchOptions, args })
    await use({ video, browser })
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  },
})

async function scan(wallet: Page, address: string): Promise<void> {
  await wallet.goto(`${address}/add`)
  await wallet.getByRole('button', { name: 'Scan a QR code' }).click()
}

test('the wallet scans an offer off the staff page and a request off the form', async ({ neighbourhood, browser, phone }) => {
  const { urls } = neighbourhood.places
  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const offer = await offerResidency(staff, 'Elin')
  await film(staff.locator('#offer-qr svg'), phone.video)

  const wallet = await (await phone.browser.newContext({ viewport: { width: 412, height: 880 } })).newPage()
  await test.step('the offer', async () => {
    await scan(wallet, urls.wallet)
    await expect(wallet.getByRole('heading', { level: 1 })).toContainText('Aldermoor Borough Council offers you')
    await wallet.getByLabel('Enter the code the council gave you').fill(offer.txCode)
    await wallet.getByRole('button', { name: 'Collect' }).click()
    await wallet.getByRole('button', { name: 'Yes, keep it' }).click()
    await expect(wallet.getByRole('heading', { name: 'Credential kept' })).toBeVisible()
  })

  await test.step('the request', async () => {
    const desk = await (await browser.newContext()).newPage()
    await desk.goto(`${urls['council-website']}/aldermoor/blue-badge-renewal`)
    await desk.getByLabel('On another device').check()
    await desk.locator('counterfoil-prefill').getByRole('button', { name: 'Continue' }).click()
    await film(desk.locator('svg.cf-qr'), phone.video)
    await scan(wallet, urls.wallet)
    await expect(wallet.getByRole('heading', { level: 1 })).toContainText('Share these facts with Aldermoor Borough Council')
    await wallet.waitForTimeout(600)
    await wallet.getByRole('button', { name: 'Share', exact: true }).click()
    await expect(wallet.getByRole('heading', { name: 'Shared' })).toBeVisible()
    await tellForm(desk, wallet)
    await expect(desk.getByLabel('First name')).toHaveValue('Elin')
    await picture(desk, 'form-filled-by-scan')
  })
})

test.describe('when scanning does not work, the wallet says why and the typed code stays', () => {
  test.use({ viewport: { width: 412, height: 880 } })

  test.describe('refused by the citizen', () => {
    test.use({ allowsCamera: false })
    test('the camera is not touched', async ({ neighbourhood, phone }) => {
      const wallet = await phone.browser.newPage()
      await scan(wallet, neighbourhood.places.urls.wallet)
      await expect(wallet.getByText('The wallet may not use the camera.')).toBeVisible()
      await expect(wallet.getByLabel('Type a code or paste a link')).toBeVisible()
      await picture(wallet, 'wallet-camera-refused')
    })
  })

  test('there is no camera', async ({ neighbourhood, page, context }) => {
    await context.grantPermissions(['camera'])
    await scan(page, neighbourhood.places.urls.wallet)
    await expect(page.getByText('We found no camera that we can use.')).toBeVisible()
    await picture(page, 'wallet-no-camera')
  })

  test('the code is of something else; scanning again is possible', async ({ neighbourhood, browser, phone }) => {
    const poster = await (await browser.newContext()).newPage()
    for (const words of ['https://shop.example/?special_offer=1', 'Buy one, get one']) {
      await poster.setContent(qrSvg(words, { label: 'A poster' }).markup)
      await film(poster.locator('svg'), phone.video)
      const wallet = await phone.browser.newPage()
      await scan(wallet, neighbourhood.places.urls.wallet)
      await expect(wallet.getByText('That QR code is not an offer or a request from a council')).toBeVisible()
      await expect(wallet.getByRole('button', { name: 'Scan a QR code' })).toBeEnabled()
      expect(wallet.url()).toBe(`${neighbourhood.places.urls.wallet}/add`)
      await picture(wallet, 'wallet-scanned-something-else')
    }
  })

  test('the camera goes off when the citizen stops, or leaves the screen', async ({ neighbourhood, browser, phone }) => {
    const table = await (await browser.newContext()).newPage()
    await table.setContent('<p>No code here</p>')
    await film(table.locator('p'), phone.video)
    const wallet = await phone.browser.newPage()
    await wallet.addInitScript(() => {
      const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        const stream = await original(constraints)
        Object.assign(globalThis, { camera: stream.getTracks()[0] })
        return stream
      }
    })
    const cameraIs = () => wallet.evaluate(() => (globalThis as { camera?: MediaStreamTrack }).camera?.readyState)
    await scan(wallet, neighbourhood.places.urls.wallet)
    await expect.poll(cameraIs).toBe('live')
    await wallet.getByRole('button', { name: 'Stop scanning' }).click()
    await expect.poll(cameraIs).toBe('ended')
    await wallet.getByRole('button', { name: 'Scan a QR code' }).click()
    await expect.poll(cameraIs).toBe('live')
    await wallet.getByRole('link', { name: 'Activity' }).click()
    await expect.poll(cameraIs).toBe('ended')
  })
})
