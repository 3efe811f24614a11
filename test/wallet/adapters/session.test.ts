import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openVault } from '@counterfoil/wallet/adapters/indexeddb-vault'
import { openStore } from '@counterfoil/wallet/adapters/open-store'
import { beginSession, isSessionOpen, joinSession } from '@counterfoil/wallet/adapters/session/session-keep'
import { ownDatabase, remainsOfSession, sessionDatabase } from '@counterfoil/wallet/adapters/session/session-storage'
import { startWords } from '@counterfoil/wallet/words/words'
import { makeHeld } from '../support/held.ts'
import { makeLockParts } from '../support/lock-parts.ts'

/** A browser's storage of texts. */
class StubStorage extends Map<string, string> {
  get length(): number {
    return this.size
  }

  getItem = (name: string): string | null => this.get(name) ?? null
  setItem = (name: string, text: string): void => void this.set(name, text)
}

/** Node's own can't pass a key on, as a browser's does. */
class StubChannel extends EventTarget {
  static readonly open = new Set<StubChannel>()

  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
    StubChannel.open.add(this)
  }

  postMessage(data: unknown): void {
    for (const other of StubChannel.open) if (other !== this && other.name === this.name) queueMicrotask(() => StubChannel.open.has(other) && other.dispatchEvent(new MessageEvent('message', { data })))
  }

  close(): void {
    StubChannel.open.delete(this)
  }
}

const left: string[] = []
beforeEach(async () => {
  left.length = 0
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('BroadcastChannel', StubChannel)
  vi.stubGlobal('localStorage', new StubStorage())
  vi.stubGlobal('sessionStorage', new StubStorage())
  vi.stubGlobal('location', { search: '?ui_locales=en', replace: (to: string) => void left.push(to) })
  vi.stubGlobal('document', { documentElement: { lang: '' }, querySelector: () => null })
  await startWords()
})
afterEach(() => vi.unstubAllGlobals())

const names = async (): Promise<(string | undefined)[]> => (await indexedDB.databases()).map(({ name }) => name)
const joined = async () => {
  const keep = await joinSession(makeLockParts())
  if (keep === null || keep === 'over') throw new Error('there is no session to join')
  return keep
}

describe('a session on a computer that is not the citizen’s', () => {
  it('is shared by tabs, which pass its key on in memory, and is gone from all of them when one finishes', async () => {
    const one = await beginSession(makeLockParts())
    const held = makeHeld()
    await openVault(one.store, one.askKey).keep(held)
    const other = await joined()
    expect(await openVault(other.store, other.askKey).credentials()).toEqual([held])
    await one.session.finish()
    await vi.waitFor(() => expect(left).toEqual(['/session/finished', '/session/finished']))
    expect(await names()).not.toContain(sessionDatabase)
    await vi.waitFor(async () => expect(await isSessionOpen()).toBe(false))
    expect(await remainsOfSession()).toEqual({ databases: 0, localStorage: 0, sessionStorage: 0, caches: 0 })
  })

  it('rests as ciphertext, keys of holders as well: what opens it is in no database', async () => {
    const { store, askKey, keys, session } = await beginSession(makeLockParts())
    await (await keys.make()).keep('holder')
    await openVault(store, askKey).keep(makeHeld())
    const everything = (await Promise.all([...store.objectStoreNames].map((place) => store.getAll(place)))).flat()
    expect(everything).toHaveLength(3)
    expect(everything.flatMap((record) => Object.values(record)).some((value) => value instanceof CryptoKey)).toBe(false)
    expect(everything.some((record) => record instanceof CryptoKey)).toBe(false)
    await session.finish()
  })

  it('signs with a key that nobody can take out, and with no other session’s', async () => {
    const { keys, session, store, askKey } = await beginSession(makeLockParts())
    const made = await keys.make()
    await made.keep('holder')
    const key = await crypto.subtle.importKey('jwk', { ...made.publicKey }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    for (const signature of [await made.sign('what is signed'), await keys.sign('holder', 'what is signed')]) {
      expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, new Uint8Array(Buffer.from(signature, 'base64url')), new TextEncoder().encode('what is signed'))).toBe(true)
    }
    const record = await store.get('keys', 'holder')
    await askKey()
    await session.finish()
    const next = await beginSession(makeLockParts())
    await next.store.put('keys', record ?? expect.fail('the key was kept'), 'holder')
    await expect(next.keys.sign('holder', 'what is signed')).rejects.toMatchObject({ code: 'key_missing' })
    await next.session.finish()
  })

  it('has a holder’s key in the page’s memory at no time: the browser seals and opens it itself', async () => {
    const subtle = vi.spyOn(crypto.subtle, 'exportKey')
    const taken = [subtle, vi.spyOn(crypto.subtle, 'importKey'), vi.spyOn(crypto.subtle, 'decrypt')] as const
    const { keys, session } = await beginSession(makeLockParts())
    await (await keys.make()).keep('holder')
    await keys.sign('holder', 'what is signed')
    // The public half, by which others know it.
    expect(taken.map(({ mock }) => mock.calls.map(([how]) => how))).toEqual([['jwk'], [], []])
    expect(subtle.mock.calls.map(([, { type }]) => type)).toEqual(['public'])
    vi.restoreAllMocks()
    await session.finish()
  })

  it('of a browser that was killed is wiped by the next start, with what it remembered', async () => {
    const store = await openStore(sessionDatabase)
    store.close()
    localStorage.setItem('wallet-language', 'cy')
    expect(await joinSession(makeLockParts())).toBeNull()
    expect(await names()).not.toContain(sessionDatabase)
    expect(localStorage.length).toBe(0)
  })

  it('ends one that is still open before another begins', async () => {
    const first = await beginSession(makeLockParts())
    await openVault(first.store, first.askKey).keep(makeHeld())
    const second = await beginSession(makeLockParts())
    expect(left).toEqual(['/session/finished'])
    expect(await openVault(second.store, second.askKey).credentials()).toEqual([])
    await second.session.finish()
  })

  it('touches no wallet that somebody keeps in this browser, and leaves none that nobody keeps anything in', async () => {
    const own = await openStore(ownDatabase)
    await own.put('credentials', { id: 'kept', iv: new Uint8Array(12), sealed: new ArrayBuffer(1) })
    own.close()
    localStorage.setItem('wallet-language', 'cy')
    await (await beginSession(makeLockParts())).session.finish()
    expect(await names()).toContain(ownDatabase)
    expect(localStorage.length).toBe(1)
    const again = await openStore(ownDatabase)
    await again.clear('credentials')
    again.close()
    await (await beginSession(makeLockParts())).session.finish()
    expect(await names()).toEqual([])
    expect(localStorage.length).toBe(0)
  })
})
