import { describe, expect, it } from 'vitest'
import { firstPerson, personOf } from '@counterfoil/wallet/domain/person'
import { makeActivity, makeHeld } from '../support/held.ts'
import { startWalletWorld, type WalletWorld } from '../support/wallet-world.ts'

const passphrase = 'four words of mine'
const [adas, anas] = [makeHeld(), makeHeld()]
const [adasEntry, anasEntry] = [makeActivity(1), makeActivity(2)]

/** A wallet of two who have the same from the same council. */
async function startHousehold(): Promise<WalletWorld & { readonly second: string }> {
  const world = await startWalletWorld()
  const second = await world.wallet.addPerson('Ana', 'Ada')
  for (const [person, held, entry] of [[firstPerson, adas, adasEntry], [second, anas, anasEntry]] as const) {
    world.seen.person = person
    await world.wallet.vault.keep(held)
    await world.wallet.vault.note(entry)
  }
  return { ...world, second }
}

const whoseIn = async ({ wallet }: WalletWorld) => ({
  people: (await wallet.people()).map(({ name }) => name),
  toCollect: new Map((await wallet.vault.recovery()).toCollect.map((entry) => [entry.id, personOf(entry)])),
  history: new Map((await wallet.everybodys.activities()).map((entry) => [entry.id, personOf(entry)])),
})

describe('a backup of a household', () => {
  it.each(['Ada', 'Ana'])('holds everybody’s with %s in sight, and a restored one makes the people again', async (name) => {
    const world = await startHousehold()
    world.seen.person = name === 'Ada' ? firstPerson : world.second
    const { file } = await world.wallet.makeBackup(passphrase)
    const other = await startWalletWorld()
    for (const _ of ['once', 'and again']) await other.wallet.restoreBackup(file, passphrase)
    expect(await whoseIn(other)).toEqual({
      people: ['Ada', 'Ana'],
      toCollect: new Map([[adas.id, firstPerson], [anas.id, world.second]]),
      history: new Map([[adasEntry.id, firstPerson], [anasEntry.id, world.second]]),
    })
  })

  it('gives whoever is in sight nothing of anybody else’s', async () => {
    const world = await startHousehold()
    const { file } = await world.wallet.makeBackup(passphrase)
    const other = await startWalletWorld()
    // Another first person, who has somebody of the same name.
    const bran = await other.wallet.addPerson('Ana', 'Bran')
    other.seen.person = bran
    await other.wallet.restoreBackup(file, passphrase)
    const people = await other.wallet.people()
    const ada = people.find(({ name }) => name === 'Ada')?.id
    const { toCollect, history } = await whoseIn(other)
    expect([toCollect.get(adas.id), toCollect.get(anas.id), history.get(adasEntry.id)]).toEqual([ada, world.second, ada])
    expect(await other.wallet.vault.activities()).toEqual([])
  })

  it('is due for what anybody collected since', async () => {
    const world = await startHousehold()
    await world.wallet.noteBackup((await world.wallet.makeBackup(passphrase)).madeAt)
    expect(await world.wallet.lookAtBackup()).toMatchObject({ isDue: false })
    await world.wallet.vault.keep(makeHeld({ receivedAt: world.clock.now + 1 }))
    world.seen.person = firstPerson
    expect(await world.wallet.lookAtBackup()).toMatchObject({ isDue: true })
  })
})

describe('credentials of one type from one council', () => {
  const forChild = (name: string, changes = {}) => makeHeld({ claims: { represented: { given_name: name }, role: 'parent' }, ...changes })
  const restored = async (held: readonly ReturnType<typeof makeHeld>[], there: readonly ReturnType<typeof makeHeld>[] = []): Promise<readonly string[]> => {
    const [old, present] = [await startWalletWorld(), await startWalletWorld()]
    for (const one of held) await old.wallet.vault.keep(one)
    for (const one of there) await present.wallet.vault.keep(one)
    const { file } = await old.wallet.makeBackup(passphrase)
    await present.wallet.restoreBackup(file, passphrase)
    return (await present.wallet.vault.recovery()).toCollect.map(({ id }) => id).toSorted()
  }

  it('are collected again each, where each lets act for another child', async () => {
    const [one, other] = [forChild('Bea'), forChild('Cai')]
    expect(await restored([one, other])).toEqual([one.id, other.id].toSorted())
    expect(await restored([one, other], [one])).toEqual([other.id])
  })

  it('are collected again once, where one renewed the other', async () => {
    const [before, renewed] = [forChild('Bea', { receivedAt: 1 }), forChild('Bea', { receivedAt: 2 })]
    expect(await restored([before, renewed])).toEqual([renewed.id])
    const other = forChild('Cai')
    expect(await restored([before, renewed, other], [before, renewed])).toEqual([other.id])
  })

  it('collected anew take the place of as many as there are', async () => {
    const [one, other] = [forChild('Bea'), forChild('Cai')]
    expect(await restored([one, other], [forChild('Bea')])).toHaveLength(1)
    expect(await restored([one, other], [forChild('Bea'), forChild('Cai')])).toEqual([])
  })
})
