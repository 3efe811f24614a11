import { useEffect, useRef, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { FaultScreen } from '../components/fault-screen.tsx'
import { Waiting } from '../components/heading.tsx'
import type { Fault } from '../domain/fault.ts'
import { goInstead } from '../routes.ts'
import { say } from '../words/words.ts'
import { faultOf } from './failure.ts'
import { useStayOpen } from './idle.ts'

/** Where a citizen comes back to from the council's sign-in: what they agreed to there is collected. */
export function CollectedScreen({ wallet, link }: { readonly wallet: Wallet; readonly link: string }) {
  const [fault, setFault] = useState<Fault | null>(null)
  const isHere = useRef(true)
  const finish = (): void => {
    setFault(null)
    wallet.finishSignIn(link).then(
      (id) => {
        // Whoever left meanwhile finds it among their credentials.
        if (isHere.current) goInstead(`/confirm/${id}`)
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
  return fault === null ? <Waiting>{say('offer.collecting')}</Waiting> : <FaultScreen fault={fault} retry={finish} />
}
