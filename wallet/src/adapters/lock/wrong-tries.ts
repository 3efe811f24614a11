import { delayAfter } from '../../domain/vault-lock.ts'
import type { Store } from '../open-store.ts'

/**
 * How many seconds there are to wait; when none, the try counts as wrong until `forgive`, so that closing the page in
 * the middle saves nobody the wait. A clock that was set back makes it no longer.
 */
export async function beginTry(store: Store, now: number): Promise<{ readonly waitSeconds: number; readonly failures: number }> {
  const tries = store.transaction('tries', 'readwrite')
  const { failures, lastAt } = (await tries.store.get('passphrase')) ?? { failures: 0, lastAt: 0 }
  const delay = delayAfter(failures)
  const waitSeconds = Math.max(0, Math.min(delay, lastAt + delay - now))
  await Promise.all([waitSeconds === 0 ? tries.store.put({ failures: failures + 1, lastAt: now }, 'passphrase') : null, tries.done])
  return { waitSeconds, failures: failures + 1 }
}

export const forgive = (store: Store): Promise<void> => store.delete('tries', 'passphrase')
