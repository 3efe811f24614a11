import { useEffect, useState } from 'preact/hooks'
import { forgetInstallPrompt, installPrompt, whenInstallPromptChanges } from '../install-prompt.ts'
import { say } from '../words/words.ts'

/** Whether the wallet runs as an app of its own. */
export const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches

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
