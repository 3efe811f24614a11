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
    lockWhenIdle(lock, left.signal)
    return () => left.abort()
  }, [lock])
}

/** The same until `stopped`. */
export function lockWhenIdle(lock: Pick<VaultLock, 'lock'>, stopped: AbortSignal): void {
  let touchedAt = Date.now()
  let timer: ReturnType<typeof setTimeout> | undefined
  const left = (): number => idleLimit() * 60_000 - (Date.now() - touchedAt)
  const look = (): void => {
    clearTimeout(timer)
    if (left() <= 0 && busy === 0) lock.lock()
    timer = setTimeout(look, left() <= 0 ? 60_000 : left())
  }
  const touched = (): void => {
    // A device that slept may tell of a touch before its timers: it comes too late to keep the wallet open.
    if (left() <= 0) look()
    touchedAt = Date.now()
  }
  for (const sign of signs) addEventListener(sign, touched, { signal: stopped, passive: true, capture: true })
  // Before anything is seen of it.
  for (const back of ['pageshow', 'focus']) addEventListener(back, look, { signal: stopped, capture: true })
  document.addEventListener('visibilitychange', look, { signal: stopped })
  stopped.addEventListener('abort', () => clearTimeout(timer))
  look()
}
