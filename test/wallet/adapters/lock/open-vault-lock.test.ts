import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openVault } from '@counterfoil/wallet/adapters/indexeddb-vault'
import { openVaultLock, type OpenedLock } from '@counterfoil/wallet/adapters/lock/open-vault-lock'
import { openStore, type Store } from '@counterfoil/wallet/adapters/open-store'
import type { Attempt, LockChanges, Opener } from '@counterfoil/wallet/domain/vault-lock'
import type { Vault } from '@counterfoil/wallet/ports'
import { makeActivity, makeHeld } from '../../support/held.ts'
import { makeLockParts, StubDevice } from '../../support/lock-parts.ts'

const words = 'correct horse battery staple'
const byPassphrase = (passphrase = words): Opener => ({ by: 'passphrase', passphrase })
const byPasskey: Opener = { by: 'passkey' }

interface Tab extends OpenedLock {
  readonly vault: Vault
}

/** One browser: its database, its device's passkeys, a clock, and tabs. */
async function openBrowser() {
  const store = await openStore(randomUUID())
  const [device, clock] = [new StubDevice(), { now: 1_790_000_000 }]
  const openTab = async (passkeys = device): Promise<Tab> => {
    const opened = await openVaultLock(store, makeLockParts({ passkeys, now: () => clock.now }))
    return { ...opened, vault: openVault(store, opened.askKey) }
  }
  return { store, device, clock, openTab }
}

async function changesOf({ lock }: Tab, opener: Opener | null = null): Promise<LockChanges> {
  const answer = await lock.change(opener)
  return answer.is === 'may_change' ? answer.changes : expect.fail(answer.is)
}

const isPending = async (promise: Promise<unknown>): Promise<boolean> => (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, 'pending'))])) === 'pending'

/** What version 2 of the wallet's database looked like. */
const writeVersion2 = (name: string, key: CryptoKey, record: object): Promise<void> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 2)
    opening.addEventListener('upgradeneeded', () => {
      const keys = opening.result.createObjectStore('keys')
      const [credentials] = ['credentials', 'activities', 'facts'].map((place) => opening.result.createObjectStore(place, { keyPath: 'id' }))
      keys.put(key, 'vault')
      credentials?.put(record)
    })
    opening.addEventListener('success', () => {
      opening.result.close()
      resolve()
    })
    opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')))
  })

const sealedIn = (store: Store) => store.getAll('credentials')

describe('a wallet without a lock', () => {
  it('opens by itself, in each tab, and is not locked by asking', async () => {
    const { openTab } = await openBrowser()
    const [one, other] = [await openTab(), await openTab()]
    await one.vault.keep(makeHeld())
    one.lock.lock()
    expect([one.lock.isOpen(), other.lock.isOpen(), one.lock.protections()]).toEqual([true, true, []])
    expect(await other.vault.credentials()).toHaveLength(1)
  })

  it('of an earlier version gets a key that a lock can be put around, and keeps all that it held', async () => {
    const name = randomUUID()
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const held = makeHeld()
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(held.id) }, key, new TextEncoder().encode(JSON.stringify(held)))
    await writeVersion2(name, key, { id: held.id, iv, sealed })
    const store = await openStore(name)
    const tabs = await Promise.all([openVaultLock(store, makeLockParts()), openVaultLock(store, makeLockParts())])
    for (const { askKey } of tabs) expect(await openVault(store, askKey).credentials()).toEqual([held])
    expect(await store.get('keys', 'vault')).toBeUndefined()
  })
})

describe('a tab whose store a newer version of the wallet took over', () => {
  it('holds no key any more as soon as another tab changes something', async () => {
    const { store, openTab } = await openBrowser()
    const tab = await openTab()
    const other = await (await openBrowser()).openTab()
    store.close()
    await other.lock.erase()
    await expect.poll(() => tab.lock.isOpen()).toBe(false)
  })
})

