import type { Page } from '@playwright/test'

type Place = 'credentials' | 'activities' | 'waiting'
/** What is to be another than in the record, deep within it, too; null for what is to be gone. @see RFC 7396 */
type Patch = Readonly<Record<string, unknown>>

/** The one record at a place in the vault of an open wallet without a lock, after a record was written for each patch: its copy, or itself where that gives no other id. */
const writeRecords = (wallet: Page, place: Place, patches: readonly Patch[]): Promise<unknown> =>
  wallet.evaluate(async ([where, wanted]) => {
    interface Sealed {
      readonly id: string
      readonly iv: Uint8Array<ArrayBuffer>
      readonly sealed: ArrayBuffer
    }
    type Lock = { readonly protections: readonly [{ readonly id: string; readonly key: CryptoKey; readonly wrapped: Sealed }] }
    const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(new Error(request.error?.message)))
      })
    const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
    const patched = (target: unknown, patch: unknown): unknown =>
      isObject(patch) ? Object.fromEntries(Object.entries({ ...(isObject(target) ? target : {}), ...patch }).flatMap(([name, value]) => (value === null && name in patch ? [] : [[name, name in patch ? patched(isObject(target) ? target[name] : undefined, value) : value]]))) : patch
    const context = (id: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(id)
    const database = await done(indexedDB.open('counterfoil-wallet'))
    const [{ id, key, wrapped }] = ((await done(database.transaction('lock').objectStore('lock').get('record'))) as Lock).protections
    const raw = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: wrapped.iv, additionalData: context(id) }, key, wrapped.sealed)
    const vaultKey = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
    const [record] = (await done(database.transaction(where).objectStore(where).getAll())) as Sealed[]
    if (record === undefined) throw new Error('there is no record')
    const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: record.iv, additionalData: context(record.id) }, vaultKey, record.sealed)
    const value: unknown = JSON.parse(new TextDecoder().decode(opened))
    const written: Sealed[] = []
    for (const patch of wanted) {
      const next = patched(value, patch) as { readonly id: string }
      const iv = crypto.getRandomValues(new Uint8Array(12))
      written.push({ id: next.id, iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: context(next.id) }, vaultKey, new TextEncoder().encode(JSON.stringify(next))) })
    }
    const change = database.transaction(where, 'readwrite')
    await Promise.all(written.map((one) => done(change.objectStore(where).put(one))))
    database.close()
    return value
  }, [place, patches] as const)

/** Copies of the one record at a place, each with changes of its own. */
export const copyRecord = (wallet: Page, place: Place, changes: readonly (Patch & { readonly id: string })[]): Promise<unknown> => writeRecords(wallet, place, changes)
/** What the keys are called that the wallet's database holds. */
export const keyNames = (wallet: Page): Promise<readonly string[]> =>
  wallet.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('counterfoil-wallet')
        opening.addEventListener('error', () => reject(new Error(opening.error?.message)))
        opening.addEventListener('success', () => {
          const reading = opening.result.transaction('keys').objectStore('keys').getAllKeys()
          reading.addEventListener('success', () => {
            opening.result.close()
            resolve(reading.result.map(String))
          })
        })
      }),
  )
/** The one record at a place. */
export const recordAt = (wallet: Page, place: Place): Promise<unknown> => writeRecords(wallet, place, [])

/** How a copy differs from its credential. */
export interface Copied {
  readonly id: string
  /** Put behind its name. */
  readonly suffix: string
  readonly changes?: Patch
}

/** Puts copies of the one credential into the vault. */
export async function copyIntoVault(wallet: Page, copied: readonly Copied[]): Promise<void> {
  const { name } = (await recordAt(wallet, 'credentials')) as { readonly name: { readonly en: string; readonly cy: string } }
  await copyRecord(wallet, 'credentials', copied.map(({ id, suffix, changes }) => ({ id, name: { en: `${name.en} ${suffix}`, cy: `${name.cy} ${suffix}` }, ...changes })))
}

/** As many copies of the one credential as it takes to have `count`, each with a name of its own. */
export const fillVault = (wallet: Page, count: number): Promise<void> => copyIntoVault(wallet, Array.from({ length: count - 1 }, (_, index) => ({ id: `copy-${index + 1}`, suffix: `no${index + 1}` })))

/** How many cards there are, and how many of them the browser draws. */
export const cardsDrawn = (wallet: Page): Promise<{ readonly all: number; readonly drawn: number }> =>
  wallet.locator('.wallet-card').evaluateAll((cards) => ({ all: cards.length, drawn: cards.filter((card) => card.firstElementChild?.checkVisibility({ contentVisibilityAuto: true }) === true).length }))
