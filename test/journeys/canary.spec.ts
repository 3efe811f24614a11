import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findTraces } from '@counterfoil/invariants/canary/search'
import { writingsOf } from '@counterfoil/invariants/canary/writings'
import { collect, expect, offerResidency, signInAsStaff, test } from './neighbourhood.ts'

test('no claim value stays in any database, log or block', async ({ neighbourhood, browser }) => {
  const { places } = neighbourhood
  const dataDir = join(places.logsDir, '..')
  const row = readFileSync(join(places.recordsDir, 'aldermoor.csv'), 'utf8').split('\n').find((line) => line.includes('Lowri')) ?? ''
  const [reference = '', givenName = '', , birthDate = '', addressLine = '', , , postcode = '', uprn = ''] = row.split(',')
  const markers = Object.entries({ reference, givenName, birthDate, addressLine, postcode, uprn }).map(([name, value]) => ({ name, value }))
  // The council's own system of record, which the demonstration keeps beside the rest, is where they belong.
  const find = (spared: readonly string[] = ['records'], place = dataDir): string[] => findTraces({ places: [place], markers, spared })

  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
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
    expect(find([])).toEqual(expect.arrayContaining(markers.map(({ name }) => `${records} holds ${name} (plain)`)))
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
