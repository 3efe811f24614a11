import { useEffect, useRef, useState } from 'preact/hooks'
import type { ErasureReceipt } from '@counterfoil/shared/oid4vp/erasure'
import type { Wallet } from '../assemble.ts'
import { SummaryList } from '../components/summary-list.tsx'
import type { Activity } from '../domain/activity.ts'
import type { Fault } from '../domain/fault.ts'
import { atTime, faultWords, inLanguage, say } from '../words/words.ts'
import { faultOf } from './failure.ts'
import { handOver } from './hand-over.ts'

/** One press asks whoever was shared with; what went wrong is said here, and can be tried again. */
export function EraseAtOnce({ wallet, entry, onAsk }: { readonly wallet: Wallet; readonly entry: Activity; readonly onAsk: () => void }) {
  const [isAsking, setAsking] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const who = inLanguage(entry.who)
  const ask = async (): Promise<void> => {
    if (isAsking) return
    onAsk()
    setAsking(true)
    setFault(null)
    // What this writes comes back by `useVault`.
    await wallet.askForErasure(entry).catch((error: unknown) => setFault(faultOf(error)))
    setAsking(false)
  }
  return (
    <>
      <p class="govuk-body">{say('erase.atOnce', { who })}</p>
      <button type="button" class="govuk-button" onClick={() => void ask()}>
        {say('erase.askNow', { who })}
      </button>
      <div role="status">
        {isAsking ? <p class="govuk-body">{say('common.working')}</p> : null}
        {fault === null ? null : <p class="govuk-inset-text">{faultWords(fault.code, fault.host).join('. ')}</p>}
      </div>
    </>
  )
}

/** The receipt in words, and as a file that proves them. One that just came takes the focus: the button that had it is gone. */
export function Receipt({ entry, receipt, isNew }: { readonly entry: Activity; readonly receipt: ErasureReceipt; readonly isNew: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isNew) heading.current?.focus()
  }, [])
  const who = inLanguage(entry.who)
  const list = (all: readonly string[], otherwise: string) =>
    all.length === 0 ? (
      otherwise
    ) : (
      <ul class="govuk-list govuk-list--bullet">
        {all.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    )
  const rows = [
    { label: say('erase.receiptAsked'), value: atTime(receipt.iat) },
    { label: say('erase.receiptFrom'), value: say('erase.receiptSigned', { who }) },
    { label: say('erase.receiptErased'), value: list(receipt.erased.map((thing) => say(`erase.erased.${thing}`)), say('erase.nothingHeld')) },
    { label: say('erase.receiptKept'), value: list(receipt.kept.map(({ what, basis }) => `${say(`erase.kept.${what}`)} ${say(`erase.basis.${basis}`)}`), say('erase.nothingKept')) },
    { label: say('erase.receiptTold'), value: say(receipt.told.length === 0 ? 'erase.notTold' : 'erase.told', { who }) },
  ]
  return (
    <>
      <h2 class="govuk-heading-m" tabIndex={-1} ref={heading}>
        {say('erase.receiptTitle')}
      </h2>
      <SummaryList rows={rows} />
      <button type="button" class="govuk-button govuk-button--secondary wallet-screen-only" onClick={() => handOver(`${say('erase.receiptFile')}.jwt`, 'application/jwt', entry.erasureReceipt ?? '')}>
        {say('erase.saveReceipt')}
      </button>
    </>
  )
}
