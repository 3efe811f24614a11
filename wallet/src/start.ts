import '@counterfoil/ui/counterfoil.css'
import './style/wallet.css'
import { finishedPath } from './domain/session.ts'
import { networkAnswer } from './first-requests.ts'
import { noticeInstallPrompt } from './install-prompt.ts'
import { followTakeovers, isNewerTaken, learnOfNewer } from './newer-version.ts'
import { startServiceWorker, trustOwnScripts } from './own-scripts.ts'
import { reloadWhenRenewed } from './renewed-parts.ts'
import { watchWhatIsUnderWay } from './under-way.ts'
import { firstLanguage, wordsIn } from './words/load-words.ts'

// What a page begins with: little enough to run at once, so that what the wallet needs is asked for side by side and not one after the other.

async function start(): Promise<void> {
  const [place, notLoaded] = [document.querySelector('#wallet'), document.querySelector<HTMLTemplateElement>('#not-loaded')]
  if (place === null) return
  // Both are told of by whoever waits for them.
  wordsIn(firstLanguage()).catch(() => {})
  if (location.pathname !== finishedPath) networkAnswer().catch(() => {})
  try {
    const [{ drawWallet }, isOfAnother] = await Promise.all([import('./main.tsx'), isNewerTaken()])
    if (isOfAnother) return location.reload()
    followTakeovers()
    await drawWallet(place)
    reloadWhenRenewed()
    watchWhatIsUnderWay()
  } catch (cause) {
    if (notLoaded !== null) place.replaceChildren(notLoaded.content.cloneNode(true))
    throw cause
  }
  const registration = await startServiceWorker()
  if (registration !== null) learnOfNewer(registration)
}

trustOwnScripts()
noticeInstallPrompt()
void start()
