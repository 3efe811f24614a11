import { jsonRpcLedger, type LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import type { NetworkLedger } from '@counterfoil/shared/network/network'

/** Reads the network's ledger over JSON-RPC. */
export const createLedgerReader = (ledger: Pick<NetworkLedger, 'rpcUrl'>): LedgerReader => jsonRpcLedger({ rpcUrl: ledger.rpcUrl, fetch })
