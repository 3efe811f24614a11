import type { VaultLock } from '../../domain/vault-lock.ts'
import { emptyStore, type Store } from '../open-store.ts'
import type { AskKey, PresentKey } from '../record-seal.ts'
import { lockChanges } from './lock-changes.ts'
import { openedByBrowser, protectByBrowser, told, type LockRecord } from './lock-record.ts'
import { openByBrowser, openRaw, type LockParts } from './open-raw.ts'
import { rekey } from './rekey.ts'
import { importVaultKey, randomBytes, type Bytes } from './wrapped-key.ts'

const channelName = 'counterfoil-wallet-lock'
type Told = 'lock' | 'changed'

/** The lock, and what the vault asks for its key. */
export interface OpenedLock {
  readonly lock: VaultLock
  readonly askKey: AskKey
}

/** Opens the lock of the vault; the vault itself only when it opens by itself. */
export async function openVaultLock(store: Store, parts: LockParts): Promise<OpenedLock> {
  let record = await begin(store)
  let present: PresentKey | null = null
  let waiting: (() => void)[] = []
  const listeners = new Set<() => void>()
  const channel = new BroadcastChannel(channelName)

  const hear = (): void => {
    for (const listener of listeners) listener()
  }
  const become = (opened: PresentKey | null): void => {
    present = opened
    if (opened !== null) {
      for (const go of waiting) go()
      waiting = []
    }
    hear()
  }
  const take = async (next: LockRecord, raw: Bytes): Promise<void> => {
    record = next
    become({ key: await importVaultKey(raw), generation: next.generation })
  }
  /** What the record says by now; a key that isn't the vault's any more is let go. */
  const read = async (): Promise<void> => {
    record = (await store.get('lock', 'record')) ?? (await begin(store))
    if (present?.generation === record.generation) return
    const raw = await openByBrowser(record)
    if (raw === null) {
      if (present !== null) become(null)
    } else {
      await take(record, raw)
      raw.fill(0)
    }
  }
  const tell = (what: Told): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel has one origin.
    channel.postMessage(what)
  }
  // A tab whose store was closed, for a newer version of the wallet took it over, can't read the record: it holds no key any more.
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => (data === 'lock' ? become(null) : void read().then(hear, () => become(null))))

  const askKey: AskKey = async () => {
    for (;;) {
      await read()
      if (present !== null) return present
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  const lock: VaultLock = {
    isOpen: () => present !== null,
    protections: () => told(record),
    canUsePasskeys: () => parts.passkeys.areUsable(),
    unlock: async (opener) => {
      await read()
      const opened = await openRaw(store, parts, record, opener)
      if (opened.is !== 'raw') return opened
      await take(record, opened.raw)
      opened.raw.fill(0)
      return { is: 'opened' }
    },
    lock: () => {
      if (openedByBrowser(record) !== null) return
      become(null)
      tell('lock')
    },
    change: async (opener) => {
      await read()
      const opened = opener === null ? await openByBrowser(record).then((raw) => (raw === null ? ({ is: 'no_passkey' } as const) : ({ is: 'raw', raw } as const))) : await openRaw(store, parts, record, opener)
      if (opened.is !== 'raw') return opened
      const written = async (next: LockRecord, raw: Bytes): Promise<void> => {
        await take(next, raw)
        tell('changed')
      }
      return { is: 'may_change', changes: lockChanges({ store, parts, raw: opened.raw, record, written }) }
    },
    erase: async () => {
      await emptyStore(store)
      tell('changed')
    },
    whenChanged: (changed, stopped) => {
      listeners.add(changed)
      stopped.addEventListener('abort', () => listeners.delete(changed))
    },
  }
  await read()
  return { lock, askKey }
}

/** The lock's record: made for a new wallet, and for one of an earlier version, whose records are sealed anew. */
async function begin(store: Store): Promise<LockRecord> {
  for (;;) {
    const record = await store.get('lock', 'record')
    if (record !== undefined && (openedByBrowser(record) === null || (await openByBrowser(record)) !== null)) return record
    const raw = randomBytes(32)
    const next = { generation: crypto.randomUUID(), protections: [await protectByBrowser(raw)] }
    const earlier = await store.get('keys', 'vault')
    const from = { key: earlier instanceof CryptoKey ? earlier : null, generation: record?.generation ?? null }
    if (await rekey(store, { from, to: { key: await importVaultKey(raw), record: next } })) return next
  }
}
