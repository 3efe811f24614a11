import { registryAddress } from '@counterfoil/dev-ledger/registry'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readText } from '@counterfoil/service-kit/config/read-files'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { CannotStart } from './cannot-start.ts'
import type { Places } from './places.ts'
import type { OutsideLedger } from './settings.ts'

/** The ledger that a network is founded on. */
export interface LedgerGround {
  readonly nodes: Pick<NetworkLedger, 'rpcUrl' | 'otherRpcUrls' | 'chainId'>
  /** Address of the ERC-1056 registry; null where the founding has to put it there. */
  readonly registry: string | null
  /** Private key of an account with money, on a ledger where gas isn't free. */
  readonly fundingKey: string | null
}

/** The chain of this machine alone. */
export const localGround = ({ urls }: Pick<Places, 'urls'>, registry = registryAddress): LedgerGround => ({ nodes: { rpcUrl: urls.ledger, chainId: 31_337 }, registry, fundingKey: null })

/** A ledger that others run too. Throws `CannotStart`. */
export async function outsideGround({ rpcUrls: [rpcUrl = '', ...otherRpcUrls], fundingKeyFile }: OutsideLedger): Promise<LedgerGround> {
  return { nodes: { rpcUrl, otherRpcUrls, chainId: await chainIdOf(rpcUrl) }, registry: null, fundingKey: fundingKeyFile === null ? null : fundingKeyIn(fundingKeyFile) }
}

async function chainIdOf(rpcUrl: string): Promise<number> {
  try {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
    const response = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(5000) })
    const chainId = Number(((await response.json()) as { readonly result?: string }).result)
    if (Number.isSafeInteger(chainId) && chainId > 0) return chainId
  } catch {
    // Said below: whatever the reason, it is no node of a ledger.
  }
  throw new CannotStart(`No node of a ledger answers at ${rpcUrl}, the first of LEDGER_RPC_URL.`)
}

function fundingKeyIn(file: string): string {
  try {
    const key = readText(file, 'funding key').trim()
    if (/^0x[0-9a-fA-F]{64}$/.test(key)) return key
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw new CannotStart(error.message)
  }
  throw new CannotStart(`The funding key in ${file} must be 0x and 64 hexadecimal digits.`)
}
