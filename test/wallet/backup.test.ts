import { describe, expect, it } from 'vitest'
import { writeBackup } from '@counterfoil/wallet/adapters/backup/backup-file'
import { parseActivity } from '@counterfoil/wallet/domain/activity'
import type { Backup } from '@counterfoil/wallet/domain/backup'
import { makeActivity, makeHeld } from './support/held.ts'
import { makeLockParts } from './support/lock-parts.ts'
import { startWalletWorld } from './support/wallet-world.ts'

const passphrase = 'four words of mine'

async function walletWith(held: readonly ReturnType<typeof makeHeld>[], activities: readonly ReturnType<typeof makeActivity>[] = []) {
  const world = await startWalletWorld()
  for (const one of held) await world.wallet.vault.keep(one)
  for (const one of activities) await world.wallet.vault.note(one)
  return world
}

const residency = makeHeld({ collectedBy: 'sign_in' })
const badge = makeHeld({ vct: 'https://issuer.example/types/blue-badge/1' })
const [first, second] = [makeActivity(1), makeActivity(2)]

describe('restoring a backup in another browser', () => {
  it('brings the history and what to collect again, and no credential', async () => {
    const { wallet: old } = await walletWith([residency, badge], [first, second])
    const { file } = await old.makeBackup(passphrase)
    const { wallet } = await walletWith([])
    expect(await wallet.restoreBackup(file, passphrase)).toEqual({ is: 'restored', entries: 2, toCollect: 2 })
    expect(await wallet.vault.activities()).toEqual([second, first])
    expect(await wallet.vault.credentials()).toEqual([])
    const { toCollect } = await wallet.vault.recovery()
    expect(new Map(toCollect.map(({ vct, issuer, collectedBy }) => [vct, [issuer.did, collectedBy]]))).toEqual(
      new Map([
        [badge.vct, ['did:example:1', null]],
        [residency.vct, ['did:example:1', 'sign_in']],
      ]),
    )
  })

  it('carries no key, no credential and nothing that a credential says', async () => {
    const { wallet: old } = await walletWith([{ ...residency, unconfirmed: { notification: { url: 'https://issuer.example/n', id: 'n1', token: 'canary-token' } } }, badge], [first])
    const { file } = await old.makeBackup(passphrase)
    const { wallet } = await walletWith([])
    await wallet.restoreBackup(file, passphrase)
    const carried = JSON.stringify([await wallet.vault.recovery(), await wallet.vault.activities()])
    expect(carried).not.toMatch(/canary-credential|canary-token|Canary-Ada|status-lists/i)
    expect(Object.keys((await wallet.vault.recovery()).toCollect[0] ?? {}).toSorted()).toEqual(['card', 'collectedBy', 'id', 'issuer', 'name', 'vct'])
  })

  it('WAL-19: twice, or in two browsers, doubles nothing, and each browser makes keys of its own', async () => {
    const { wallet: old } = await walletWith([residency], [first])
    const { file } = await old.makeBackup(passphrase)
    const [one, other] = [await walletWith([]), await walletWith([])]
    for (const { wallet } of [one, one, other]) expect((await wallet.restoreBackup(file, passphrase)).is).toBe('restored')
    for (const { wallet } of [one, other]) {
      expect(await wallet.vault.activities()).toEqual([first])
      expect((await wallet.vault.recovery()).toCollect).toHaveLength(1)
      await expect(wallet.keys.sign(residency.id, 'anything')).rejects.toMatchObject({ code: 'key_missing' })
    }
    expect((await one.wallet.keys.make()).publicKey).not.toEqual((await other.wallet.keys.make()).publicKey)
  })

  it('loses nothing that is there: an entry that knows more stays, and what is held is not to be collected', async () => {
    const { wallet: old } = await walletWith([residency, badge], [first, second])
    const { file } = await old.makeBackup(passphrase)
    const { wallet } = await walletWith([residency], [{ ...first, erasureAskedAt: 9 } as typeof first])
    expect(await wallet.restoreBackup(file, passphrase)).toEqual({ is: 'restored', entries: 1, toCollect: 1 })
    expect(await wallet.vault.activities()).toEqual([second, { ...first, erasureAskedAt: 9 }])
    expect(await wallet.vault.credentials()).toEqual([residency])
    expect((await wallet.vault.recovery()).toCollect).toMatchObject([{ vct: badge.vct }])
  })

  it('has what is withdrawn here collected again, and what is still to be collected stays so in the next backup', async () => {
    const { wallet: old } = await walletWith([residency])
    const { file } = await old.makeBackup(passphrase)
    const { wallet: between } = await walletWith([{ ...residency, standing: { state: 'withdrawn', checkedAt: 1 } }])
    expect(await between.restoreBackup(file, passphrase)).toMatchObject({ toCollect: 1 })
    const again = await between.makeBackup(passphrase)
    const { wallet } = await walletWith([])
    expect(await wallet.restoreBackup(again.file, passphrase)).toMatchObject({ toCollect: 1 })
  })

  it('with the wrong passphrase changes nothing', async () => {
    const { wallet: old } = await walletWith([residency], [first])
    const { file } = await old.makeBackup(passphrase)
    const { wallet } = await walletWith([])
    expect(await wallet.restoreBackup(file, 'another passphrase')).toEqual({ is: 'wrong_passphrase' })
    expect([await wallet.vault.activities(), await wallet.vault.recovery()]).toEqual([[], { lastBackupAt: null, toCollect: [], collecting: [], freezing: [] }])
  })

  it('of somebody who wrote what they liked into it shows nothing that could harm', async () => {
    const entry = { id: 'x', issuer: residency.issuer, vct: residency.vct, name: residency.name, card: residency.card, collectedBy: 'sign_in' }
    const hostile = {
      madeAt: 1,
      people: [{ id: 'p', name: '\u202e' }, { id: 7, name: 'x' }, { id: 'q', name: 'A\u0000na'.padEnd(200, 'a') }],
      activities: [first, { ...first, id: 'a', who: 'text' }, { ...first, id: 'b', kind: 'stolen' }, { ...first, id: 'c', claims: [null] }, { ...first, id: 'd', asker: { did: 7 } }, { ...first, id: 'e', person: {} }, null],
      inventory: [entry, { ...entry, issuer: { ...entry.issuer, url: 'javascript:alert(1)' } }, { ...entry, name: { en: '\u202e', cy: '' } }, { ...entry, id: 'y', vct: 'v2', card: { background: 'url(https://evil.example)', text: '#ffffff' } }, 7],
    }
    const file = await writeBackup(makeLockParts(), hostile as unknown as Backup, passphrase)
    const { wallet } = await walletWith([])
    expect(await wallet.restoreBackup(file, passphrase)).toEqual({ is: 'restored', entries: 1, toCollect: 2 })
    expect((await wallet.vault.recovery()).toCollect.map(({ card }) => card.background)).toEqual(['#000000', '#1d3d5c'])
    expect((await wallet.people()).map(({ name }) => name)).toEqual(['Ana'.padEnd(60, 'a')])
  })

  it('brings no receipt that nobody judged here, nowhere to send a request that makes no sense, and nobody who isn’t in this wallet', async () => {
    const erasable = { endpoint: 'https://verifier.example/a/erasures', handle: 'h'.repeat(40) }
    const shared = { ...first, erasable, erasureAskedAt: 7, erasureReceipt: 'forged.receipt.x', person: 'somebody', helper: 'Ada' }
    const senseless = [null, {}, { ...erasable, endpoint: 7 }, { ...erasable, handle: 'short' }].map((one, at) => ({ ...makeActivity(at + 2), erasable: one, erasureAskedAt: 'yesterday', helper: {} }))
    const file = await writeBackup(makeLockParts(), { madeAt: 1, activities: [shared, ...senseless], inventory: [] } as unknown as Backup, passphrase)
    const { wallet } = await walletWith([])
    expect(await wallet.restoreBackup(file, passphrase)).toMatchObject({ entries: 5 })
    const restored = await wallet.vault.activities()
    expect(restored.find(({ id }) => id === first.id)).toEqual({ ...first, erasable, erasureAskedAt: 7, helper: 'Ada' })
    for (const { id } of senseless) expect(Object.keys(restored.find((one) => one.id === id) ?? {}).toSorted()).toEqual(['at', 'claims', 'id', 'kind', 'what', 'who'])
  })

  it('of before this was looked at may have left what makes no sense in the vault, which harms nothing', () => {
    expect(parseActivity({ ...first, erasable: null })).toEqual(first)
  })
})

describe('the last backup', () => {
  it('is due when something is held and none was made, when something came since, and when it is old', async () => {
    const { wallet, clock } = await walletWith([])
    expect(await wallet.lookAtBackup()).toEqual({ lastAt: null, isDue: false })
    await wallet.vault.keep({ ...residency, receivedAt: clock.now })
    expect(await wallet.lookAtBackup()).toEqual({ lastAt: null, isDue: true })
    await wallet.noteBackup((await wallet.makeBackup(passphrase)).madeAt)
    const lastAt = clock.now
    expect(await wallet.lookAtBackup()).toEqual({ lastAt, isDue: false })
    clock.now += 91 * 86_400
    expect(await wallet.lookAtBackup()).toEqual({ lastAt, isDue: true })
    await wallet.noteBackup(clock.now)
    await wallet.vault.keep({ ...badge, receivedAt: clock.now + 1 })
    expect(await wallet.lookAtBackup()).toMatchObject({ isDue: true })
  })
})
