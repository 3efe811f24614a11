import { useEffect, useState } from 'preact/hooks'
import { helperIn, type Helper } from './domain/help.ts'
import type { VaultLock } from './domain/vault-lock.ts'

// Kept for every tab, and over a reload: what hides values must not go away by opening the wallet once more.
const remembered = 'wallet-helper'
const listeners = new Set<() => void>()

/** Who helps now; null while nobody does. */
export const helperNow = (): Helper | null => helperIn(localStorage.getItem(remembered), Date.now())

function remember(helper: Helper | null): void {
  if (helper === null) localStorage.removeItem(remembered)
  else localStorage.setItem(remembered, JSON.stringify(helper))
  for (const listener of listeners) listener()
}

export const beginHelp = (name: string, minutes: number): void => remember({ name, until: Date.now() + minutes * 60_000 })

/** Ends it, and locks a wallet that has a lock: then its citizen opens it, and nobody who sat beside them. */
export function endHelp(lock: Pick<VaultLock, 'lock'>): void {
  remember(null)
  lock.lock()
}

/** Draws again when somebody begins to help, or doesn't any more, in any tab. */
export function useHelper(): Helper | null {
  const [, draw] = useState(0)
  useEffect(() => {
    const changed = (): void => draw((count) => count + 1)
    const follow = ({ key }: StorageEvent): void => {
      if (key === remembered) changed()
    }
    listeners.add(changed)
    addEventListener('storage', follow)
    return () => {
      listeners.delete(changed)
      removeEventListener('storage', follow)
    }
  }, [])
  return helperNow()
}

/** Ends by itself: when its time is over, also while the device slept, and when the wallet is locked. */
export function useEndOfHelp(lock: VaultLock): void {
  const helper = useHelper()
  const until = helper?.until
  useEffect(() => {
    if (until === undefined) return
    const left = new AbortController()
    const look = (): void => {
      if (Date.now() >= until) endHelp(lock)
    }
    const timer = setTimeout(look, until - Date.now())
    for (const back of ['pageshow', 'focus']) addEventListener(back, look, { signal: left.signal, capture: true })
    lock.whenChanged(() => {
      if (!lock.isOpen()) remember(null)
    }, left.signal)
    return () => {
      clearTimeout(timer)
      left.abort()
    }
  }, [until, lock])
}
