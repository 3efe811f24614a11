import { render } from 'preact'
import type { WalletNetwork } from '@counterfoil/shared/network/network'
import { parseWalletNetwork } from '@counterfoil/shared/network/parse-network'
import '@counterfoil/ui/counterfoil.css'
import './style/wallet.css'
import { assemble, openKeep, type Keep } from './assemble.ts'
import { FaultScreen } from './components/fault-screen.tsx'
import { Main } from './components/header.tsx'
import { Fault } from './domain/fault.ts'
import { faultOf } from './screens/failure.ts'
import { Gate } from './screens/gate.tsx'
import { noticeInstallPrompt } from './screens/install.tsx'
import { startWords } from './words/words.ts'

const remembered = 'wallet-network'

/** The network's facts; the ones remembered from last time when the wallet is opened offline. */
async function network(): Promise<WalletNetwork> {
  try {
    const answer = await fetch('/network.json', { signal: AbortSignal.timeout(10_000) })
    if (!answer.ok) throw new Error('The wallet’s own server does not answer.')
    const text = await answer.text()
    const facts = networkIn(text)
    localStorage.setItem(remembered, text)
    return facts
  } catch (cause) {
    const last = localStorage.getItem(remembered)
    if (last === null) throw new Fault('not_reachable', { cause })
    return networkIn(last)
  }
}

function networkIn(text: string): WalletNetwork {
  const facts = parseWalletNetwork(JSON.parse(text))
  if (facts === null) throw new Error('The network file is not usable.')
  return facts
}

async function keepOfThisBrowser(): Promise<Keep> {
  try {
    return await openKeep()
  } catch (cause) {
    // Some private windows, and some settings, let a page keep nothing.
    throw cause instanceof Fault ? cause : new Fault('storage_unavailable', { cause })
  }
}

async function start(): Promise<void> {
  const place = document.querySelector('#wallet')
  if (place === null) return
  noticeInstallPrompt()
  await startWords()
  try {
    const keep = await keepOfThisBrowser()
    render(<Gate lock={keep.lock} start={async () => assemble(await network(), keep)} />, place)
  } catch (error) {
    render(
      <Main>
        <FaultScreen fault={faultOf(error)} retry={() => location.reload()} />
      </Main>,
      place,
    )
  }
}

// A tab that was open while the wallet was renewed may ask for a part that is no more: nothing is lost by loading it again.
addEventListener('vite:preloadError', (event) => {
  event.preventDefault()
  location.reload()
})
void start()
