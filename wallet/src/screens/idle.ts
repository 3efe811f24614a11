import { useEffect } from 'preact/hooks'
import { idleLimitIn, type IdleLimit } from '../domain/idle-limit.ts'
import type { VaultLock } from '../domain/vault-lock.ts'
import { exchange, isExchanging } from '../under-way.ts'

const remembered = 'wallet-idle-minutes'
const signs = ['pointerdown', 'keydown', 'input', 'scroll', 'wheel'] as const

export const idleLimit = (): IdleLimit => idleLimitIn(localStorage.getItem(remembered))
export const chooseIdleLimit = (minutes: IdleLimit): void => localStorage.setItem(remembered, String(minutes))

/** Keeps the wallet open while something is under way that a lock would lose. */
export function useStayOpen(isUnderWay: boolean): void {
  useEffect(() => (isUnderWay ? exchange() : undefined), [isUnderWay])
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
export const lockWhenIdle = (lock: Pick<VaultLock, 'lock'>, stopped: AbortSignal): void =>
  void watchIdle({ limit: () => idleLimit() * 60_000, over: () => lock.lock() }, stopped)

/** What happens when nobody touches the wallet for a while; times are in milliseconds. */
export interface IdleWatch {
  readonly limit: () => number
  readonly over: () => void
  /** Says so long before it is over that it will be, and that it won't when somebody has come back. */
  readonly warning?: { readonly before: number; readonly tell: (isNear: boolean) => void }
}

/** Watches until `stopped`; answers what tells of a touch that happened elsewhere. */
export function watchIdle({ limit, over, warning }: IdleWatch, stopped: AbortSignal): () => void {
  let touchedAt = Date.now()
  let isNear = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const left = (): number => limit() - (Date.now() - touchedAt)
  const come = (near: boolean): void => {
    if (isNear !== near) warning?.tell(near)
    isNear = near
  }
  const look = (): void => {
    clearTimeout(timer)
    const remaining = left()
    if (remaining <= 0 && !isExchanging()) over()
    const untilWarning = remaining - (warning?.before ?? 0)
    come(warning !== undefined && remaining > 0 && untilWarning <= 0)
    timer = setTimeout(look, remaining <= 0 ? 60_000 : untilWarning > 0 ? untilWarning : remaining)
  }
  const touched = (): void => {
    // A device that slept may tell of a touch before its timers: it comes too late to keep the wallet open.
    if (left() <= 0) look()
    touchedAt = Date.now()
    if (isNear) look()
  }
  for (const sign of signs) addEventListener(sign, touched, { signal: stopped, passive: true, capture: true })
  // Before anything is seen of it.
  for (const back of ['pageshow', 'focus']) addEventListener(back, look, { signal: stopped, capture: true })
  document.addEventListener('visibilitychange', look, { signal: stopped })
  stopped.addEventListener('abort', () => clearTimeout(timer))
  look()
  return touched
}
