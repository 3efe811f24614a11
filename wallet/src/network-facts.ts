import type { WalletNetwork } from '@counterfoil/shared/network/network'
import { parseWalletNetwork } from '@counterfoil/shared/network/parse-network'
import { Fault } from './domain/fault.ts'
import { networkAnswer } from './first-requests.ts'

const remembered = 'wallet-network'

/** The network's facts; the ones remembered from last time when the wallet is opened offline. */
export async function networkFacts(): Promise<WalletNetwork> {
  try {
    const text = await networkAnswer()
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
