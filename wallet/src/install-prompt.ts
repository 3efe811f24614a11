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
  addEventListener('appinstalled', forgetInstallPrompt)
}

/** The offer as it stands; null while there is none. */
export const installPrompt = (): InstallPrompt | null => offered

/** It can be taken once. */
export const forgetInstallPrompt = (): void => become(null)

/** Calls back at each change, until what it answers is called. */
export function whenInstallPromptChanges(changed: () => void): () => void {
  listeners.add(changed)
  return () => void listeners.delete(changed)
}
