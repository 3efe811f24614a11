import { describe, expect, it } from 'vitest'
import type { Vault } from '@counterfoil/wallet/ports'
import { confirmCredential, refuseCredential } from '@counterfoil/wallet/use-cases/confirm-credential'
import { makeHeld } from '../support/held.ts'
import { startWalletWorld } from '../support/wallet-world.ts'

const unconfirmed = makeHeld({ unconfirmed: { notification: null } })
const nobody = async (): Promise<void> => {}
const left = new Error('The page was left.')
/** A vault of a page that is left before it keeps or removes anything. */
const ofLeftPage = (vault: Vault): Vault => ({ ...vault, keep: () => Promise.reject(left), remove: () => Promise.reject(left) })

describe('saying of a credential that it is about oneself', () => {
  it('is written down before the credential is kept, so that a page may be left once it says so', async () => {
    const { wallet } = await startWalletWorld()
    await wallet.vault.keep(unconfirmed)
    await expect(confirmCredential({ vault: ofLeftPage(wallet.vault), now: () => 1 }, nobody)(unconfirmed)).rejects.toBe(left)
    expect((await wallet.vault.activities()).map(({ kind }) => kind)).toEqual(['received'])
    expect((await wallet.vault.credentials())[0]?.unconfirmed).toBeDefined()
  })

  it('is written down once, however often it is said', async () => {
    const { wallet } = await startWalletWorld()
    await wallet.vault.keep(unconfirmed)
    await Promise.all([wallet.confirmCredential(unconfirmed), wallet.confirmCredential(unconfirmed)])
    expect((await wallet.vault.activities()).map(({ kind }) => kind)).toEqual(['received'])
  })

  it('is forgotten by saying then that it is about somebody else', async () => {
    const { wallet } = await startWalletWorld()
    await wallet.vault.keep(unconfirmed)
    await confirmCredential({ vault: ofLeftPage(wallet.vault), now: () => 1 }, nobody)(unconfirmed).catch(() => {})
    await refuseCredential(wallet, nobody)(unconfirmed)
    expect([await wallet.vault.activities(), await wallet.vault.credentials()]).toEqual([[], []])
  })
})
