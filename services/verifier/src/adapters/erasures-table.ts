import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { erasableThings, type ErasableThing } from '@counterfoil/shared/oid4vp/erasure'
import type { ErasablePresentation, Erasure } from '../domain/erasure.ts'
import type { Erasures } from '../ports/erasures.ts'
import { expiring } from './sweep-presentations.ts'
import type { WebhookOutbox } from './webhooks-table.ts'

interface Row {
  readonly at: EpochSeconds
  readonly erased: string
  readonly is_told: 0 | 1
}

/** Which presentations were erased, and what of them there was to erase. */
export const erasuresTable = (database: Database, outbox: WebhookOutbox | null): Erasures => ({
  erase: async (presentation, now) => {
    const erasure = await database.write((writes) => eraseOnce(writes, presentation, now, outbox))
    outbox?.send()
    return erasure
  },
})

async function eraseOnce(writes: Writes, presentation: ErasablePresentation, now: EpochSeconds, outbox: WebhookOutbox | null): Promise<Erasure> {
  const { authority, transactionId, toldAs, form, isSandbox } = presentation
  const before = await writes.first<Row>('SELECT at, erased, is_told FROM erasures WHERE transaction_id = ?', [transactionId])
  if (before !== null) return { at: before.at, erased: erasableThings.filter((thing) => before.erased.split(',').includes(thing)), isTold: before.is_told === 1 }
  const erased = await eraseHeld(writes, presentation)
  const news = { type: 'presentation.erasure_requested', transactionId: toldAs, authority, form, isSandbox, at: now } as const
  await outbox?.queue(writes, [news])
  const isTold = outbox?.reaches(news) === true
  await writes.run('INSERT INTO erasures (transaction_id, authority, form, at, erased, is_told) VALUES (?, ?, ?, ?, ?, ?)', [transactionId, authority, form, now, erased.join(','), isTold ? 1 : 0])
  return { at: now, erased, isTold }
}

/** What could be told to be of this presentation by who has it, and a result that nobody took. */
async function eraseHeld(writes: Writes, { transactionId }: ErasablePresentation): Promise<ErasableThing[]> {
  const results = await writes.run(expiring("transaction_id = ? AND status = 'answered'"), [transactionId])
  const digests = await writes.run('UPDATE check_records SET presentation_digest = NULL WHERE transaction_id = ? AND presentation_digest IS NOT NULL', [transactionId])
  const statements = await writes.run('UPDATE check_records SET statement = NULL WHERE transaction_id = ? AND statement IS NOT NULL', [transactionId])
  const found: Readonly<Record<ErasableThing, number>> = { sealed_result: results, presentation_digests: digests, check_statement: statements }
  return erasableThings.filter((thing) => found[thing] > 0)
}
