import { useEffect } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'

const longestPause = 60

/** Does what the wallet does by itself, while it is open and the citizen is in the midst of nothing: what it asks for mustn't come between. */
export function useUpkeep({ keepUp }: Pick<Wallet, 'keepUp'>, isAtRest: boolean): void {
  useEffect(() => {
    if (!isAtRest) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let hasLeft = false
    const run = async (): Promise<void> => {
      const next = document.visibilityState === 'visible' ? await keepUp().catch(() => null) : null
      if (!hasLeft) timer = setTimeout(() => void run(), Math.min(next ?? longestPause, longestPause) * 1000)
    }
    void run()
    return () => {
      hasLeft = true
      clearTimeout(timer)
    }
  }, [isAtRest])
}
