import { useEffect, useState } from 'preact/hooks'
import { isNewerReady, updateNow, whenNewerIsReady } from '../newer-version.ts'
import { say } from '../words/words.ts'

/** Says that a newer version is ready, where nothing is under way that it would come between. */
export function NewerVersion() {
  const [isReady, setReady] = useState(isNewerReady)
  const [hasToWait, setToWait] = useState(false)
  const update = async (): Promise<void> => {
    if (await updateNow()) return
    setToWait(true)
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  useEffect(() => whenNewerIsReady(() => setReady(isNewerReady())), [])
  return (
    <div class="govuk-width-container wallet-screen-only" role="status">
      {isReady ? (
        <p class="govuk-inset-text">
          {say('newer.ready')}{' '}
          {hasToWait ? (
            say('newer.waits')
          ) : (
            <button type="button" class="wallet-link-button" onClick={() => void update()}>
              {say('newer.update')}
            </button>
          )}
        </p>
      ) : null}
    </div>
  )
}
