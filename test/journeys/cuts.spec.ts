import { collectHere, collectOffer, countHeld, cutEverything, type Scene } from './cut-runs.ts'
import { expect, test } from './neighbourhood.ts'

/** Afterwards there is one more at the issuer, and one more in the wallet. */
async function oneMore({ page, network, system, urls }: Scene, act: () => Promise<void>): Promise<void> {
  const [issued, held] = [await system.issued(), await countHeld(page, urls.wallet)]
  network.resume()
  await act()
  await network.pause(page)
  expect(await system.issued()).toBe(issued + 1)
  expect(await countHeld(page, urls.wallet)).toBe(held + 1)
}

const collectByCode = (scene: Scene): Promise<void> => oneMore(scene, () => collectOffer(scene, 'residency', 'ALD-1022'))

const collectBySignIn = (scene: Scene): Promise<void> => oneMore(scene, () => collectHere(scene))

test('collecting with a code: whatever is cut, and wherever the page dies, one is issued and one is kept', ({ neighbourhood, browser }) => cutEverything(neighbourhood, browser, { run: collectByCode }))
test('collecting by signing in: the same', ({ neighbourhood, browser }) => cutEverything(neighbourhood, browser, { run: collectBySignIn }))
