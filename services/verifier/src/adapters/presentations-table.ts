import type { Database } from '@counterfoil/service-kit/persistence/database'
import { GatheredWrites } from '@counterfoil/service-kit/persistence/gathered-writes'
import { step } from '@counterfoil/service-kit/system/steps'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { ResponseEncryptionKey } from '@counterfoil/shared/oid4vp/client-metadata'
import { openableUntil } from '../domain/other-device.ts'
import type { Presentation, RequestId } from '../domain/presentation.ts'
import type { OpenPresentation, Presentations, ResponseKeys } from '../ports.ts'
import { OpenPresentationsCache } from './open-presentations-cache.ts'
import type { PresentationRow } from './presentation-row.ts'
import { beginAll, concludeAll, fetchAll, openable, type Conclude } from './presentation-statements.ts'
import { collectAll, type Collect, type Collected } from './collect-statements.ts'
import { sweepPresentations } from './sweep-presentations.ts'
import type { WebhookOutbox } from './webhooks-table.ts'

// Over the same column as the refusal that ends one, which the end writes. The same hint again writes nothing.
const notingHint = "UPDATE presentations SET refusal = ? WHERE transaction_id = ? AND status IN ('requested', 'fetched') AND refusal IS NOT ?"

type LearnForm = (began: Pick<Presentation, 'authority' | 'form' | 'profileDigest'>) => void | Promise<void>

/**
 * Presentations in SQL. What never changes of an open one is kept in memory too; whether it is open is asked of the table alone.
 * One that began elsewhere, or long ago, may have begun with a profile that isn't known here: `learnForm` sees to it.
 */
