import { judge, type Look } from '../invariant.ts'
import { minedAmong, sentCounts } from '../reading/ledger.ts'
import type { Tables } from '../reading/tables.ts'

interface IntentRow {
  readonly key: string
  readonly account: string
  readonly state: string
  readonly nonce: number | null
  readonly hash: string | null
}

interface AttemptRow {
  readonly key: string
  readonly hash: string
}

/** Older ones are final, and were looked at while they weren't old. */
const mostIntents = 5000

/**
 * Compares an outbox with the ledger: what is final is mined as it says, no write is mined twice, and what is on its way
 * leaves no nonce out.
 */
export async function lookAtIntents(tables: Tables, ledger: string): Promise<Look> {
  const intents = await tables.rows<IntentRow>(`SELECT key, account, state, nonce, hash FROM ledger_intents ORDER BY sequence DESC LIMIT ${mostIntents}`)
  const attempts = await tables.rows<AttemptRow>(`SELECT i.key, a.hash FROM ledger_attempts a JOIN ledger_intents i ON i.sequence = a.intent ORDER BY i.sequence DESC LIMIT ${mostIntents}`)
  const mined = await minedAmong(ledger, [...new Set([...attempts, ...intents].flatMap(({ hash }) => hash ?? []))])
  const counted = await sentCounts(ledger, [...new Set(intents.map(({ account }) => account))])
  const lost = intents.filter(({ state, hash, nonce }) => state === 'final' && (hash === null || mined.get(hash)?.nonce !== nonce))
  const twice = [...Map.groupBy(attempts.filter(({ hash }) => mined.has(hash)), ({ key }) => key)].filter(([, all]) => all.length > 1)
  return judge(
    [
      ...lost.map(({ key }) => `the write ${key} is final, and the ledger has it not`),
      ...twice.map(([key]) => `the write ${key} was mined more than once`),
      ...[...counted].flatMap(([account, count]) => gapsOf(account, count, intents)),
    ],
    `${intents.length} writes`,
  )
}

/** What is signed waits for every nonce before it: one that nobody has would hold it for ever. */
function gapsOf(account: string, count: number, intents: readonly IntentRow[]): string[] {
  const ahead = intents.flatMap(({ account: of, nonce, state }) => (of === account && state === 'sent' && nonce !== null && nonce >= count ? [nonce] : [])).sort((one, other) => one - other)
  return ahead.some((nonce, index) => nonce !== count + index) ? [`a nonce of ${account} is left out before those on their way`] : []
}
