// Follows "Add a credential type in ten minutes" of docs/issuer.md until its card is in the wallet, in real Chromium.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { findChromium } from '../chromium.mjs'
import { root } from '../toolchain.mjs'

const { chromium } = createRequire(join(root, 'test', 'package.json'))('@playwright/test')

export async function typeInTenMinutes(clone) {
  const { tell } = clone
  const { blocks, text } = clone.guide('docs/issuer.md', 'Add a credential type in ten minutes')
  const [type, picture, lint, start, record, ...more] = blocks
  if (record === undefined || more.length > 0) throw new Error('The guide of docs/issuer.md has not five blocks of commands.')
  await clone.runToEnd(type)
  await clone.runToEnd(picture)
  tell('the type and its picture are written')
  await clone.runToEnd(lint)
  tell('the linter has answered')
  await clone.startNetwork(start)
  tell('npm start is ready')
  await clone.runToEnd(record)
  tell('the record is written')
  await click({ ...lastStepOf(text), picture: /"alt": \{ "en": "([^"]+)"/.exec(type)?.[1] ?? '' })
  tell('the card is in the wallet')
}

/** Where the last step begins, and what is chosen there, one after another: the words that it has in bold. */
function lastStepOf(text) {
  const step = /^6\. .*$/m.exec(text)?.[0] ?? ''
  const begin = /<(http[^>]+)>/.exec(step)?.[1]
  const chosen = [...step.matchAll(/\*\*(.+?)\*\*/g)].map(([, words]) => words)
  if (begin === undefined || chosen.length === 0) throw new Error('The guide of docs/issuer.md has no last step.')
  return { begin, chosen }
}

async function click({ begin, chosen, picture }) {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  try {
    const page = await browser.newPage({ locale: 'en-GB' })
    page.setDefaultTimeout(60_000)
    await page.goto(begin)
    const heading = page.getByRole('heading', { level: 1 })
    let code = ''
    for (const words of chosen) {
      const named = { name: new RegExp(`^${words}`) }
      const target = page.getByRole('button', named).or(page.getByRole('link', named)).first()
      await target.waitFor()
      const before = await heading.innerText()
      const field = page.getByLabel('Enter the code the council gave you')
      if (await field.isVisible()) await field.fill(code)
      await target.click()
      // Each choice leads to a page with a heading of its own.
      await heading.filter({ hasNotText: before }).waitFor()
      const shown = page.locator('#transaction-code')
      if (await shown.isVisible()) code = await shown.innerText()
    }
    await page.goto(new URL('/', page.url()).href)
    await page.locator('.wallet-card').getByAltText(picture).waitFor()
  } finally {
    await browser.close()
  }
}