describe('the first lock', () => {
  it.each<[string, (changes: LockChanges) => Promise<unknown>, Opener]>([
    ['a passkey', (changes) => changes.addPasskey(), byPasskey],
    ['a passphrase', (changes) => changes.setPassphrase(words), byPassphrase()],
  ])('is %s: everything is sealed anew, under a key that nothing in the browser opens', async (_what, protect, opener) => {
    const { store, openTab } = await openBrowser()
    const tab = await openTab()
    const [held, activity] = [makeHeld(), makeActivity()]
    await tab.vault.keep(held)
    await tab.vault.note(activity)
    const before = await sealedIn(store)
    await protect(await changesOf(tab))
    expect(await sealedIn(store)).not.toEqual(before)
    const record = (await store.get('lock', 'record')) ?? expect.fail()
    expect(record.protections.map(({ kind }) => kind)).toEqual([opener.by])
    // WAL-16: no key that the browser keeps is left but those of holders.
    expect(await store.getAll('keys')).toEqual([])
    expect(JSON.stringify(record, (_name, value: unknown) => (value instanceof CryptoKey ? 'a key' : value))).not.toContain('a key')
    expect(await tab.vault.credentials()).toEqual([held])

    const again = await openTab()
    expect(again.lock.isOpen()).toBe(false)
    const reading = again.vault.credentials()
    expect(await isPending(reading)).toBe(true)
    expect(await again.lock.unlock(opener)).toEqual({ is: 'opened' })
    expect(await reading).toEqual([held])
    expect(await again.vault.activities()).toEqual([activity])
  })

  it('closes the other tabs, and what they were about to write is written when they are open again', async () => {
    const { openTab } = await openBrowser()
    const [one, other] = [await openTab(), await openTab()]
    const [first, second] = [makeHeld({ receivedAt: 1 }), makeHeld({ receivedAt: 2 })]
    await other.vault.keep(first)
    await (await changesOf(one)).setPassphrase(words)
    const writing = other.vault.keep(second)
    expect(await isPending(writing)).toBe(true)
    expect(other.lock.isOpen()).toBe(false)
    await other.lock.unlock(byPassphrase())
    await writing
    expect(await one.vault.credentials()).toEqual([second, first])
    expect(await one.vault.countUnreadable()).toBe(0)
  })

  it('loses nothing of what is written while it is put on', async () => {
    const { openTab } = await openBrowser()
    const [one, other] = [await openTab(), await openTab()]
    const helds = Array.from({ length: 12 }, (_, index) => makeHeld({ receivedAt: index }))
    const writing = Promise.all(helds.map((held) => other.vault.keep(held)))
    await (await changesOf(one)).setPassphrase(words)
    await other.lock.unlock(byPassphrase())
    await writing
    expect((await one.vault.credentials()).length).toBe(12)
    expect(await one.vault.countUnreadable()).toBe(0)
  })

  it('of two tabs at once is the one that was first', async () => {
    const { openTab } = await openBrowser()
    const [one, other] = [await openTab(), await openTab()]
    const [first, second] = [await changesOf(one), await changesOf(other)]
    await first.setPassphrase(words)
    await expect(second.addPasskey()).rejects.toMatchObject({ code: 'lock_changed' })
    expect(one.lock.protections().map(({ kind }) => kind)).toEqual(['passphrase'])
  })

  it.each([['given_up', { isCancelling: true }], ['cannot_lock', { hasPrf: false }]] as const)('that is %s leaves everything as it was', async (outcome, changes) => {
    const { device, openTab } = await openBrowser()
    const tab = await openTab()
    Object.assign(device, changes)
    expect(await (await changesOf(tab)).addPasskey()).toBe(outcome)
    expect((await openTab()).lock.isOpen()).toBe(true)
  })
})

