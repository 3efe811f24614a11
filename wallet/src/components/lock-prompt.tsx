import { useState } from 'preact/hooks'
import { say } from '../words/words.ts'
import { Link } from './links.tsx'

const remembered = 'wallet-lock-later'

/** Says calmly that the wallet has no lock yet, until the citizen has heard it; the settings go on saying so. */
export function LockPrompt() {
  const [isLater, setLater] = useState(localStorage.getItem(remembered) !== null)
  if (isLater) return null
  const later = (): void => {
    localStorage.setItem(remembered, 'yes')
    setLater(true)
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  return (
    <section class="govuk-inset-text" aria-labelledby="lock-prompt">
      <h2 class="govuk-heading-s" id="lock-prompt">
        {say('lock.promptTitle')}
      </h2>
      <p class="govuk-body">{say('lock.promptBody')}</p>
      <div class="wallet-actions">
        <Link to="/lock">{say('lock.promptSet')}</Link>
        <button type="button" class="wallet-link-button" onClick={later}>
          {say('lock.promptLater')}
        </button>
      </div>
    </section>
  )
}
