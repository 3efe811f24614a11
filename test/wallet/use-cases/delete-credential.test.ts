import { describe, expect, it } from 'vitest'
import { undoTime } from '@counterfoil/wallet/use-cases/delete-credential'
import { hold } from '../support/stub-verifier.ts'
import { openWallet, startWalletWorld, type WalletWorld } from '../support/wallet-world.ts'

const ids = async ({ wallet }: Pick<WalletWorld, 'wallet'>): Promise<readonly string[]> => (await wallet.vault.credentials()).map(({ id }) => id)
const canSign = ({ wallet }: Pick<WalletWorld, 'wallet'>, id: string): Promise<boolean> => wallet.keys.sign(id, 'x').then(() => true, () => false)
const reopened = async (world: WalletWorld): Promise<WalletWorld> => ({ ...world, wallet: await openWallet(world) })

describe('deleting a credential', () => {
  it('takes it off every list and leaves it its key, until that can’t be undone any more', async () => {
    const world = await startWalletWorld()
    const { id } = await hold(world)
    await world.wallet.deleteCredential(id)
    expect([await ids(world), (await world.wallet.vault.deleted()).map((one) => one.id), await canSign(world, id)]).toEqual([[], [id], true])
    await world.wallet.finishDelete(id)
    expect([await world.wallet.vault.deleted(), await canSign(world, id)]).toEqual([[], false])
  })

  it('can be undone, also by a page that was loaded anew in between: it is as it was', async () => {
    const world = await startWalletWorld()
    const held = await hold(world)
    await world.wallet.deleteCredential(held.id)
    const again = await reopened(world)
    await again.wallet.undoDelete(held.id)
    // What comes too late changes nothing.
    await again.wallet.finishDelete(held.id)
    expect([await again.wallet.vault.credentials(), await canSign(again, held.id)]).toEqual([[held], true])
  })

  it('is finished later where the page died, and not before', async () => {
    const world = await startWalletWorld()
    const { id } = await hold(world)
    await world.wallet.deleteCredential(id)
    world.clock.now += undoTime - 1
    await (await reopened(world)).wallet.finishDeletes()
    expect((await world.wallet.vault.deleted()).map((one) => one.id)).toEqual([id])
    world.clock.now += 1
    await (await reopened(world)).wallet.finishDeletes()
    expect([await world.wallet.vault.deleted(), await canSign(world, id)]).toEqual([[], false])
  })

  it('is finished also where the clock was a year ahead at that time', async () => {
    const world = await startWalletWorld()
    const { id } = await hold(world)
    world.clock.now += 365 * 86_400
    await world.wallet.deleteCredential(id)
    world.clock.now -= 365 * 86_400
    await (await reopened(world)).wallet.finishDeletes()
    expect([await world.wallet.vault.deleted(), await canSign(world, id)]).toEqual([[], false])
  })
})
