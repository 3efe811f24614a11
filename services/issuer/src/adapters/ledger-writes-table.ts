import { underWay } from '@counterfoil/service-kit/outbox/intents-table'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { LedgerWrites } from '../ports.ts'

/** What of each authority's writes to the ledger isn't over yet, from the outbox that sends them. */
export function ledgerWritesTable(database: Database, authorities: readonly NetworkAuthority[]): LedgerWrites {
  const accounts = new Map(authorities.flatMap(({ id, gasAccount }) => (gasAccount === undefined ? [] : [[id, gasAccount.toLowerCase()]])))
  return {
    underWay: async (authority) => {
      const account = accounts.get(authority)
      const intents = account === undefined ? [] : await underWay(database.reads, account)
      return intents.map(({ key, madeAt, state }) => ({ what: key.startsWith('audit-head:') ? 'audit_head' : 'other', askedAt: madeAt, isSent: state !== 'waiting' }))
    },
  }
}
