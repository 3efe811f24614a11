import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { collect, expect, offerResidency, signInAsStaff, test } from './neighbourhood.ts'

/** A value as it could stand in a file: plain, in hexadecimal, and in base64 at each of its three alignments. */
function writingsOf(value: string): readonly (readonly [string, Buffer])[] {
  const base64 = [0, 1, 2].map((shift): readonly [string, Buffer] => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString('base64url')
    // The characters at both ends also depend on the neighbours.
    return ['base64', Buffer.from(text.slice(shift === 0 ? 0 : shift + 1, -2))]
  })
  return [['plain', Buffer.from(value)], ['hex', Buffer.from(Buffer.from(value).toString('hex'))], ['URL', Buffer.from(encodeURIComponent(value))], ...base64]
}

function findIn(folder: string, values: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name)
      // The council's own system of record, which the demonstration keeps beside the rest.
      if (entry.parentPath.endsWith('records')) return []
      const content = readFileSync(file)
      return values.flatMap((value) => writingsOf(value).filter(([, bytes]) => content.includes(bytes)).map(([how]) => `${how} ${value} in ${entry.name}`))
    })
}

test('no claim value stays in any database, log or block', async ({ neighbourhood, browser }) => {
  const { places } = neighbourhood
  const dataDir = join(places.logsDir, '..')
  const row = readFileSync(join(places.recordsDir, 'aldermoor.csv'), 'utf8').split('\n').find((line) => line.includes('Lowri')) ?? ''
  const [reference = '', , , birthDate = '', addressLine = '', , , postcode = '', uprn = ''] = row.split(',')
  const values = [reference, birthDate, addressLine, postcode, uprn, 'Lowri']

  const staff = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  const offer = await offerResidency(staff, 'Lowri')
  const wallet = await (await browser.newContext()).newPage()
  await test.step('while an offer is open', () => expect(findIn(dataDir, values)).toEqual([]))
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

  await test.step('after issuing and filling in', () => expect(findIn(dataDir, values)).toEqual([]))
  await test.step('and the search would have found one', () => {
    const leaky = join(places.recordsDir, '..')
    const everything = readdirSync(places.recordsDir).map((name) => readFileSync(join(places.recordsDir, name)))
    expect(everything.some((content) => values.every((value) => content.includes(value)))).toBe(true)
    expect(leaky).toBe(dataDir)
  })
})
