import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'
import type { Database, Writes } from '../persistence/database.ts'
import { anchorNames, type AnchorName } from './anchor.ts'
import { headOf } from './append-entries.ts'
import type { ChainHead } from './chained-entry.ts'

/** When anchors are due. */
export type AnchorSchedule =
  /** Each time so long has passed, whether or not anything happened: what is shown tells nothing of what was done. */
  | { readonly every: Seconds }
  /** After acts of an operator, which stand there anyhow. */
  | 'when_moved'

/** An anchor that is to be written; its digest is known once the audit log tells of the write. */
export interface AnchorToWrite {
  readonly key: string
  readonly name: AnchorName
  readonly reason: string
  readonly actor: string
  readonly digest: () => Promise<ChainHead>
}

/** The way to where anchors stand. */
export interface AnchorSink {
  /** Whether one is on its way. */
  isBusy(): Promise<boolean>
  /** Puts one down within the unit that decided on it, and tells the audit log before its digest is asked for. */
  enqueue(writes: Writes, anchor: AnchorToWrite): Promise<void>
}

export interface AnchorOptions {
  readonly database: Database
  readonly sink: AnchorSink
  /** Whose audit log. */
  readonly log: string
  readonly schedule: AnchorSchedule
  readonly actor: string
  /** The digest of the status lists as they stand in this unit, where there are any. */
  readonly listsOf?: (writes: Writes, now: EpochSeconds) => Promise<ChainHead>
}

/**
 * Puts an authority's anchors down when they are due; true when it did. The entries that tell of the writes
 * are in the head that is written. While an anchor is on its way none is added: the next has everything in it.
 */
export async function anchorOnSchedule(options: AnchorOptions, now: EpochSeconds): Promise<boolean> {
  const { database, sink, log, listsOf } = options
  if (await sink.isBusy()) return false
  return database.write(async (writes) => {
    if (!(await isDue(writes, options, now))) return false
    if (listsOf !== undefined) {
      const lists = await listsOf(writes, now)
      await sink.enqueue(writes, anchorOf(options, anchorNames.statusLists, lists.number, async () => lists))
    }
    const { number } = await headOf(writes, log)
    await sink.enqueue(writes, anchorOf(options, anchorNames.auditHead, number + 1, () => headOf(writes, log)))
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

const anchorOf = ({ log, actor, schedule }: AnchorOptions, name: AnchorName, number: number, digest: () => Promise<ChainHead>): AnchorToWrite => ({
  key: `${name}:${log}:${number}`,
  name,
  reason: schedule === 'when_moved' ? 'anchor.after_acts' : 'anchor.schedule',
  actor,
  digest,
})
