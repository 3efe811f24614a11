import { useEffect, useState } from 'preact/hooks'
import type { VaultLock } from '../domain/vault-lock.ts'

/** Whether the wallet is open; draws again whenever anything about its lock changes. */
export function useLock(lock: VaultLock): boolean {
  const [, draw] = useState(0)
  useEffect(() => {
    const left = new AbortController()
    lock.whenChanged(() => draw((count) => count + 1), left.signal)
    return () => left.abort()
  }, [lock])
  return lock.isOpen()
}
