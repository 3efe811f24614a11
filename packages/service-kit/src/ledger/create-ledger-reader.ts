import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { networkLedger } from '@counterfoil/shared/ledger/network-ledger'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { systemClock } from '../system/system-clock.ts'

/** Reads the network's ledger over JSON-RPC, once it has shown that it is the network's. */
export const createLedgerReader = (ledger: Omit<NetworkLedger, 'consortium'>, onDisagreement?: () => void): LedgerReader =>
  networkLedger(ledger, { fetch, clock: systemClock, ...(onDisagreement === undefined ? {} : { onDisagreement }) })
