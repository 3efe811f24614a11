import { equalSecrets } from '@counterfoil/service-kit/crypto/token-secret'
import type { Writes } from '@counterfoil/service-kit/persistence/database'
import { roundsOf } from '@counterfoil/service-kit/persistence/gathered-writes'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { resultLifetime, type TransactionId } from '../domain/presentation.ts'
import type { ResultProof } from '../ports.ts'
import type { PresentationRow } from './presentation-row.ts'
import { changed, proofHash } from './presentation-statements.ts'
import { tellExpired } from './sweep-presentations.ts'
import type { WebhookOutbox } from './webhooks-table.ts'

export interface Collect {
  readonly authority: string
  readonly transactionId: TransactionId
  readonly proof: ResultProof
  readonly now: EpochSeconds
}

type Collectable = Pick<PresentationRow, 'transaction_id' | 'authority' | 'flow' | 'origin' | 'sealed_result' | 'response_code_hash' | 'ended_at'>
export type Collected = string | null | Refusal

const collectable = `SELECT transaction_id, authority, flow, origin, sealed_result, response_code_hash, ended_at FROM presentations
  WHERE transaction_id IN (SELECT value FROM json_each(?)) AND status = 'answered'`
const collecting = `WITH asked AS (SELECT value AS id FROM json_each(?))
  UPDATE presentations SET status = 'collected', sealed_result = NULL, response_code_hash = NULL
  FROM asked WHERE transaction_id = asked.id AND status = 'answered' RETURNING transaction_id`
// The last try ends it as if nobody had collected.
const countingWrong = `WITH asked AS (SELECT value AS id FROM json_each(?))
  UPDATE presentations SET tries_left = tries_left - 1, status = CASE WHEN tries_left > 1 THEN status ELSE 'expired' END,
    sealed_result = CASE WHEN tries_left > 1 THEN sealed_result END, response_code_hash = CASE WHEN tries_left > 1 THEN response_code_hash END
  FROM asked WHERE transaction_id = asked.id AND status = 'answered' RETURNING transaction_id`
const expiredAmong = "SELECT transaction_id, request_id, authority, form FROM presentations WHERE transaction_id IN (SELECT value FROM json_each(?)) AND status = 'expired'"

/** Takes sealed results out, once each: the result, null when there is none, or a Refusal when the proof is wrong. Guesses at one that came together are judged one after another. */
export async function collectAll(writes: Writes, asks: readonly Collect[], outbox: WebhookOutbox | null): Promise<Collected[]> {
  const answers = new Map<Collect, Collected>()
  for (const round of roundsOf(asks, ({ transactionId }) => [transactionId])) await collectRound(writes, round, answers, outbox)
  return asks.map((ask) => answers.get(ask) ?? null)
}

async function collectRound(writes: Writes, round: readonly Collect[], answers: Map<Collect, Collected>, outbox: WebhookOutbox | null): Promise<void> {
  const rows = await writes.all<Collectable>(collectable, [JSON.stringify(round.map(({ transactionId }) => transactionId))])
  const found = new Map(rows.map((row) => [row.transaction_id, row]))
  for (const ask of round) answers.set(ask, judgeCollector(ask, found.get(ask.transactionId)))
  const entitled = round.filter((ask) => typeof answers.get(ask) === 'string')
  const taken = await changed(writes, collecting, entitled.map(({ transactionId }) => transactionId), 'transaction_id')
  for (const ask of entitled) if (!taken.has(ask.transactionId)) answers.set(ask, null)
  const wrong = round.filter((ask) => ask.proof.number !== null && answers.get(ask) instanceof Refusal && found.get(ask.transactionId)?.flow === 'cross_device')
  const [first] = wrong
  if (first !== undefined) await countWrongNumbers(writes, wrong.map(({ transactionId }) => transactionId), first.now, outbox)
}

/** Counts a wrong number of each of these presentations that are answered. */
export async function countWrongNumbers(writes: Writes, ids: readonly TransactionId[], now: EpochSeconds, outbox: WebhookOutbox | null): Promise<void> {
  const counted = await changed(writes, countingWrong, ids, 'transaction_id')
  if (outbox !== null) await tellExpired(writes, await writes.all(expiredAmong, [JSON.stringify([...counted])]), now, outbox)
}

function judgeCollector({ authority, transactionId, proof, now }: Collect, row: Collectable | undefined): Collected {
  if (row === undefined || row.authority !== authority || (row.ended_at ?? 0) <= now - resultLifetime) return null
  // The answer belongs to the browser that was sent back with the code, or whose citizen can see their wallet. @see OpenID4VP 1.0, section 14.2; RFC 10027, section 6
  const shown = row.flow === 'cross_device' ? proof.number : proof.responseCode
  // One that came through the Digital Credentials API has come back to the page that asked.
  if (row.origin !== null) return row.sealed_result
  const isTheirs = shown !== null && row.response_code_hash !== null && equalSecrets(proofHash(transactionId, shown), row.response_code_hash)
  return isTheirs ? row.sealed_result : new Refusal(row.flow === 'cross_device' && shown !== null ? 'number_wrong' : 'response_code_wrong')
}
