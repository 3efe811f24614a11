import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openVault } from '@counterfoil/wallet/adapters/indexeddb-vault'
import type { LockParts } from '@counterfoil/wallet/adapters/lock/open-raw'
import { openVaultLock } from '@counterfoil/wallet/adapters/lock/open-vault-lock'
import { openStore, type Store } from '@counterfoil/wallet/adapters/open-store'
import type { LockChanges, Opener, VaultLock } from '@counterfoil/wallet/domain/vault-lock'
import { makeActivity, makeHeld } from '../../support/held.ts'
import { makeLockParts, StubDevice } from '../../support/lock-parts.ts'

const [words, otherWords] = ['correct horse battery staple', 'another horse battery staple']

afterEach(() => vi.restoreAllMocks())

/** Counts every step that a page waits for, and lets it die at the one that is due: what it waits for never comes. */
class Page {
  readonly dead: Promise<'dead'>
  #die: () => void = () => {}
  #steps = 0
  readonly #due: number

  constructor(due: number) {
    this.#due = due
    this.dead = new Promise((resolve) => (this.#die = () => resolve('dead')))
  }

  /** Whether this step is the last. */
  step(): boolean {
    this.#steps += 1
    if (this.#steps === this.#due) this.#die()
    return this.#steps >= this.#due
  }

  readonly waits = <Given extends unknown[], Value>(act: (...given: Given) => Promise<Value>) => (...given: Given): Promise<Value> => (this.step() ? new Promise<Value>(() => {}) : act(...given))

  hold(store: Store): Store {
    for (const name of ['encrypt', 'decrypt', 'importKey', 'deriveKey', 'generateKey'] as const) {
      const act = crypto.subtle[name].bind(crypto.subtle) as (...given: unknown[]) => Promise<never>
      vi.spyOn(crypto.subtle, name).mockImplementation(this.waits(act) as never)
    }
    return new Proxy(store, {
      get: (target, name) => {
        if (name !== 'transaction') return typeof target[name as never] === 'function' ? (target[name as never] as () => unknown).bind(target) : target[name as never]
        return (...given: Parameters<Store['transaction']>) => {
          const transaction = target.transaction(...given)
          // A page that dies while a transaction is open takes it back.
          if (this.step()) {
            transaction.done.catch(() => {})
            transaction.abort()
          }
          return transaction
        }
      },
    })
  }
}

interface Change {
  readonly protect: (changes: LockChanges) => Promise<unknown>
  readonly opener: Opener | null
  readonly change: (changes: LockChanges, lock: VaultLock) => Promise<unknown>
}

const nothing = (): Promise<void> => Promise.resolve()
const byPassphrase = (passphrase = words): Opener => ({ by: 'passphrase', passphrase })
const protectByBoth = async (changes: LockChanges): Promise<void> => {
  await changes.setPassphrase(words)
  await changes.addPasskey()
}

const changes: readonly (readonly [string, Change])[] = [
  ['the first passkey', { protect: nothing, opener: null, change: (to) => to.addPasskey() }],
  ['the first passphrase', { protect: nothing, opener: null, change: (to) => to.setPassphrase(words) }],
  ['a passkey beside a passphrase', { protect: (to) => to.setPassphrase(words), opener: byPassphrase(), change: (to) => to.addPasskey() }],
  ['another passphrase', { protect: (to) => to.setPassphrase(words), opener: byPassphrase(), change: (to) => to.setPassphrase(otherWords) }],
  ['one protection less', { protect: protectByBoth, opener: byPassphrase(), change: (to, lock) => to.remove(lock.protections()[0]?.id ?? '') }],
  ['no protection any more', { protect: (to) => to.setPassphrase(words), opener: byPassphrase(), change: (to, lock) => to.remove(lock.protections()[0]?.id ?? '') }],
]

/** Makes the change in a page that dies at a step; answers whether it came to its end before. */
async function dyingAt(due: number, store: Store, parts: LockParts, { opener, change }: Change): Promise<boolean> {
  const page = new Page(due)
  const { passkeys } = parts
  const mortal: LockParts = { ...parts, stretch: page.waits(parts.stretch), passkeys: { ...parts.passkeys, areUsable: () => passkeys.areUsable(), make: page.waits((known) => passkeys.make(known)), askSecret: page.waits((known) => passkeys.askSecret(known)), forget: () => {} } }
  const made = (async (): Promise<'done'> => {
    const { lock } = await openVaultLock(page.hold(store), mortal)
    const answer = await lock.change(opener)
    if (answer.is === 'may_change') await change(answer.changes, lock)
    return 'done'
  })().catch(() => 'dead' as const)
  const ended = await Promise.race([made, page.dead.then(() => new Promise<'dead'>((resolve) => setTimeout(resolve, 5, 'dead')))])
  vi.restoreAllMocks()
  return ended === 'done'
}

describe('a page that is killed while it changes the lock to', () => {
  it.each(changes)('%s, at whichever step, leaves a wallet that opens and holds all that it held', async (_what, change) => {
    let steps = 0
    for (let isDone = false; !isDone; steps += 1) {
      const [store, parts] = [await openStore(randomUUID()), makeLockParts({ passkeys: new StubDevice() })]
      const before = await openVaultLock(store, parts)
      const vault = openVault(store, before.askKey)
      const held = makeHeld()
      await vault.keep(held)
      await vault.note(makeActivity())
      const begun = await before.lock.change(null)
      await change.protect(begun.is === 'may_change' ? begun.changes : expect.fail())

      isDone = await dyingAt(steps + 1, store, parts, change)
      const { lock, askKey } = await openVaultLock(store, { ...parts, now: () => parts.now() + 1000 })
      for (const opener of [{ by: 'passkey' }, byPassphrase(), byPassphrase(otherWords)] as const) if (!lock.isOpen()) await lock.unlock(opener)
      expect(lock.isOpen(), `after step ${steps + 1}`).toBe(true)
      const after = openVault(store, askKey)
      expect(await after.credentials()).toEqual([held])
      expect(await after.activities()).toHaveLength(1)
      expect(await after.countUnreadable()).toBe(0)
    }
    expect(steps).toBeGreaterThan(5)
  })
})
