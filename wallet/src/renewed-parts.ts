import { isUnderWay } from './under-way.ts'

const reloaded = 'wallet-reloaded'

/**
 * A tab that was open while the wallet was renewed may ask for a part that is no more: where nothing is lost by it, it is loaded again, once. A
 * part that is away still, or away while nothing can be reached or something is under way, is told of by the screen that wants it.
 */
export function reloadWhenRenewed(): void {
  addEventListener('vite:preloadError', (event) => {
    if (!navigator.onLine || isUnderWay() || !isFirstTime()) return
    event.preventDefault()
    location.reload()
  })
}

/** Whether this tab was never loaded again for that; no, where a browser can't remember it. */
function isFirstTime(): boolean {
  try {
    if (sessionStorage.getItem(reloaded) !== null) return false
    sessionStorage.setItem(reloaded, 'yes')
    return true
  } catch {
    return false
  }
}
