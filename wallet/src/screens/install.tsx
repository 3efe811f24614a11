import { useEffect, useState } from 'preact/hooks'
import { say } from '../words/words.ts'

/** What browsers that can install a page by themselves hand over. @see https://wicg.github.io/manifest-incubations/ */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

const isInstallPrompt = (event: Event): event is InstallPrompt => 'prompt' in event
let offered: InstallPrompt | null = null
const listeners = new Set<() => void>()

function become(prompt: InstallPrompt | null): void {
  offered = prompt
  for (const listener of listeners) listener()
}

/** Remembers the browser's offer to install the wallet, which may come before anybody opens the settings. */
export function noticeInstallPrompt(): void {
  addEventListener('beforeinstallprompt', (event) => {
    if (!isInstallPrompt(event)) return
    event.preventDefault()
    become(event)
  })
  addEventListener('appinstalled', () => become(null))
}

/** Whether the wallet runs as an app of its own. */
export const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches

/** Installing keeps the wallet from being cleared: by the browser's own means, or by what its menu is called. */
export function Install() {
  const [prompt, setPrompt] = useState(offered)
  useEffect(() => {
    const changed = (): void => setPrompt(offered)
    listeners.add(changed)
    return () => void listeners.delete(changed)
  }, [])
  if (isInstalled()) return <p class="govuk-body">{say('settings.installed')}</p>
  return (
    <>
      <p class="govuk-body">{say('settings.installHow')}</p>
      {prompt === null ? null : (
        <button type="button" class="govuk-button govuk-button--secondary" onClick={() => void prompt.prompt().then(() => become(null))}>
          {say('settings.install')}
        </button>
      )}
    </>
  )
}
