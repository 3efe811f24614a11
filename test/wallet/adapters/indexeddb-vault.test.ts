import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openVault as openVaultWith } from '@counterfoil/wallet/adapters/indexeddb-vault'
import { openVaultLock } from '@counterfoil/wallet/adapters/lock/open-vault-lock'
import { openStore, type Store } from '@counterfoil/wallet/adapters/open-store'
import { webHolderKeys } from '@counterfoil/wallet/adapters/web-holder-keys'
import { sealBytes } from '@counterfoil/wallet/adapters/record-seal'
import { makeLockParts } from '../support/lock-parts.ts'
import { makeActivity, makeHeld } from '../support/held.ts'

const words = (text: string) => ({ en: text, cy: text })

const newStore = (): Promise<Store> => openStore(randomUUID())

const openVault = async (store: Store) => openVaultWith(store, (await openVaultLock(store, makeLockParts())).askKey)

/** Seals a text as a vault does, with the vault's own key: what an earlier version may have written. */
async function sealAs(store: Store, id: string, text: string): Promise<void> {
  const { key } = await (await openVaultLock(store, makeLockParts())).askKey()
  await store.put('credentials', await sealBytes(key, id, new Uint8Array(Buffer.from(text))))
}

describe('the vault', () => {
  it('gives back what was kept, the newest first', async () => {
    const vault = await openVault(await newStore())
    const [older, newer] = [makeHeld({ receivedAt: 1 }), makeHeld({ receivedAt: 2 })]
    for (const held of [older, newer]) await vault.keep(held)
    expect(await vault.credentials()).toEqual([newer, older])
    const activities = [makeActivity(1), makeActivity(2)]
    for (const activity of activities) await vault.note(activity)
    expect(await vault.activities()).toEqual(activities.toReversed())
  })

  it('rests as ciphertext: nothing of a record but its id can be read in the browser’s storage (WAL-16)', async () => {
    const store = await newStore()
    const vault = await openVault(store)
    const held = makeHeld()
    await vault.keep(held)
    await vault.note(makeActivity())
    for (const place of ['credentials', 'activities'] as const) {
      const [record] = await store.getAll(place)
      expect(Object.keys(record ?? {}).toSorted()).toEqual(['id', 'iv', 'sealed'])
      const bytes = Buffer.from(record?.sealed ?? new ArrayBuffer()).toString('latin1')
      expect(bytes).not.toMatch(/Canary|Aldermoor|Residency|First name|issuer\.example/i)
    }
  })

  it('seals the same record differently each time, and binds it to its id', async () => {
    const store = await newStore()
    const vault = await openVault(store)
    const held = makeHeld()
    await vault.keep(held)
    const [first] = await store.getAll('credentials')
    await vault.keep(held)
    const [second] = await store.getAll('credentials')
    expect(second?.iv).not.toEqual(first?.iv)
    await store.put('credentials', { ...(second ?? expect.fail()), id: 'another' })
    expect((await vault.credentials()).map(({ id }) => id)).toEqual([held.id])
  })

  it('has keys that nobody can take out, neither the vault’s nor a holder’s (WAL-15)', async () => {
    const store = await newStore()
    const { key: ofVault } = await (await openVaultLock(store, makeLockParts())).askKey()
    await (await webHolderKeys(store).make()).keep('holder')
    const [protection] = (await store.get('lock', 'record'))?.protections ?? []
    const keys = [...(await store.getAll('keys')).filter((key) => key instanceof CryptoKey), ofVault, ...(protection?.kind === 'browser' ? [protection.key] : [])]
    expect(keys).toHaveLength(3)
    for (const key of keys) {
      expect(key.extractable).toBe(false)
      for (const format of ['jwk', 'raw', 'pkcs8'] as const) await expect(crypto.subtle.exportKey(format as 'raw', key)).rejects.toThrow()
      await expect(crypto.subtle.wrapKey('jwk', key, key, { name: 'AES-GCM', iv: new Uint8Array(12) })).rejects.toThrow()
    }
  })

  it('is opened again with the key that it has, and two tabs that open a new one agree on its key', async () => {
    const store = await newStore()
    const [one, other] = await Promise.all([openVault(store), openVault(store)])
    const held = makeHeld()
    await one.keep(held)
    expect(await other.credentials()).toEqual([held])
    expect(await (await openVault(store)).credentials()).toEqual([held])
  })

  it.each<[string, (store: Store, id: string) => Promise<unknown>]>([
    ['was cut off', async (store, id) => store.put('credentials', { id, iv: new Uint8Array(12), sealed: new ArrayBuffer(0) })],
    [
      'had a bit flipped',
      async (store, id) => {
        const record = (await store.get('credentials', id)) ?? expect.fail()
        const bytes = new Uint8Array(record.sealed)
        bytes[3] = (bytes[3] ?? 0) ^ 1
        return store.put('credentials', { ...record, sealed: bytes.buffer })
      },
    ],
    ['lost its parts', async (store, id) => store.put('credentials', { id } as never)],
    ['holds no credential', async (store, id) => sealAs(store, id, '{"id":"x"}')],
    ['holds no JSON', async (store, id) => sealAs(store, id, 'not json')],
  ])('with a record that %s gives back the others, says that one is lost, and lets it be removed', async (_what, damage) => {
    const store = await newStore()
    const vault = await openVault(store)
    const [lost, kept] = [makeHeld(), makeHeld()]
    for (const held of [lost, kept]) await vault.keep(held)
    expect(await vault.countUnreadable()).toBe(0)
    await damage(store, lost.id)
    expect(await vault.credentials()).toEqual([kept])
    expect(await vault.countUnreadable()).toBe(1)
    await vault.amend(lost.id, (held) => held)
    await vault.removeUnreadable()
    expect(await vault.countUnreadable()).toBe(0)
    expect(await vault.credentials()).toEqual([kept])
  })

  it('whose key is gone says that everything is lost, and takes new credentials', async () => {
    const store = await newStore()
    const before = await openVault(store)
    await before.keep(makeHeld())
    await before.note(makeActivity())
    await store.delete('lock', 'record')
    const vault = await openVault(store)
    const held = makeHeld()
    await vault.keep(held)
    expect(await vault.credentials()).toEqual([held])
    expect(await vault.activities()).toEqual([])
    expect(await vault.countUnreadable()).toBe(2)
  })

  it('of an earlier version is read: what that one did not know gets what it would have had', async () => {
    const store = await newStore()
    const vault = await openVault(store)
    const { id, credential, issuer, vct, claims } = makeHeld()
    await sealAs(store, id, JSON.stringify({ id, credential, issuer, vct, claims, standing: { state: 'paused' } }))
    expect(await vault.credentials()).toEqual([
      { id, credential, issuer, vct, claims, name: { en: 'Credential', cy: 'Tystysgrif' }, labels: [], card: { background: '#1d3d5c', text: '#ffffff' }, receivedAt: 0, expiresAt: null, status: null, standing: { state: 'unknown', checkedAt: null } },
    ])
    expect(await vault.countUnreadable()).toBe(0)
  })

  it('WAL-17: of a later version is left alone, in words: an old page that a browser kept does no harm', async () => {
    const name = randomUUID()
    const later = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name, 99)
      opening.addEventListener('success', () => resolve(opening.result))
      opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')))
    })
    later.close()
    await expect(openStore(name)).rejects.toMatchObject({ code: 'wallet_outdated' })
  })

  it('does not stand in the way of a later version in another tab', async () => {
    const name = randomUUID()
    await openVault(await openStore(name))
    const later = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name, 99)
      opening.addEventListener('success', () => resolve(opening.result))
      opening.addEventListener('blocked', () => reject(new Error('blocked')))
    })
    expect(later.version).toBe(99)
    later.close()
  })
})

