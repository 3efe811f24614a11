import type { State } from '../../packages/embed/src/state.ts'
import { focusIn } from '../journeys/focus-in.ts'
import { lookInEveryWay } from '../journeys/look.ts'
import { expect, test } from '../journeys/strict-policy.ts'
import { generatedFile } from '../support/generated-file.ts'
import { blueBadge, ElementScene, startForms, typed, type FormsOfCouncil } from './element-scene.ts'
import { everyState } from './element-states.ts'

let forms: FormsOfCouncil
test.beforeAll(async () => {
  forms = await startForms()
})
test.afterAll(() => forms?.close())

/** Each kind of state there is; one that is added has to be stood in, too. */
const kinds = { idle: 0, no_wallet: 0, starting: 0, waiting: 0, number: 0, collecting: 0, conflict: 0, filled: 0, declined: 0, refused: 0, expired: 0, taken: 0, failed: 0 } satisfies Readonly<Record<State['kind'], 0>>

/** What differs from one run to the next: codes, addresses, times and days. */
const asEver = (text: string): string =>
  text
    .replaceAll(/\b[A-Z][2-9A-Z]{3}-[2-9A-Z]{4}\b/g, 'AAAA-AAAA')
    .replaceAll(/(https?|openid4vp|haip-vp):\/\/\S*/g, '$1://…')
    .replaceAll(/\b\d{2}:\d{2}\b/g, '00:00')
    .replaceAll(/\b\d{1,2} \p{L}+ 20\d{2}\b/gu, '1 January 2026')

/** Where Tab leads within the element, from the first to the last. */
async function stops({ page, element }: ElementScene): Promise<string[]> {
  await element.evaluate((within: HTMLElement) => {
    within.tabIndex = -1
    within.focus()
    within.removeAttribute('tabindex')
  })
  const found: string[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    if (!(await element.evaluate((within) => within !== document.activeElement && within.contains(document.activeElement)))) break
    const { is, wrong } = await focusIn(page)
    expect.soft(wrong).toBe('')
    found.push(is)
  }
  return found
}

for (const { lang, heading, pictured } of [
  { lang: 'en', heading: 'What a screen reader meets in the element, and where Tab leads', pictured: 'as it is' },
  { lang: 'cy', heading: 'The same in Welsh', pictured: '320 px' },
] as const) {
  test.describe(lang, () => {
    test.use({ viewport: { width: 1280, height: 720 } })

    test('every state of the element is read in its order, and well in every way of looking', async ({ page }) => {
      const scene = new ElementScene(page, lang, forms)
      await scene.begin()
      const stoodIn = new Set<string>()
      const told: string[] = [`# ${heading}\n`]
      for (const [state, reach] of Object.entries(everyState)) {
        await test.step(state, async () => {
          await reach(scene)
          if ((await scene.element.getAttribute('form')) === blueBadge) await expect(scene.badgeNumber).toHaveValue(typed)
          stoodIn.add((await scene.element.getAttribute('data-state')) ?? '')
          const { is: focused } = await focusIn(page)
          const focusedElement = await page.evaluateHandle(() => document.activeElement)
          const tree = await (state.startsWith('filled') ? page.locator('main') : scene.element).ariaSnapshot()
          // Around the element stands the same form, but for what is filled in.
          const part = /^(choose|waiting|filled)/.test(state) ? {} : { part: 'counterfoil-prefill' }
          await lookInEveryWay(page, `form-element-${state.replaceAll(/[^A-Za-z]+/g, '-')}${lang === 'cy' ? '.cy' : ''}`, { pictured, ...part })
          told.push(`## ${state}\n\nFocus: ${focused}\n\nTab: ${(await stops(scene)).join(' → ') || 'nothing'}\n\n\`\`\`yaml\n${tree}\n\`\`\`\n`)
          // Where it was, for what comes next.
          await focusedElement.evaluate((element) => (element instanceof HTMLElement ? element.focus() : undefined))
        })
      }
      expect([...stoodIn].toSorted()).toEqual(Object.keys(kinds).toSorted())
      const made = asEver(told.join('\n'))
      expect(generatedFile(`test/embed/read-aloud.${lang}.md`, made), 'run npm run e2e with WRITE_GENERATED=1, and look at what changed').toBe(made)
    })
  })
}
