import { render } from 'preact'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import '@counterfoil/ui/counterfoil.css'
import './style/wallet.css'
import { assemble } from './assemble.ts'
import { FaultScreen } from './components/parts.tsx'
import { Fault } from './domain/fault.ts'
import { App } from './screens/app.tsx'
import { startWords } from './words/words.ts'

const remembered = 'wallet-network'

/** The network's facts; the ones remembered from last time when the wallet is opened offline. */
async function network(): Promise<{ readonly ledger: NetworkLedger }> {
  try {
    const answer = await fetch('/network.json')
    const text = await answer.text()
    const facts = JSON.parse(text) as { ledger: NetworkLedger }
    localStorage.setItem(remembered, text)
    return facts
  } catch (cause) {
    const last = localStorage.getItem(remembered)
    if (last === null) throw new Fault('not_reachable', { cause })
    return JSON.parse(last) as { ledger: NetworkLedger }
  }
}

async function start(): Promise<void> {
  const place = document.querySelector('#wallet')
  if (place === null) return
  await startWords()
  try {
    const { ledger } = await network()
    render(<App wallet={await assemble(ledger)} />, place)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    render(<FaultScreen fault={error} retry={() => location.reload()} />, place)
  }
}

void start()
