import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { systemClock } from '../system/system-clock.ts'

/** Reads the network's ledger over JSON-RPC, once it has shown that it is the network's. */
export const createLedgerReader = (ledger: Pick<NetworkLedger, 'rpcUrl' | 'chainId' | 'registry' | 'registryCode'>): LedgerReader =>
  checkedLedger(jsonRpcLedger({ rpcUrl: ledger.rpcUrl, fetch }), ledger, systemClock)
