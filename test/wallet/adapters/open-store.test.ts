import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openVault } from '@counterfoil/wallet/adapters/indexeddb-vault'
import { openVaultLock } from '@counterfoil/wallet/adapters/lock/open-vault-lock'
import { openStore, type Store } from '@counterfoil/wallet/adapters/open-store'
import { webHolderKeys } from '@counterfoil/wallet/adapters/web-holder-keys'
import { makeActivity, makeHeld } from '../support/held.ts'
import { makeLockParts } from '../support/lock-parts.ts'

const vaultOf = async (store: Store) => openVault(store, (await openVaultLock(store, makeLockParts())).askKey)
const newest = 7
/** Which version of the database brought which of its places. */
const since: Readonly<Record<string, number>> = { keys: 1, credentials: 1, activities: 1, facts: 2, lock: 3, tries: 3, signIns: 4, waiting: 5, recovery: 6, people: 7 }
const outOfLine: ReadonlySet<string> = new Set(['keys', 'lock', 'tries'])

const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('nothing came')))
  })

/** The database as a wallet of an earlier version left it: its places alone, with what this one has in them. */
async function asLeftBy(version: number, written: Store, name: string): Promise<void> {
  const places = [...written.objectStoreNames].filter((place) => (since[place] ?? newest) <= version)
  const opening = indexedDB.open(name, version)
  opening.addEventListener('upgradeneeded', () => {
    for (const place of places) opening.result.createObjectStore(place, outOfLine.has(place) ? {} : { keyPath: 'id' })
  })
  const old = await done(opening)
  for (const place of places) {
    const [keys, values] = [await written.getAllKeys(place), await written.getAll(place)]
    const to = old.transaction(place, 'readwrite').objectStore(place)
    await Promise.all(values.map((value, index) => done(outOfLine.has(place) ? to.put(value, keys[index]) : to.put(value))))
  }
  old.close()
}

describe('a database of an earlier version', () => {
  // Before version 3 the vault's key lay open; nobody has such a wallet any more.
  it.each([3, 4, 5, 6])('%i is brought up to date with everything that is in it: credentials, history, keys, and what was under way', async (version) => {
    const written = await openStore(randomUUID())
    const before = await vaultOf(written)
    const [held, activity] = [makeHeld(), makeActivity()]
    await before.keep(held)
    await before.note(activity)
    await (await webHolderKeys(written).make()).keep(held.id)
    await before.noteSharedGrant({ id: 'grant of a sign-in', token: 't', refreshToken: 'r' })
    await before.amendRecovery((recovery) => ({ ...recovery, lastBackupAt: 7 }))
    const name = randomUUID()
    await asLeftBy(version, written, name)

    const store = await openStore(name)
    const vault = await vaultOf(store)
    expect([store.version, [...store.objectStoreNames].toSorted()]).toEqual([newest, Object.keys(since).toSorted()])
    expect([await vault.credentials(), await vault.activities(), await vault.countUnreadable()]).toEqual([[held], [activity], 0])
    expect(await webHolderKeys(store).sign(held.id, 'x')).toEqual(expect.any(String))
    expect((await vault.sharedGrants()).length).toBe(version >= 4 ? 1 : 0)
    expect((await vault.recovery()).lastBackupAt).toBe(version >= 6 ? 7 : null)
    // And what is new works in it.
    await vault.notePerson({ id: 'ana', name: 'Ana' })
    expect(await (await vaultOf(store)).people()).toEqual([{ id: 'ana', name: 'Ana' }])
  })

  it('is brought up to date once where two tabs open it', async () => {
    const written = await openStore(randomUUID())
    const held = makeHeld()
    await (await vaultOf(written)).keep(held)
    const name = randomUUID()
    await asLeftBy(4, written, name)
    for (const store of await Promise.all([openStore(name), openStore(name)])) expect(await (await vaultOf(store)).credentials()).toEqual([held])
  })
})
