import { useEffect } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'

/** Reads when the screen opens, and again whenever this tab or another changed what the wallet holds. */
export function useVault({ whenVaultChanges }: Pick<Wallet, 'whenVaultChanges'>, read: () => void): void {
  useEffect(() => {
    const left = new AbortController()
    read()
    whenVaultChanges(read, left.signal)
    return () => left.abort()
  }, [])
}
