import { useEffect, useRef, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Waiting } from '../components/heading.tsx'
import { PartlyCollected, pathOfCollected } from '../components/partly-collected.tsx'
import type { Fault } from '../domain/fault.ts'
import { goInstead } from '../routes.ts'
import type { Finished } from '../use-cases/collect-each.ts'
import { say } from '../words/words.ts'
import { faultOf } from './failure.ts'
import { useStayOpen } from './idle.ts'

/** Where a citizen comes back to from the council's sign-in: what they agreed to there is collected. */
export function CollectedScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const [fault, setFault] = useState<Fault | null>(null)
  const [partly, setPartly] = useState<Finished | null>(null)
  const isHere = useRef(true)
  const finish = (): void => {
    setFault(null)
    wallet.finishSignIn(link).then(
      (finished) => {
        // Whoever left meanwhile finds it among their credentials.
        if (!isHere.current) return
        if (finished.fault === null) goInstead(pathOfCollected(finished))
        else setPartly(finished)
      },
      (error: unknown) => {
        const found = faultOf(error)
        // What comes later waits among the credentials.
        if (found.code !== 'issued_later') setFault(found)
        else if (isHere.current) goInstead('/')
      },
    )
  }
  useEffect(() => {
    isHere.current = true
    finish()
    return () => {
      isHere.current = false
    }
  }, [link])
  useStayOpen(fault === null)
  if (partly !== null) return <PartlyCollected finished={partly} />
  return fault === null ? <Waiting>{say('offer.collecting')}</Waiting> : <FaultScreen fault={fault} retry={finish} />
}
