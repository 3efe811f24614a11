import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'
import { callDataOf } from '../authority/planned-write.ts'
import type { Outbox } from '../outbox/open-outbox.ts'
import type { Database, Writes } from '../persistence/database.ts'
import { anchorNames, anchorValue, attributeNameOf, type AnchorName } from './anchor.ts'
import { headOf } from './append-entries.ts'
import type { ChainHead } from './chained-entry.ts'

/** When anchors are due. */
export type AnchorSchedule =
  /** Each time so long has passed, whether or not anything happened: what the ledger shows tells nothing of what was done. */
  | { readonly every: Seconds }
  /** After acts of an operator, which stand on the ledger anyhow. */
  | 'when_moved'

export interface AnchorOptions {
  readonly database: Database
  readonly outbox: Outbox
  /** Whose audit log. */
  readonly log: string
  /** The identity that anchors, which is the paying account's own: 0x-prefixed. */
  readonly identity: string
  readonly registry: string
  readonly schedule: AnchorSchedule
  readonly actor: string
  /** The digest of the status lists as they stand in this unit, where there are any. */
  readonly listsOf?: (writes: Writes, now: EpochSeconds) => Promise<ChainHead>
}

// An anchor is read from the registry's events, which do not end; this is only what ERC-1056 asks for.
const validity = 10 * 365 * 24 * 3600

/**
 * Puts an authority's anchors down for the ledger when they are due; true when it did. The entries that tell of the writes
 * are in the head that is written. While an anchor is on its way none is added: the next has everything in it.
 */
export async function anchorOnSchedule(options: AnchorOptions, now: EpochSeconds): Promise<boolean> {
  const { database, outbox, log, listsOf } = options
  const { waiting, onTheirWay } = await outbox.standing()
  if (waiting + onTheirWay > 0) return false
  return database.write(async (writes) => {
    if (!(await isDue(writes, options, now))) return false
    if (listsOf !== undefined) {
      const lists = await listsOf(writes, now)
      await outbox.enqueue(writes, callOf(options, anchorNames.statusLists, lists.number, async () => anchorValue(lists)))
    }
    const { number } = await headOf(writes, log)
    await outbox.enqueue(writes, callOf(options, anchorNames.auditHead, number + 1, async () => anchorValue(await headOf(writes, log))))
    await writes.run('UPDATE audit_heads SET anchored_number = ?, anchored_at = ? WHERE authority = ?', [number + 1, now, log])
    return true
  })
}

async function isDue(writes: Writes, { log, schedule }: AnchorOptions, now: EpochSeconds): Promise<boolean> {
  const last = await writes.first<{ anchored_number: number; anchored_at: EpochSeconds | null }>('SELECT anchored_number, anchored_at FROM audit_heads WHERE authority = ?', [log])
  if (schedule === 'when_moved') {
    // What becomes of an anchor is told too, and calls for no other.
    const moved = await writes.first('SELECT 1 FROM audit_entries WHERE authority = ? AND number > ? AND object NOT LIKE ? LIMIT 1', [log, last?.anchored_number ?? 0, `${anchorNames.auditHead}%`])
    return moved !== null
  }
  const at = last?.anchored_at ?? null
  // One of the future was written before the clock was set back.
  return at === null || at > now || now - at >= schedule.every
}

const callOf = ({ log, identity, registry, actor, schedule }: AnchorOptions, name: AnchorName, number: number, value: () => Promise<string>) => ({
  key: `${name}:${log}:${number}`,
  to: registry,
  reason: schedule === 'when_moved' ? 'anchor.after_acts' : 'anchor.schedule',
  actor,
  data: async () => callDataOf(identity, { method: 'setAttribute', name: attributeNameOf(name), value: await value(), validity }),
})
