import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { LedgerWriteFailed, type LedgerCall, type LedgerReceipt, type LedgerSender } from '../ledger/ledger-sender.ts'
import type { Database, Writes } from '../persistence/database.ts'
import { step } from '../system/steps.ts'
import type { Intent } from './intent.ts'
import { allIntents, findIntent, isPutDown, putDown, underWay } from './intents-table.ts'
import { leaseIn } from './lease.ts'
import type { LedgerAccount } from './ledger-account.ts'
import { dropWrite, putBack } from './operate-outbox.ts'
import type { OutboxAlarm } from './outbox-alarm.ts'
import type { SettlePorts } from './settle-intents.ts'
import { tellAuditIn } from './tell-audit.ts'
import { workOutbox } from './work-outbox.ts'

/** How the outbox stands, for operators and health checks. */
export interface OutboxStanding {
  readonly waiting: number
  readonly onTheirWay: number
  readonly unconfirmed: number
  readonly dead: number
  /** When the oldest that isn't over was asked for; null when all are. */
  readonly oldest: number | null
}

/** A write whose content is known only once the audit log tells of it: the head of that log. */
export type CallToCome = Omit<LedgerCall, 'data'> & { readonly data: () => Promise<string> }

/** Writes to the ledger that survive everything: put down in the database first, sent until the ledger has them for good. */
export interface Outbox extends LedgerSender {
  /** Puts a write down within the unit that decided on it; nobody waits for a block. Put down before, it stays as it is. Throws `KeyTaken`. */
  enqueue(writes: Writes, call: LedgerCall | CallToCome): Promise<void>
  find(key: string): Promise<Intent | null>
  list(): Promise<readonly Intent[]>
  standing(): Promise<OutboxStanding>
  /** Sends a dead write again, with a nonce of its own. Refuses `conflict` for one that isn't dead. The actor is for the audit log. */
  revive(key: string, actor: string): Promise<void>
  /** Ends a write that hasn't been signed. Refuses `conflict` for any other: what is signed may be mined. */
  drop(key: string, actor: string): Promise<void>
  /** Does one round of work now. */
  turn(): Promise<void>
  stop(): Promise<void>
}

export interface OutboxOptions {
  readonly database: Database
  readonly account: LedgerAccount
  readonly clock: Clock
  readonly random: Random
  /** Blocks on top, with its own, until a write counts as final: 1 on a network of few known nodes, 12 on a public one. */
  readonly confirmations: number
  /** Told once for each trouble, with what caused it when something threw. */
  readonly alarm: (alarm: OutboxAlarm, cause?: unknown) => void
  /** Whose audit log, in the same database, tells of every write. */
  readonly log: string
  /** Milliseconds between looks while something is under way. */
  readonly every?: number
  /** False for a process that only puts writes down, and lets another send them. */
  readonly working?: boolean
}

const leaseSeconds = 30

/** Opens the outbox of one account. Several processes may: one at a time sends. */
export function openOutbox(options: OutboxOptions): Outbox {
  const { database, account, clock, every = 500 } = options
  const ports: SettlePorts = { ...options, tell: tellAuditIn(options.log, () => clock.now()) }
  const lease = leaseIn(database, options.random)
  const stopping = new AbortController()
  let unreachable = false
  let wake = new AbortController()
  const kick = (): void => wake.abort()

  const turn = async (): Promise<boolean> => {
    const now = clock.now()
    try {
      // An outbox with nothing to do only reads: a lease is a durable write.
      if ((await underWay(database.reads, account.address)).length === 0) {
        unreachable = false
        return false
      }
      if (!(await lease.take(account.address, { now, until: epochSeconds(now + leaseSeconds) }))) return true
      const left = await workOutbox(ports)
      // Another process that has something to send needn't wait for our time to run out.
      if (!left) await lease.end(account.address)
      unreachable = false
      return left
    } catch (cause) {
      if (!unreachable) options.alarm({ kind: 'ledger_unreachable', key: null }, cause)
      unreachable = true
      return true
    }
  }
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      const left = await turn()
      // It looks even when it knows of nothing: what another unit or process put down has no other way to be noticed.
      await sleep(unreachable ? every * 4 : left ? every : every * 2, undefined, { signal: wake.signal, ref: false }).catch(() => {})
    }
  }
  const receiptOf = async (key: string): Promise<LedgerReceipt> => {
    while (!stopping.signal.aborted) {
      const intent = await findIntent(database.reads, key)
      if (intent?.state === 'dead') throw new LedgerWriteFailed(key)
      if (intent !== null && intent.hash !== null && intent.block !== null) return { hash: intent.hash, block: intent.block.number, contract: intent.contract }
      // Somebody waits for this: the process must not end meanwhile.
      await sleep(Math.min(every, 20))
    }
    throw new Refusal('temporarily_unavailable', { detail: 'the outbox was stopped' })
  }
  const working = options.working === false ? Promise.resolve() : work()
  return {
    enqueue,
    send: async (call) => {
      await database.write((writes) => enqueue(writes, call))
      step('outbox.put_down')
      kick()
      return receiptOf(call.key)
    },
    find: (key) => findIntent(database.reads, key),
    list: () => allIntents(database.reads),
    standing: async () => standingOf(await underWay(database.reads, account.address), await database.reads.first<{ dead: number }>("SELECT COUNT(*) AS dead FROM ledger_intents WHERE account = ? AND state = 'dead'", [account.address])),
    revive: async (key, actor) => {
      await putBack(database, key, { log: options.log, actor, now: clock.now() })
      kick()
    },
    drop: (key, actor) => dropWrite(database, key, { log: options.log, actor, now: clock.now() }),
    turn: async () => {
      await turn()
    },
    stop: async () => {
      stopping.abort()
      kick()
      await working
      await lease.end(account.address)
    },
  }

  async function enqueue(writes: Writes, call: LedgerCall | CallToCome): Promise<void> {
    const { key, reason, actor, data } = call
    if (typeof data === 'string' && (await isPutDown(writes, account.address, { ...call, data }))) return
    await ports.tell(writes, key, { event: 'ledger.queued', reason, actor })
    await putDown(writes, account.address, { ...call, data: typeof data === 'string' ? data : await data() }, clock.now())
  }
}

function standingOf(intents: readonly Intent[], counted: { readonly dead: number } | null): OutboxStanding {
  const count = (state: Intent['state']): number => intents.filter((intent) => intent.state === state).length
  return { waiting: count('waiting'), onTheirWay: count('sent'), unconfirmed: count('mined'), dead: counted?.dead ?? 0, oldest: intents[0]?.madeAt ?? null }
}
