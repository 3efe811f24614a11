import { useEffect, useRef, useState } from 'preact/hooks'
import type { Session } from '../../domain/session.ts'
import { say } from '../../words/words.ts'
import { watchIdle } from '../idle.ts'

const [limit, before] = [10 * 60_000, 2 * 60_000]
const signs = ['pointerdown', 'keydown'] as const
/** Other tabs are told of touches this seldom, in milliseconds. */
const tellEvery = 10_000

/** In sight on every screen of a session: what this is, and the way to end it. It ends by itself when nobody is there any more. */
export function SessionBanner({ session }: { readonly session: Session }) {
  const [isNear, setNear] = useState(false)
  const [isFinishing, setFinishing] = useState(false)
  const finish = (): void => {
    setFinishing(true)
    void session.finish()
  }
  useEffect(() => {
    const left = new AbortController()
    const touched = watchIdle({ limit: () => limit, over: finish, warning: { before, tell: setNear } }, left.signal)
    session.whenTouched(touched, left.signal)
    let toldAt = 0
    const tell = (): void => {
      if (Date.now() - toldAt < tellEvery) return
      toldAt = Date.now()
      session.touched()
    }
    for (const sign of signs) addEventListener(sign, tell, { signal: left.signal, passive: true, capture: true })
    return () => left.abort()
  }, [session])
  return (
    <section class="wallet-session" aria-label={say('session.banner')}>
      <div class="govuk-width-container wallet-session__row">
        <p class="wallet-session__words">
          <strong>{say('session.banner')}</strong> {say('session.bannerNext')}
        </p>
        <button type="button" class="govuk-button wallet-session__finish" disabled={isFinishing} onClick={finish}>
          {say(isFinishing ? 'session.finishing' : 'session.finish')}
        </button>
      </div>
      {isNear ? <Warning onStay={() => setNear(false)} /> : null}
    </section>
  )
}

/** Any touch of the wallet extends it; this one as well. The focus goes back to where it was. */
function Warning({ onStay }: { readonly onStay: () => void }) {
  const stay = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const focused = document.activeElement
    stay.current?.focus()
    // Not before the key is up: it was pressed for this button, and must press no other.
    return () => addEventListener('keyup', () => giveBack(focused), { once: true })
  }, [])
  return (
    <div class="govuk-width-container" role="alertdialog" aria-labelledby="session-near" aria-describedby="session-near-next">
      <h2 class="govuk-heading-m" id="session-near">
        {say('session.near')}
      </h2>
      <p class="govuk-body" id="session-near-next">
        {say('session.nearNext')}
      </p>
      <button type="button" class="govuk-button govuk-button--secondary" ref={stay} onClick={onStay}>
        {say('session.stay')}
      </button>
    </div>
  )
}

/** Unless the citizen has gone elsewhere, or it isn't there any more. */
function giveBack(focused: Element | null): void {
  if (document.activeElement === document.body && focused instanceof HTMLElement && focused.isConnected) focused.focus()
}