describe('amending a credential', () => {
  it('changes what is there at that moment, also when another change comes between', async () => {
    const store = await newStore()
    const vault = await openVault(store)
    const held = makeHeld()
    await vault.keep(held)
    await Promise.all(['a', 'b', 'c', 'd'].map((letter) => vault.amend(held.id, (now) => ({ ...now, name: words(now.name.en + letter) }))))
    const [amended] = await vault.credentials()
    expect([...(amended?.name.en ?? '')].toSorted().join('')).toBe([...'Residencyabcd'].toSorted().join(''))
  })

  it('brings back nothing that was removed', async () => {
    const vault = await openVault(await newStore())
    const held = makeHeld()
    await vault.keep(held)
    const amending = vault.amend(held.id, (now) => now)
    await vault.remove(held.id)
    await amending
    expect(await vault.credentials()).toEqual([])
  })
})

describe('the keys of holders', () => {
  it('are of their own for each credential, sign, and are gone when removed', async () => {
    const keys = webHolderKeys(await newStore())
    const [one, other] = [await keys.make(), await keys.make()]
    expect(one.publicKey.x).not.toBe(other.publicKey.x)
    await expect(keys.sign('one', 'input')).rejects.toMatchObject({ code: 'key_missing' })
    await one.keep('one')
    const signature = await keys.sign('one', 'input')
    const verifying = await crypto.subtle.importKey('jwk', { ...one.publicKey }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, verifying, Buffer.from(signature, 'base64url'), new TextEncoder().encode('input'))).toBe(true)
    await keys.remove('one')
    await expect(keys.sign('one', 'input')).rejects.toMatchObject({ code: 'key_missing' })
  })
})
