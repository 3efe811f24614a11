import { useEffect } from 'preact/hooks'
import { idleLimitIn, type IdleLimit } from '../domain/idle-limit.ts'
import type { VaultLock } from '../domain/vault-lock.ts'

const remembered = 'wallet-idle-minutes'
const signs = ['pointerdown', 'keydown', 'input', 'scroll', 'wheel'] as const

export const idleLimit = (): IdleLimit => idleLimitIn(localStorage.getItem(remembered))
export const chooseIdleLimit = (minutes: IdleLimit): void => localStorage.setItem(remembered, String(minutes))

let busy = 0

/** Keeps the wallet open while something is under way that a lock would lose. */
export function useStayOpen(isUnderWay: boolean): void {
  useEffect(() => {
    if (!isUnderWay) return
    busy += 1
    return () => {
      busy -= 1
    }
  }, [isUnderWay])
}

/** Locks the wallet when nobody has touched it for a while, also when the device slept, or the page lay in the history. */
export function useIdleLock(lock: VaultLock): void {
  useEffect(() => {
    const left = new AbortController()
    let touchedAt = Date.now()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = (): void => {
      clearTimeout(timer)
      const idleFor = Date.now() - touchedAt
      const limit = idleLimit() * 60_000
      if (idleFor >= limit && busy === 0) lock.lock()
      timer = setTimeout(look, idleFor >= limit ? 60_000 : limit - idleFor)
    }
    for (const sign of signs) addEventListener(sign, () => (touchedAt = Date.now()), { signal: left.signal, passive: true, capture: true })
    // Before anything is seen of it.
    for (const back of ['pageshow', 'focus']) addEventListener(back, look, { signal: left.signal, capture: true })
    document.addEventListener('visibilitychange', look, { signal: left.signal })
    look()
    return () => {
      clearTimeout(timer)
      left.abort()
    }
  }, [lock])
}
