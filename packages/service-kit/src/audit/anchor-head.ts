import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'
import { callDataOf } from '../authority/planned-write.ts'
import type { Outbox } from '../outbox/open-outbox.ts'
import type { Database } from '../persistence/database.ts'
import { anchorName, anchorValue } from './anchor.ts'
import { appendEntries, headOf } from './append-entries.ts'

/** When a head that has moved goes to the ledger: after so long, or so many entries, whichever is first. */
export interface AnchorSchedule {
  readonly every: Seconds
  readonly entries: number
}

export interface AnchorOptions {
  readonly database: Database
  readonly outbox: Outbox
  readonly authority: string
  /** The identity that anchors, which is the paying account's own: 0x-prefixed. */
  readonly identity: string
  readonly registry: string
  readonly schedule: AnchorSchedule
  readonly actor: string
}

// An anchor is read from the registry's events, which do not end; this is only what ERC-1056 asks for.
const validity = 10 * 365 * 24 * 3600

/**
 * Puts an authority's head down for the ledger when it is due; true when it did. The entry that tells of the write is in
 * the head that is written, so that anchoring leaves nothing to anchor. While an anchor is on its way none is added: the
 * next has all entries in it.
 */
export async function anchorHead(options: AnchorOptions, now: EpochSeconds): Promise<boolean> {
  const { database, outbox, authority, identity, registry, schedule, actor } = options
  const { waiting, onTheirWay } = await outbox.standing()
  if (waiting + onTheirWay > 0) return false
  return database.write(async (writes) => {
    const last = await writes.first<{ number: number; anchored_number: number; anchored_at: EpochSeconds | null }>('SELECT number, anchored_number, anchored_at FROM audit_heads WHERE authority = ?', [authority])
    if (last === null || last.number === last.anchored_number) return false
    const isDue = last.anchored_at === null || now - last.anchored_at >= schedule.every || last.number - last.anchored_number >= schedule.entries
    if (!isDue) return false
    const key = `audit-head:${authority}:${last.number + 1}`
    await appendEntries(writes, [{ authority, at: now, actor, event: 'ledger.audit_head', object: key, reason: 'schedule' }])
    const head = await headOf(writes, authority)
    const data = callDataOf(identity, { method: 'setAttribute', name: anchorName, value: anchorValue(head), validity })
    await outbox.enqueue(writes, { key, to: registry, data, reason: 'Head of the audit log, on schedule', actor })
    await writes.run('UPDATE audit_heads SET anchored_number = ?, anchored_at = ? WHERE authority = ?', [head.number, now, authority])
    return true
  })
}
