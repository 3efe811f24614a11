import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { entryHash } from '@counterfoil/shared/signed-list/list-entry'
import type { AnchorSink } from '../audit/anchor-on-schedule.ts'
import { anchorValue, type AnchorName } from '../audit/anchor.ts'
import { appendEntries } from '../audit/append-entries.ts'
import type { Es256Key } from '../keys/key-custody.ts'
import type { Database, Reads, Writes } from '../persistence/database.ts'
import { step } from '../system/steps.ts'
import { anchorPayload, anchorSigningInput } from './anchor-entry.ts'
import { emptyChain, type AnchorChain } from './judge-anchors.ts'

/** Where a chain of anchors is kept: a folder, or the list's publisher. */
export interface AnchorChainPort {
  /** Answers where the chain ends with it. Refuses `conflict` for one that doesn't follow; throws when nobody answers. */
  append(text: string): Promise<AnchorChain>
  end(thumbprint: string): Promise<AnchorChain>
}

export interface ListSinkOptions {
  readonly database: Database
  readonly clock: Clock
  /** Whose audit log, and whose anchors. */
  readonly log: string
  readonly did: string
  readonly network: string
  readonly key: Es256Key<'anchor'>
  readonly thumbprint: string
  readonly chain: AnchorChainPort
}

export interface ListSink extends AnchorSink {
  /** Writes what was put down, one after the other, for as long as it is taken. Throws when it isn't. */
  turn(): Promise<void>
}

interface Row {
  readonly sequence: number
  readonly key: string
  readonly name: AnchorName
  readonly value: string
  readonly madeAt: number
  readonly payload: string | null
}

/** What of a log's anchors is put down and not written yet, in its order. */
export const anchorsUnderWay = (reads: Reads, log: string): Promise<Row[]> =>
  reads.all<Row>('SELECT sequence, key, name, value, made_at AS madeAt, payload FROM list_anchors WHERE log = ? AND written_at IS NULL ORDER BY sequence', [log])

/** Anchors as a chain of a key's own beside a list: put down in the database first, and offered until they stand there. */
export function listSink(options: ListSinkOptions): ListSink {
  const { database, clock, log, key, chain } = options
  return {
    isBusy: async () => (await anchorsUnderWay(database.reads, log)).length > 0,
    enqueue: async (writes, { key: name, name: kind, reason, actor, digest }) => {
      await tell(writes, { actor, event: 'list.queued', object: name, reason })
      await writes.run('INSERT INTO list_anchors (log, key, name, value, made_at) VALUES (?, ?, ?, ?, ?)', [log, name, kind, anchorValue(await digest()).slice(2), clock.now()])
    },
    turn: async () => {
      for (const row of await anchorsUnderWay(database.reads, log)) await write(row)
    },
  }

  function tell(writes: Writes, entry: { readonly actor: string; readonly event: string; readonly object: string; readonly reason: string }): Promise<void> {
    return appendEntries(writes, [{ authority: log, at: clock.now(), ...entry }])
  }

  /** The same bytes each time, unless the chain went on without us: a database that was restored is behind it. */
  async function write(row: Row): Promise<void> {
    try {
      await offer(row, row.payload ?? (await keep(row, await endHere())))
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'conflict') throw error
      await offer(row, await keep(row, await chain.end(options.thumbprint)))
    }
  }

  async function offer(row: Row, payload: string): Promise<void> {
    const input = anchorSigningInput(key.publicJwk, payload)
    const { length, last } = await chain.append(`${input}.${await key.sign(input)}`)
    step('anchor.appended')
    if (last !== entryHash(payload)) throw new Refusal('conflict', { detail: 'the chain of anchors ends otherwise than with the anchor that was offered' })
    await database.write(async (writes) => {
      const moved = await writes.run('UPDATE list_anchors SET written_at = ?, number = ?, hash = ? WHERE sequence = ? AND written_at IS NULL', [clock.now(), length - 1, last, row.sequence])
      if (moved === 1) await tell(writes, { actor: 'outbox', event: 'list.written', object: row.key, reason: last })
    })
  }

  async function keep(row: Row, { length, last }: AnchorChain): Promise<string> {
    const payload = anchorPayload({ network: options.network, did: options.did, number: length, previous: last, iat: row.madeAt, name: row.name, value: row.value })
    await database.write((writes) => writes.run('UPDATE list_anchors SET payload = ? WHERE sequence = ?', [payload, row.sequence]))
    return payload
  }

  async function endHere(): Promise<AnchorChain> {
    const last = await database.reads.first<{ number: number; hash: string }>('SELECT number, hash FROM list_anchors WHERE log = ? AND written_at IS NOT NULL ORDER BY sequence DESC LIMIT 1', [log])
    return last === null ? emptyChain : { length: last.number + 1, last: last.hash }
  }
}
