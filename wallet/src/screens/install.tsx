import { useEffect, useState } from 'preact/hooks'
import { forgetInstallPrompt, installPrompt, whenInstallPromptChanges } from '../install-prompt.ts'
import { say } from '../words/words.ts'

/** Whether the wallet runs as an app of its own. */
export const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches

const remembered = 'wallet-install-offered'
/** Safari on telephones and tablets has a word for it, and no way for a page to ask. */
const isByHand = (): boolean => (navigator as { readonly standalone?: boolean }).standalone === false

/** Offers once, when there is something to keep, what the browser would have offered at some moment of its own; whoever has heard it isn't asked again. */
export function InstallOffer() {
  const [prompt, setPrompt] = useState(installPrompt)
  const [isOver, setOver] = useState(isInstalled() || localStorage.getItem(remembered) !== null)
  useEffect(() => whenInstallPromptChanges(() => setPrompt(installPrompt())), [])
  const isOffered = !isOver && (prompt !== null || isByHand())
  useEffect(() => (isOffered ? () => localStorage.setItem(remembered, 'yes') : undefined), [isOffered])
  if (!isOffered) return null
  const end = (): void => {
    setOver(true)
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  return (
    <section class="govuk-inset-text" aria-labelledby="install-offer">
      <h2 class="govuk-heading-s" id="install-offer">
        {say('settings.installTitle')}
      </h2>
      <p class="govuk-body">{say('install.why')}</p>
      {prompt === null ? <p class="govuk-body">{say('install.byHand')}</p> : null}
      <div class="wallet-actions">
        {prompt === null ? null : (
          <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void prompt.prompt().then(forgetInstallPrompt).then(end)}>
            {say('settings.install')}
          </button>
        )}
        <button type="button" class="wallet-link-button" onClick={end}>
          {say('install.notNow')}
        </button>
      </div>
    </section>
  )
}

/** Installing keeps the wallet from being cleared: by the browser's own means, or by what its menu is called. */
export function Install() {
  const [prompt, setPrompt] = useState(installPrompt)
  useEffect(() => whenInstallPromptChanges(() => setPrompt(installPrompt())), [])
  if (isInstalled()) return <p class="govuk-body">{say('settings.installed')}</p>
  return (
    <>
      <p class="govuk-body">{say('settings.installHow')}</p>
      {prompt === null ? null : (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void prompt.prompt().then(forgetInstallPrompt)}>
          {say('settings.install')}
        </button>
      )}
    </>
  )
}
