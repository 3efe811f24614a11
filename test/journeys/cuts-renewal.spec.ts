import { begin, collectHere, countHeld, cutAgainAndAgain, visit, type Scene } from './cut-runs.ts'
import { copyRecord, keyNames, recordAt } from './many-credentials.ts'
import { expect, test } from './neighbourhood.ts'

interface Held {
  readonly id: string
  readonly key?: string
  readonly copies?: readonly { readonly key: string }[]
}

const mostTries = 40
const heldIn = async ({ page }: Scene): Promise<Held> => (await recordAt(page, 'credentials')) as Held
const isFilledUp = (scene: Scene): Promise<boolean> => heldIn(scene).then(({ copies = [] }) => copies.length > 0)

/** As after so many exchanges, and as if the council hadn't been asked lately: whenever the wallet comes to rest it asks. On a screen where it doesn't. */
async function useUp(scene: Scene, { id }: Held): Promise<void> {
  await visit(scene.page, `${scene.urls.wallet}/add`)
  await copyRecord(scene.page, 'credentials', [{ id, copies: [], shownFor: 'an exchange', grant: { askedAt: null, triedAt: null } }])
}

/** Opens it until it is filled up. Whatever is cut: it says nothing, and asks again. */
async function renew(scene: Scene): Promise<void> {
  const { page, network, urls } = scene
  const before = await heldIn(scene)
  network.resume()
  await expect(async () => {
    await useUp(scene, before)
    const left = network.left.length
    await visit(page, urls.wallet)
    // A page that dies while it is looked at says nothing. What was cut may be mended by itself, at once or the next time.
    const isDone = (): Promise<boolean> => isFilledUp(scene).catch(() => false)
    await expect.poll(async () => network.left.length < left || (await isDone()), { timeout: 15_000 }).toBe(true)
    await expect.poll(isDone, { timeout: 1500 }).toBe(true)
  }).toPass({ intervals: Array<number>(mostTries).fill(100), timeout: 120_000 })
  await network.pause(page)
  const { id, key = id, copies = [] } = await heldIn(scene)
  expect(id).toBe(before.id)
  expect(copies).toHaveLength(4)
  // Whatever came of keys that were made in vain: what is held can be shown.
  expect(await keyNames(page)).toEqual(expect.arrayContaining([key, `sign-in ${id}`, ...copies.map((copy) => copy.key)]))
  expect(await countHeld(page, urls.wallet)).toBe(1)
  await expect(page.locator('.wallet-card .govuk-tag--green')).toBeVisible()
}

test('copies that run out: whatever is cut while they are filled up, and wherever the page dies, the credential stays and is filled up', async ({ neighbourhood, browser }) => {
  const scene = await begin(neighbourhood, browser)
  await collectHere(scene)
  await cutAgainAndAgain(scene, renew)
})
