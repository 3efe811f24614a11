import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findTraces } from '@counterfoil/invariants/canary/search'
import { writingsOf } from '@counterfoil/invariants/canary/writings'
import { collect, expect, offerResidency, signInAsStaff, test } from './neighbourhood.ts'
import { stepByStep } from './step-by-step.ts'

/** The letter boxes of this machine take nothing for it, for now. */
const waitingFor = 'temp-fail@simulator.notify'

test('no claim value stays in any database, log or block', async ({ neighbourhood, browser }) => {
  const { places } = neighbourhood
  const dataDir = join(places.logsDir, '..')
  const row = readFileSync(join(places.recordsDir, 'aldermoor.csv'), 'utf8').split('\n').find((line) => line.includes('Lowri')) ?? ''
  const [reference = '', givenName = '', , birthDate = '', addressLine = '', , , postcode = '', uprn = ''] = row.split(',')
  const inRecord = Object.entries({ reference, givenName, birthDate, addressLine, postcode, uprn }).map(([name, value]) => ({ name, value }))
  const markers = [...inRecord, { name: 'email', value: waitingFor }]
  // The council's own system of record, which the demonstration keeps beside the rest, is where they belong.
  const find = (spared: readonly string[] = ['records'], place = dataDir): string[] => findTraces({ places: [place], markers, spared })

  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  await staff.goto(`${places.urls.issuer}/staff/people`)
  await staff.getByRole('link', { name: 'Lowri' }).click()
  await stepByStep(staff, 'residency', { link: 'email', code: 'letter', language: 'en', email: waitingFor })
  await expect(staff.locator('#offer-reference')).toBeVisible()
  await staff.locator('#offer-state').click()
  await expect(async () => {
    await staff.reload()
    await expect(staff.getByText('Not sent yet')).toBeVisible({ timeout: 1000 })
  }).toPass()
  await test.step('while an e-mail and its address wait to be sent', () => expect(find()).toEqual([]))
  await staff.goto(`${places.urls.issuer}/staff/people`)
  const offer = await offerResidency(staff, 'Lowri')
  const wallet = await (await browser.newContext()).newPage()
  await test.step('while an offer is open', () => expect(find()).toEqual([]))
  await collect(wallet, offer)
  await wallet.goto(`${places.urls['council-website']}/aldermoor/blue-badge-renewal`)
  const start = wallet.getByRole('button', { name: /Start now/ })
  if (await start.isVisible()) await start.click()
  await wallet.getByLabel('On this device').check()
  await wallet.getByRole('button', { name: 'Continue' }).first().click()
  await expect(wallet.getByRole('heading', { level: 1 })).toContainText('Share these facts')
  await wallet.waitForTimeout(600)
  await wallet.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(wallet.getByLabel('First name')).toHaveValue('Lowri')

  await test.step('after issuing and filling in', () => expect(find()).toEqual([]))
  await test.step('and the search would have found each, however it was written', () => {
    const records = join(places.recordsDir, 'aldermoor.csv')
    expect(find([])).toEqual(expect.arrayContaining(inRecord.map(({ name }) => `${records} holds ${name} (plain)`)))
    const leak = join(places.logsDir, 'leak.log')
    for (const { name, value } of markers) {
      for (const { how, bytes } of writingsOf(value)) {
        writeFileSync(leak, Buffer.concat([Buffer.from('{"msg":"'), bytes, Buffer.from('"}')]))
        expect(find([], leak)).toEqual(expect.arrayContaining([`${leak} holds ${name} (${how})`]))
      }
    }
    // Where the search above went, too.
    expect(find()).toEqual(expect.arrayContaining([expect.stringContaining(leak)]))
    rmSync(leak)
  })
})
