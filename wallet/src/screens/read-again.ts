import { useEffect } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'

/** Reads when the screen opens, and again whenever this tab or another changed what the wallet holds. */
export function useVault({ whenVaultChanges }: Pick<Wallet, 'whenVaultChanges'>, read: () => Promise<unknown>): void {
  useEffect(() => {
    const left = new AbortController()
    const look = oneReading(read)
    look()
    whenVaultChanges(look, left.signal)
    return () => left.abort()
  }, [])
}

/** However often it is called while one reading is under way, one more follows it: of hundreds of changes at once two are read. */
export function oneReading(read: () => Promise<unknown>): () => void {
  let isReading = false
  let isStale = false
  const look = (): void => {
    isStale = isReading
    if (isReading) return
    isReading = true
    void read().finally(() => {
      isReading = false
      if (isStale) look()
    })
  }
  return look
}
