import { test as bare } from '@playwright/test'
import { look } from './look.ts'

// What holds that every screen is well must itself be able to say no.
bare.describe('looking', () => {
  const screens = {
    'a picture without words': '<html lang="en"><title>A</title><main><h1>A</h1><img src="data:," ></main>',
    'grey words on grey': '<html lang="en"><title>A</title><main><h1>A</h1><p style="color:#999;background:#888">Words</p></main>',
    'words that vanish in the dark alone': '<html lang="en"><title>A</title><style>@media (prefers-color-scheme: dark) { p { color: #111; background: #000 } }</style><main><h1>A</h1><p>Words</p></main>',
    'a line wider than a telephone': '<html lang="en"><title>A</title><main><h1>A</h1><p style="width:500px">Words</p></main>',
    'words that burst their box when they grow': '<html lang="en"><title>A</title><main><h1>A</h1><p style="white-space:nowrap">Words that take more than half of a window as they are, and more than all of it when they are twice as large</p></main>',
    'a word that bursts its box': '<html lang="en"><title>A</title><main><h1>A</h1><p style="width:60px">Unbreakablewordsareverylong</p></main>',
    'a table wider than the card around it': '<html lang="en"><title>A</title><main><h1>A</h1><div style="width:200px;border:1px solid"><table><tr><td style="min-width:250px">Words</td></tr></table></div></main>',
    'words that a box cuts off': '<html lang="en"><title>A</title><main><h1>A</h1><p style="width:120px;overflow:hidden;white-space:nowrap">Words that go on after their box has ended</p></main>',
    'a page that does not say its language': '<html><title>A</title><main><h1>A</h1></main>',
  }
  for (const [what, markup] of Object.entries(screens)) {
    bare(`sees ${what}`, async ({ page }) => {
      bare.fail()
      await page.setContent(markup)
      await look(page, 'itself', { uncounted: true })
    })
  }
})

bare('looking finds nothing wrong where a box scrolls by itself, or words are for screen readers alone', async ({ page }) => {
  await page.setContent(`<html lang="en"><title>A</title><main><h1>A</h1>
    <div role="region" aria-label="Wide" tabindex="0" style="width:120px;overflow-x:auto"><p style="width:400px">Words</p></div>
    <p>Words <span style="position:absolute;width:1px;height:1px;overflow:hidden;white-space:nowrap">and unseen words that go on and on</span></p></main>`)
  await look(page, 'itself', { uncounted: true })
})