export function presentationsTable(database: Database, keys: ResponseKeys, outbox: WebhookOutbox | null, learnForm: LearnForm): Presentations {
  const cache = new OpenPresentationsCache()
  const gathered = new GatheredWrites(database)
  const begin = gathered.kind(beginAll, { isOneStatement: true })
  const fetch = gathered.kind(fetchAll, { isOneStatement: true })
  const conclude = gathered.kind<Conclude, boolean>((writes, asks) => concludeAll(writes, asks, outbox))
  const collect = gathered.kind<Collect, Collected>((writes, asks) => collectAll(writes, asks, outbox))

  const load = async (authority: string, requestId: RequestId): Promise<{ row: PresentationRow; presentation: OpenPresentation | null } | null> => {
    const row = await database.reads.first<PresentationRow>('SELECT * FROM presentations WHERE request_id = ? AND authority = ?', [requestId, authority])
    if (row === null) return null
    const presentation = row.response_key === null ? null : fromRow(row, row.response_key, keys)
    if (presentation !== null) {
      await learnForm(presentation)
      cache.keep(presentation)
    }
    return { row, presentation }
  }

  const cached = async (authority: string, requestId: RequestId): Promise<OpenPresentation | null> => {
    const kept = cache.find(authority, requestId)
    if (kept !== null) await learnForm(kept)
    return kept
  }

  return {
    begin: async (presentation, code) => {
      const { requestId, transactions } = presentation
      const covered = transactions.length === 0 ? null : Buffer.from(keys.cover(requestId, JSON.stringify(transactions))).toString('base64url')
      const begun = await begin({ presentation, code, covered })
      if (begun) cache.keep(presentation)
      return begun
    },
    fetch: async (authority, requestId, now) => {
      if (!(await fetch({ authority, requestId, now }))) return null
      return (await cached(authority, requestId)) ?? (await load(authority, requestId))?.presentation ?? null
    },
    requestOfBrowser: async (authority, transactionId) => {
      const row = await database.reads.first<Pick<PresentationRow, 'request_id'>>('SELECT request_id FROM presentations WHERE transaction_id = ? AND authority = ? AND origin IS NOT NULL', [transactionId, authority])
      return row?.request_id ?? null
    },
    mustBeOpen: async (authority, requestId, now) => {
      const kept = await cached(authority, requestId)
      if (kept !== null && kept.expiresAt > now) return kept
      const found = await load(authority, requestId)
      if (found === null) throw new Refusal('invalid_request', { words: 'There is no such presentation request.' })
      if (found.row.status === 'expired' || found.row.expires_at <= now) throw new Refusal('expired_transaction')
      if (found.presentation === null) throw new Refusal('already_answered')
      return found.presentation
    },
    conclude: async (presentation, conclusion, record, now, statement) => {
      const won = await conclude({ presentation, conclusion, record, now, statement })
      cache.forget(presentation.requestId)
      outbox?.send()
      step('presentation concluded')
      return won
    },
    noteHint: async ({ transactionId }, refusal) => {
      await database.write((writes) => writes.run(notingHint, [refusal, transactionId, refusal]))
    },
    formOf: async (authority, transactionId) => {
      const row = await database.reads.first<Pick<PresentationRow, 'form' | 'request_id'>>('SELECT form, request_id FROM presentations WHERE transaction_id = ? AND authority = ?', [transactionId, authority])
      return row === null ? null : { form: row.form, requestId: row.request_id }
    },
    state: async (authority, transactionId, now) => {
      const row = await database.reads.first<Pick<PresentationRow, 'status' | 'flow' | 'refusal' | 'expires_at'>>(
        'SELECT status, flow, refusal, expires_at FROM presentations WHERE transaction_id = ? AND authority = ?',
        [transactionId, authority],
      )
      if (row === null) return null
      const ends = epochSeconds(row.expires_at)
      const expiresAt = row.flow === 'cross_device' && row.status === 'requested' ? openableUntil(ends) : ends
      const isOpen = row.status === 'requested' || row.status === 'fetched'
      const isOver = isOpen && expiresAt <= now
      const isWhyItEnded = row.status === 'refused' || row.status === 'declined'
      return { status: isOver ? 'expired' : row.status, refusal: isWhyItEnded ? row.refusal : null, hint: isOpen && !isOver ? row.refusal : null, expiresAt }
    },
    collect: async (authority, transactionId, proof, now) => {
      const collected = await collect({ authority, transactionId, proof, now })
      if (collected instanceof Refusal) {
        outbox?.send()
        throw collected
      }
      return collected
    },
    requestOfCode: async (authority, code, now) => {
      const row = await database.reads.first<Pick<PresentationRow, 'request_id' | 'form' | 'profile_digest'>>(
        `SELECT request_id, form, profile_digest FROM presentations WHERE code = ? AND authority = ? AND ${openable} AND expires_at > ?`,
        [code, authority, now, now, now],
      )
      if (row === null) return null
      const found = { requestId: row.request_id, form: row.form, profileDigest: row.profile_digest }
      await learnForm({ authority, ...found })
      return found
    },
    sweep: async (now) => {
      cache.forgetExpired(now)
      await database.write((writes) => sweepPresentations(writes, now, outbox))
      outbox?.send()
    },
  }
}

function fromRow(row: PresentationRow, wrapped: string, keys: ResponseKeys): OpenPresentation {
  return {
    transactionId: row.transaction_id,
    requestId: row.request_id,
    authority: row.authority,
    form: row.form,
    profileDigest: row.profile_digest,
    flow: row.flow,
    nonce: row.nonce,
    formKey: JSON.parse(row.form_key) as OpenPresentation['formKey'],
    returnUrl: row.return_url,
    origin: row.origin,
    transactions: row.transactions === null ? [] : (JSON.parse(keys.uncover(row.request_id, Buffer.from(row.transactions, 'base64url'))) as readonly string[]),
    expiresAt: epochSeconds(row.expires_at),
    responseKey: keys.unwrap(row.request_id, JSON.parse(row.response_jwk) as ResponseEncryptionKey, Buffer.from(wrapped, 'base64url')),
  }
}
