import { readFileSync } from 'node:fs'
import { councilSystem } from './council-system.ts'
import { look, lookAsItIs } from './look.ts'
import { copyRecord } from './many-credentials.ts'
import { collect, expect, test } from './neighbourhood.ts'

const day = 86_400
const kinds = ['received', 'shared', 'declined', 'refused', 'unanswered'] as const
const elsewhere = { en: 'Seaside Town Council', cy: 'Cyngor Tref Glan-y-môr' }

test('a record of three hundred entries is narrowed to what happened, with whom and when, and saved as it is seen; in Welsh, too', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const wallet = await (await browser.newContext({ timezoneId: 'Europe/London' })).newPage()
  await collect(wallet, await (await councilSystem(neighbourhood)).offer('residency', 'ALD-1022'))
  const now = Math.floor(Date.now() / 1000)
  // Each kind on each day, and every sixth entry is somebody else's.
  await copyRecord(wallet, 'activities', Array.from({ length: 299 }, (_, place) => ({ id: `copy-${place}`, at: now - (place + 1) * day, kind: kinds[place % kinds.length], ...(place % 6 === 0 ? { who: elsewhere } : {}) })))
  const entries = wallet.locator('.wallet-activity > li')
  const told = wallet.locator('p[role=status]')
  await wallet.goto(`${urls.wallet}/activity`)
  await expect(entries).toHaveCount(300)
  await wallet.locator('summary').click()
  await look(wallet, 'wallet-activity-filter')
  await test.step('by kind, and by requester', async () => {
    await wallet.getByLabel('What happened').selectOption({ label: 'Not shared' })
    await expect(entries).toHaveCount(60)
    await expect(told).toHaveText('60 entries.')
    await wallet.getByLabel('With whom').selectOption({ label: elsewhere.en })
    await expect(entries).toHaveCount(10)
    await expect(entries.first()).toContainText(`Not shared with ${elsewhere.en}`)
  })
  await test.step('what is saved is what is seen', async () => {
    const saving = wallet.waitForEvent('download')
    await wallet.getByRole('button', { name: 'Save this list as a file' }).click()
    const rows = readFileSync(await (await saving).path(), 'utf8').trim().split('\r\n')
    expect(rows).toHaveLength(11)
    expect(rows.slice(1).every((row) => row.includes(`Not shared with ${elsewhere.en}`))).toBe(true)
  })
  await test.step('by days, and nothing is told as nothing', async () => {
    await wallet.getByRole('button', { name: 'Show all of it' }).click()
    await expect(entries).toHaveCount(300)
    const dayOf = (back: number): string => new Date((now - back * day) * 1000).toLocaleDateString('sv-SE', { timeZone: 'Europe/London' })
    await wallet.getByLabel('From this day').fill(dayOf(20))
    await wallet.getByLabel('Until this day').fill(dayOf(11))
    await expect(entries).toHaveCount(10)
    await wallet.getByLabel('From this day').fill('2001-01-01')
    await wallet.getByLabel('Until this day').fill('2001-12-31')
    await expect(told).toHaveText('Nothing is found.')
    await expect(wallet.getByRole('button', { name: 'Save this list as a file' })).toBeHidden()
    await look(wallet, 'wallet-activity-nothing-found')
  })
  await test.step('in Welsh on a small telephone', async () => {
    await wallet.setViewportSize({ width: 320, height: 640 })
    await wallet.getByRole('button', { name: 'Cymraeg' }).click()
    await wallet.getByRole('button', { name: 'Dangos y cyfan' }).click()
    await wallet.getByLabel('Beth ddigwyddodd').selectOption({ label: 'Ni rannwyd' })
    await wallet.getByLabel('Gyda phwy').selectOption({ label: elsewhere.cy })
    await expect(told).toHaveText('10 cofnod.')
    await lookAsItIs(wallet, 'wallet-activity-filter.cy')
  })
})
