import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Database } from '../persistence/database.ts'
import type { IntentState } from './intent.ts'
import { findIntent, moveIntent, type Move } from './intents-table.ts'
import { tellAuditIn, type WriteEvent } from './tell-audit.ts'

/** Who decides, and in whose audit log it is told. */
export interface Operator {
  readonly log: string
  readonly actor: string
  readonly now: EpochSeconds
}

/** Has a dead write sent again, with a nonce of its own, by whoever sends. Refuses `not_found`, and `conflict` for one that isn't dead. */
export const putBack = (database: Database, key: string, by: Operator): Promise<void> => change(database, { key, from: 'dead', to: { state: 'waiting', forget: true } }, { event: 'ledger.put_back', actor: by.actor }, by)

/** Ends a write that hasn't been signed. Refuses `not_found`, and `conflict` for any other: what is signed may be mined. */
export const dropWrite = (database: Database, key: string, by: Operator): Promise<void> => change(database, { key, from: 'waiting', to: { state: 'dead', reason: 'dropped' } }, { event: 'ledger.dropped', actor: by.actor }, by)

const change = (database: Database, { key, from, to }: { readonly key: string; readonly from: IntentState; readonly to: Move }, event: WriteEvent, { log, now }: Operator): Promise<void> =>
  database.write(async (writes) => {
    const intent = await findIntent(writes, key)
    if (intent === null) throw new Refusal('not_found')
    if (intent.state !== from || !(await moveIntent(writes, intent, to))) throw new Refusal('conflict')
    await tellAuditIn(log, () => now)(writes, key, event)
  })
