import { useRef } from 'preact/hooks'
import type { VaultLock } from '../domain/vault-lock.ts'
import { endHelp, useEndOfHelp, useHelper } from '../helper-mode.ts'
import { clockTime, say } from '../words/words.ts'

/** Stands above every screen while somebody helps: who, until when, and what that means. */
export function HelperBanner({ lock }: { readonly lock: VaultLock }) {
  const helper = useHelper()
  useEndOfHelp(lock)
  const hasBegun = useRef(false)
  hasBegun.current ||= helper !== null
  const end = (): void => {
    endHelp(lock)
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  // Whoever doesn't see it come and go is told.
  return (
    <div role="status" class="wallet-helper-told">
      {helper !== null ? (
        <section class="wallet-helper" aria-label={say('helper.banner')}>
          <div class="govuk-width-container wallet-helper__row">
            <p class="govuk-body">
              <strong>{say('helper.helps', { name: helper.name, time: clockTime(helper.until) })}</strong> {say('helper.means')}
            </p>
            <button type="button" class="wallet-link-button" onClick={end}>
              {say('helper.end')}
            </button>
          </div>
        </section>
      ) : hasBegun.current ? (
        <p class="govuk-visually-hidden">{say('helper.ended')}</p>
      ) : null}
    </div>
  )
}
