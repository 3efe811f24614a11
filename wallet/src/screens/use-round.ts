import { useEffect, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import type { Fault } from '../domain/fault.ts'
import type { Whose } from '../domain/round.ts'
import { language } from '../words/words.ts'
import { faultOf } from './failure.ts'

type RoundOf = 'collecting' | 'freezing'

/** Goes through a round of councils: by itself for whoever comes back from one, at a press for whoever opens the screen. */
export function useRound(wallet: Wallet, name: RoundOf, link: string) {
  const [isWorking, setWorking] = useState(link !== '')
  const [fault, setFault] = useState<Fault | null>(null)
  const doing = (act: () => Promise<boolean>): void => {
    setFault(null)
    setWorking(true)
    act()
      .then((isLeaving) => setWorking(isLeaving))
      .catch((error: unknown) => {
        setFault(faultOf(error))
        setWorking(false)
      })
  }
  /** True when the browser is about to leave. */
  const goOn = async (): Promise<boolean> => {
    const ahead = await (await wallet.round(name)).next(language())
    if (ahead.is !== 'go') return false
    location.assign(ahead.address)
    return true
  }
  useEffect(() => {
    if (link !== '') doing(async () => (await (await wallet.round(name)).comeBack(link)) && goOn())
  }, [link])
  return {
    isWorking,
    fault,
    again: (): void => setFault(null),
    begin: (councils: readonly Whose[]): void =>
      doing(async () => {
        await (await wallet.round(name)).begin(councils)
        return goOn()
      }),
    /** Whoever is away at a council, and is here all the same, begins there anew. */
    goOn: (away: readonly string[]): void =>
      doing(async () => {
        await (await wallet.round(name)).again(away)
        return goOn()
      }),
    skip: (did: string): void => void wallet.round(name).then((round) => round.skip(did)),
    tell: (did: string): void => void wallet.round(name).then((round) => round.tell(did)),
  }
}