describe('a locked wallet', () => {
  async function locked() {
    const browser = await openBrowser()
    const tab = await browser.openTab()
    await tab.vault.keep(makeHeld())
    const changes = await changesOf(tab)
    await changes.addPasskey()
    await changes.setPassphrase(words)
    return { ...browser, tab, changes }
  }

  it('is locked in every tab by locking it in one, and opened in each alone', async () => {
    const { openTab, tab } = await locked()
    const other = await openTab()
    await other.lock.unlock(byPasskey)
    const heard = new Promise<void>((resolve) => other.lock.whenChanged(resolve, new AbortController().signal))
    tab.lock.lock()
    await heard
    expect([tab.lock.isOpen(), other.lock.isOpen()]).toEqual([false, false])
    await tab.lock.unlock(byPassphrase())
    expect([tab.lock.isOpen(), other.lock.isOpen()]).toEqual([true, false])
  })

  it('is opened by any of its passkeys, each of a device of its own, and by its passphrase', async () => {
    const { openTab, tab, changes, device } = await locked()
    expect(await changes.addPasskey()).toBe('given_up')
    const [first, second] = [new Map(device.secrets), new StubDevice()]
    device.secrets.clear()
    await changes.addPasskey()
    for (const [id, secret] of device.secrets) second.secrets.set(id, secret)
    expect(tab.lock.protections()).toHaveLength(3)
    for (const opener of [byPasskey, byPassphrase(), byPassphrase(`  ${words} `)]) expect(await (await openTab(second)).lock.unlock(opener)).toEqual({ is: 'opened' })
    device.secrets.clear()
    for (const [id, secret] of first) device.secrets.set(id, secret)
    expect(await (await openTab(device)).lock.unlock(byPasskey)).toEqual({ is: 'opened' })
    expect(await (await openTab(new StubDevice())).lock.unlock(byPasskey)).toEqual({ is: 'no_passkey' })
  })

  it('is not opened by a passkey that gives another secret', async () => {
    const { openTab, device } = await locked()
    const another = new StubDevice()
    for (const id of device.secrets.keys()) another.secrets.set(id, new Uint8Array(32))
    expect(await (await openTab(another)).lock.unlock(byPasskey)).toEqual({ is: 'no_passkey' })
  })

  it('makes who guesses wait longer and longer, also in a new tab, and forgives whoever knows', async () => {
    const { openTab, clock } = await locked()
    const { lock } = await openTab()
    const guess = (): Promise<Attempt> => lock.unlock(byPassphrase('wrong horse battery staple'))
    const told = [await guess(), await guess(), await guess(), await guess()]
    expect(told).toEqual([{ is: 'wrong_passphrase', waitSeconds: 0 }, { is: 'wrong_passphrase', waitSeconds: 0 }, { is: 'wrong_passphrase', waitSeconds: 5 }, { is: 'wait', waitSeconds: 5 }])
    const again = await openTab()
    clock.now += 3
    expect(await again.lock.unlock(byPassphrase())).toEqual({ is: 'wait', waitSeconds: 2 })
    clock.now += 2
    expect(await guess()).toEqual({ is: 'wrong_passphrase', waitSeconds: 15 })
    clock.now -= 100_000
    expect(await guess()).toEqual({ is: 'wait', waitSeconds: 15 })
    clock.now += 200_000
    expect(await again.lock.unlock(byPassphrase())).toEqual({ is: 'opened' })
    expect(await guess()).toEqual({ is: 'wrong_passphrase', waitSeconds: 0 })
  })

  it('is changed only by who opens it anew', async () => {
    const { tab } = await locked()
    expect(await tab.lock.change(null)).toEqual({ is: 'no_passkey' })
    expect(await tab.lock.change(byPassphrase('wrong horse battery staple'))).toMatchObject({ is: 'wrong_passphrase' })
    expect(await tab.lock.change(byPasskey)).toMatchObject({ is: 'may_change' })
  })

  it('takes a new passphrase in the place of the old, and keeps its passkeys', async () => {
    const { openTab, changes } = await locked()
    await changes.setPassphrase('another horse battery staple')
    const { lock, vault } = await openTab()
    expect(await lock.unlock(byPassphrase())).toMatchObject({ is: 'wrong_passphrase' })
    expect(await lock.unlock(byPassphrase('another horse battery staple'))).toEqual({ is: 'opened' })
    expect(await vault.credentials()).toHaveLength(1)
    expect(await (await openTab()).lock.unlock(byPasskey)).toEqual({ is: 'opened' })
  })

  it('loses a passkey that is removed, and without its last protection opens by itself again', async () => {
    const { openTab, tab, changes, device } = await locked()
    const [passkey, passphrase] = tab.lock.protections()
    await changes.remove(passkey?.id ?? '')
    expect(device.forgotten).toHaveLength(1)
    expect(await (await openTab()).lock.unlock(byPasskey)).toEqual({ is: 'no_passkey' })
    expect((await openTab()).lock.isOpen()).toBe(false)
    await changes.remove(passphrase?.id ?? '')
    const again = await openTab()
    expect(again.lock.isOpen()).toBe(true)
    expect(await again.vault.credentials()).toHaveLength(1)
    await (await changesOf(again)).setPassphrase(words)
    expect((await openTab()).lock.isOpen()).toBe(false)
  })

  it('is empty, new and open when it was erased', async () => {
    const { store, openTab, tab } = await locked()
    await tab.lock.erase()
    for (const place of store.objectStoreNames) expect(await store.count(place)).toBe(0)
    const again = await openTab()
    expect(again.lock.isOpen()).toBe(true)
    expect(await again.vault.credentials()).toEqual([])
  })

  it('keeps from another protection what was wrapped for one', async () => {
    const { store, openTab } = await locked()
    const record = (await store.get('lock', 'record')) ?? expect.fail()
    const [one, other] = record.protections
    if (one === undefined || other === undefined) expect.fail()
    await store.put('lock', { ...record, protections: [{ ...one, wrapped: other.wrapped }, { ...other, wrapped: one.wrapped }] }, 'record')
    expect(await (await openTab()).lock.unlock(byPasskey)).toEqual({ is: 'no_passkey' })
  })
})
