import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { LedgerCall } from '../ledger/ledger-sender.ts'
import type { Database, Reads, Writes } from '../persistence/database.ts'
import type { Attempt, DeadReason, Fee, Intent, IntentState } from './intent.ts'

interface IntentRow {
  readonly sequence: number
  readonly key: string
  readonly account: string
  readonly recipient: string | null
  readonly data: string
  readonly reason: string
  readonly actor: string
  readonly made_at: EpochSeconds
  readonly state: IntentState
  readonly nonce: number | null
  readonly block_number: number | null
  readonly block_hash: string | null
  readonly hash: string | null
  readonly contract: string | null
  readonly dead_reason: DeadReason | null
}

const intentOf = (row: IntentRow): Intent => ({
  sequence: row.sequence,
  key: row.key,
  account: row.account,
  to: row.recipient,
  data: row.data,
  reason: row.reason,
  actor: row.actor,
  madeAt: row.made_at,
  state: row.state,
  nonce: row.nonce,
  block: row.block_number === null || row.block_hash === null ? null : { number: row.block_number, hash: row.block_hash },
  hash: row.hash,
  contract: row.contract,
  dead: row.dead_reason,
})

/** The same key was used for another write: a mistake of the program, not a retry. */
export class KeyTaken extends Error {
  constructor(key: string) {
    super(`Another write to the ledger has the key "${key}".`)
    this.name = 'KeyTaken'
  }
}

/** Puts a write down within the unit that decided on it. */
export const putDown = (writes: Writes, account: string, { key, to, data, reason, actor }: LedgerCall, now: EpochSeconds): Promise<unknown> =>
  writes.run("INSERT INTO ledger_intents (key, account, recipient, data, reason, actor, made_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting')", [key, account, to, data, reason, actor, now])

/** Whether a write was put down before; then it stays as it is. Throws `KeyTaken` for another one of that key. */
export async function isPutDown(reads: Reads, account: string, { key, to, data }: LedgerCall): Promise<boolean> {
  const known = await findIntent(reads, key)
  if (known !== null && (known.to !== to || known.data !== data || known.account !== account)) throw new KeyTaken(key)
  return known !== null
}

export async function findIntent(reads: Reads, key: string): Promise<Intent | null> {
  const row = await reads.first<IntentRow>('SELECT * FROM ledger_intents WHERE key = ?', [key])
  return row === null ? null : intentOf(row)
}

/** What isn't over yet, in the order in which it was asked for. */
export async function underWay(reads: Reads, account: string): Promise<readonly Intent[]> {
  const rows = await reads.all<IntentRow>("SELECT * FROM ledger_intents WHERE account = ? AND state IN ('waiting', 'sent', 'mined') ORDER BY sequence", [account])
  return rows.map(intentOf)
}

export async function allIntents(reads: Reads): Promise<readonly Intent[]> {
  return (await reads.all<IntentRow>('SELECT * FROM ledger_intents ORDER BY sequence')).map(intentOf)
}

/** The first nonce that no intent of ours has taken; 0 when there is none. */
export async function nextOwnNonce(reads: Reads, account: string): Promise<number> {
  const row = await reads.first<{ next: number | null }>('SELECT MAX(nonce) + 1 AS next FROM ledger_intents WHERE account = ?', [account])
  return row?.next ?? 0
}

export async function attemptsOf(reads: Reads, intent: Intent): Promise<readonly Attempt[]> {
  const rows = await reads.all<{ hash: string; raw: string; tip: string; most: string; signed_at: EpochSeconds; sent_at: EpochSeconds }>(
    'SELECT hash, raw, tip, most, signed_at, sent_at FROM ledger_attempts WHERE intent = ? ORDER BY signed_at, LENGTH(most), most',
    [intent.sequence],
  )
  return rows.map(({ hash, raw, tip, most, signed_at: signedAt, sent_at: sentAt }) => ({ hash, raw, fee: { tip: BigInt(tip), most: BigInt(most) }, signedAt, sentAt }))
}

/** A transaction that was just signed. */
export interface SignedAttempt {
  readonly nonce: number
  readonly hash: string
  readonly raw: string
  readonly fee: Fee
  readonly now: EpochSeconds
}

/** Keeps a signed transaction before it is sent. False when the intent has moved, or the nonce was taken meanwhile. */
export async function keepAttempt(writes: Writes, intent: Intent, attempt: SignedAttempt): Promise<boolean> {
  const moved = await writes.run(
    `UPDATE ledger_intents SET state = 'sent', nonce = ?1 WHERE sequence = ?2 AND ((state = 'waiting' AND nonce IS NULL) OR (state = 'sent' AND nonce = ?1))
      AND NOT EXISTS (SELECT 1 FROM ledger_intents other WHERE other.account = ?3 AND other.nonce = ?1 AND other.sequence <> ?2)`,
    [attempt.nonce, intent.sequence, intent.account],
  )
  if (moved === 0) return false
  const { hash, raw, fee, now } = attempt
  await writes.run('INSERT INTO ledger_attempts (intent, hash, raw, tip, most, signed_at, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', [
    intent.sequence,
    hash,
    raw,
    `${fee.tip}`,
    `${fee.most}`,
    now,
    now,
  ])
  return true
}

export const noteSent = (database: Database, intent: Intent, hash: string, now: EpochSeconds): Promise<unknown> =>
  database.write((writes) => writes.run('UPDATE ledger_attempts SET sent_at = ? WHERE intent = ? AND hash = ?', [now, intent.sequence, hash]))

/** What an intent becomes; `forget` gives up its nonce, because the ledger knows another transaction under it. */
export type Move =
  | { readonly state: 'mined'; readonly hash: string; readonly block: { readonly number: number; readonly hash: string }; readonly contract: string | null }
  | { readonly state: 'final' }
  | { readonly state: 'sent' }
  | { readonly state: 'waiting'; readonly forget: true }
  | { readonly state: 'dead'; readonly reason: DeadReason; readonly hash?: string }

/** Moves an intent from where it was seen; false when it has moved since. */
export async function moveIntent(writes: Writes, { sequence, state }: Intent, move: Move): Promise<boolean> {
  const where = 'WHERE sequence = ? AND state = ?'
  switch (move.state) {
    case 'mined':
      return (await writes.run(`UPDATE ledger_intents SET state = 'mined', hash = ?, block_number = ?, block_hash = ?, contract = ? ${where}`, [move.hash, move.block.number, move.block.hash, move.contract, sequence, state])) === 1
    case 'final':
      return (await writes.run(`UPDATE ledger_intents SET state = 'final' ${where}`, [sequence, state])) === 1
    case 'sent':
      return (await writes.run(`UPDATE ledger_intents SET state = 'sent', hash = NULL, block_number = NULL, block_hash = NULL, contract = NULL ${where}`, [sequence, state])) === 1
    case 'waiting':
      await writes.run('DELETE FROM ledger_attempts WHERE intent = ?', [sequence])
      return (await writes.run(`UPDATE ledger_intents SET state = 'waiting', nonce = NULL, hash = NULL, block_number = NULL, block_hash = NULL, contract = NULL, dead_reason = NULL ${where}`, [sequence, state])) === 1
    case 'dead':
      return (await writes.run(`UPDATE ledger_intents SET state = 'dead', dead_reason = ?, hash = ? ${where}`, [move.reason, move.hash ?? null, sequence, state])) === 1
  }
}
