import { anchorNames } from '@counterfoil/service-kit/audit/anchor'
import { underWay } from '@counterfoil/service-kit/outbox/intents-table'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { anchorsUnderWay } from '@counterfoil/service-kit/signed-list/list-sink'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { isListNetwork, type AnyNetwork } from '@counterfoil/shared/network/network'
import type { LedgerWrite, LedgerWrites } from '../ports/ledger-writes.ts'

const whatOf = (key: string): LedgerWrite['what'] => (key.startsWith(`${anchorNames.auditHead}:`) ? 'audit_head' : 'other')

/** What of each authority's writes isn't over yet: to the ledger, from the outbox that sends them, or to the list. */
export function ledgerWritesTable(database: Database, network: AnyNetwork): LedgerWrites {
  const accounts = new Map(network.authorities.flatMap(({ id, gasAccount }) => (gasAccount === undefined ? [] : [[id, gasAccount.toLowerCase()]])))
  return {
    underWay: async (authority) => {
      if (isListNetwork(network)) return (await anchorsUnderWay(database.reads, authority)).map(({ key, madeAt, payload }) => ({ what: whatOf(key), askedAt: epochSeconds(madeAt), isSent: payload !== null }))
      const account = accounts.get(authority)
      const intents = account === undefined ? [] : await underWay(database.reads, account)
      return intents.map(({ key, madeAt, state }) => ({ what: whatOf(key), askedAt: madeAt, isSent: state !== 'waiting' }))
    },
  }
}
