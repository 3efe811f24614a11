import type { Clock } from '@counterfoil/shared/kernel/clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Database } from '../persistence/database.ts'
import { bumped } from './fee-bump.ts'
import type { Attempt, Intent } from './intent.ts'
import { attemptsOf, keepAttempt, moveIntent, noteSent, type Move, type SignedAttempt } from './intents-table.ts'
import { gasLimitOf, type LedgerAccount } from './ledger-account.ts'
import type { OutboxAlarm } from './outbox-alarm.ts'
import type { TellAudit, WriteEvent } from './tell-audit.ts'

export interface SettlePorts {
  readonly database: Database
  readonly account: LedgerAccount
  readonly clock: Clock
  readonly confirmations: number
  readonly alarm: (alarm: OutboxAlarm, cause?: unknown) => void
  readonly tell: TellAudit
}

const sendAgainAfter = seconds(30)
const replaceAfter = seconds(600)
/** A node may count a transaction a moment before it shows its receipt. */
const receiptsLagAtMost = seconds(60)

/** Moves an intent, and tells the audit log in the same unit; false when it has moved since it was seen. */
export const move = (ports: SettlePorts, intent: Intent, to: Move, event: WriteEvent | null): Promise<boolean> =>
  ports.database.write(async (writes) => {
    const moved = await moveIntent(writes, intent, to)
    if (moved && event !== null) await ports.tell(writes, intent.key, event)
    return moved
  })

/** Keeps a signed transaction, and tells the audit log in the same unit. */
export const keep = (ports: SettlePorts, intent: Intent, attempt: SignedAttempt, event: 'ledger.sent' | 'ledger.replaced'): Promise<boolean> =>
  ports.database.write(async (writes) => {
    const kept = await keepAttempt(writes, intent, attempt)
    if (kept) await ports.tell(writes, intent.key, { event, reason: attempt.hash })
    return kept
  })

/** Whether a mined intent is deep enough; one that fell out of the chain is sent again, the same transaction. */
export async function settleMined(ports: SettlePorts, intent: Intent, head: number): Promise<void> {
  const { block, hash } = intent
  if (block === null || hash === null) return
  const told = await ports.account.mined(hash)
  if (told === null || told.block.hash !== block.hash) {
    ports.alarm({ kind: 'fell_out_of_the_chain', key: intent.key })
    await move(ports, intent, { state: 'sent' }, { event: 'ledger.fell_out' })
    const latest = (await attemptsOf(ports.database.reads, intent)).find((attempt) => attempt.hash === hash)
    if (latest !== undefined) await broadcast(ports, intent, latest)
    return
  }
  if (head - block.number + 1 >= ports.confirmations) await move(ports, intent, { state: 'final' }, { event: 'ledger.confirmed', reason: hash })
}

/** Looks whether one of an intent's transactions is in a block; else sends it again, or one that pays more. */
export async function settleSent(ports: SettlePorts, intent: Intent, minedNonces: number): Promise<void> {
  const attempts = await attemptsOf(ports.database.reads, intent)
  for (const { hash } of attempts) {
    const told = await ports.account.mined(hash)
    if (told === null) continue
    if (told.undone) ports.alarm({ kind: 'dead', key: intent.key })
    if (told.undone) await move(ports, intent, { state: 'dead', reason: 'undone', hash }, { event: 'ledger.dead', reason: 'undone' })
    else await move(ports, intent, { state: 'mined', ...told }, null)
    return
  }
  const latest = attempts.at(-1)
  if (latest === undefined || intent.nonce === null) return
  if (intent.nonce >= minedNonces) return push(ports, intent, latest)
  if (ports.clock.now() - latest.sentAt < receiptsLagAtMost) return
  // Somebody else used the account: its key is in two places.
  ports.alarm({ kind: 'nonce_used_by_a_stranger', key: intent.key })
  await move(ports, intent, { state: 'waiting', forget: true }, { event: 'ledger.nonce_lost' })
}

async function push(ports: SettlePorts, intent: Intent, latest: Attempt): Promise<void> {
  const now = ports.clock.now()
  if (now - latest.signedAt >= replaceAfter && latest.fee.most > 0n) {
    ports.alarm({ kind: 'stuck', key: intent.key })
    await replace(ports, intent, latest)
    return
  }
  if (now - latest.sentAt < sendAgainAfter) return
  await broadcast(ports, intent, latest)
}

/** Sends a kept transaction. What the ledger says of it is told to operators; the next turn looks what became of it. */
export async function broadcast(ports: SettlePorts, intent: Intent, attempt: Pick<Attempt, 'hash' | 'raw'> & Partial<Attempt>): Promise<void> {
  const taking = await ports.account.send(attempt.raw)
  await noteSent(ports.database, intent, attempt.hash, ports.clock.now())
  if (taking === 'account_empty') ports.alarm({ kind: 'account_empty', key: intent.key })
  if (taking === 'refused') ports.alarm({ kind: 'refused_by_the_node', key: intent.key })
  if (taking === 'underpriced' && attempt.fee !== undefined && attempt.fee.most > 0n) await replace(ports, intent, { ...attempt, fee: attempt.fee })
}

async function replace(ports: SettlePorts, intent: Intent, before: Pick<Attempt, 'fee' | 'raw'>): Promise<void> {
  const { nonce } = intent
  if (nonce === null) return
  // Not asked for again: a node may reckon as if the one before had been mined, which takes less.
  const gas = gasLimitOf(before.raw)
  const fee = bumped(before.fee, await ports.account.fee())
  const signed = await ports.account.sign({ to: intent.to, data: intent.data, nonce, gas, fee })
  if (!(await keep(ports, intent, { ...signed, nonce, fee, now: ports.clock.now() }, 'ledger.replaced'))) return
  await ports.account.send(signed.raw)
}
