import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { step } from '@counterfoil/service-kit/system/steps'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { ResponseEncryptionKey } from '@counterfoil/shared/oid4vp/client-metadata'
import { remembrance, resultLifetime, type Conclusion, type RequestId, type ResponseCode, type TransactionId } from '../domain/presentation.ts'
import type { CheckRecord } from '../domain/check-record.ts'
import type { OpenPresentation, Presentations, ResponseKeys } from '../ports.ts'
import { addCheckRecord } from './check-records-table.ts'
import { OpenPresentationsCache } from './open-presentations-cache.ts'
import type { PresentationRow } from './presentation-row.ts'

const open = `status IN ('requested', 'fetched') AND expires_at > ?`

/** Presentations in SQL. What never changes of an open one is kept in memory too; whether it is open is asked of the table alone. */
export function presentationsTable(database: Database, keys: ResponseKeys): Presentations {
  const cache = new OpenPresentationsCache()

  const load = async (authority: string, requestId: RequestId): Promise<{ row: PresentationRow; presentation: OpenPresentation | null } | null> => {
    const row = await database.reads.first<PresentationRow>('SELECT * FROM presentations WHERE request_id = ? AND authority = ?', [requestId, authority])
    if (row === null) return null
    const presentation = row.response_key === null ? null : fromRow(row, row.response_key, keys)
    if (presentation !== null) cache.keep(presentation)
    return { row, presentation }
  }

  return {
    begin: async (presentation, code) => {
      const begun = await database.write((writes) => insert(writes, presentation, code))
      if (begun) cache.keep(presentation)
      return begun
    },
    fetch: async (authority, requestId, now) => {
      const moved = await database.write((writes) =>
        writes.run(`UPDATE presentations SET status = 'fetched' WHERE request_id = ? AND authority = ? AND ${open}`, [requestId, authority, now]),
      )
      if (moved === 0) return null
      return cache.find(authority, requestId) ?? (await load(authority, requestId))?.presentation ?? null
    },
    mustBeOpen: async (authority, requestId, now) => {
      const kept = cache.find(authority, requestId)
      if (kept !== null && kept.expiresAt > now) return kept
      const found = await load(authority, requestId)
      if (found === null) throw new Refusal('invalid_request', { words: 'There is no such presentation request.' })
      if (found.row.status === 'expired' || found.row.expires_at <= now) throw new Refusal('expired_transaction')
      if (found.presentation === null) throw new Refusal('already_answered')
      return found.presentation
    },
    conclude: async (presentation, conclusion, record, now) => {
      const won = await database.write((writes) => conclude(writes, presentation, conclusion, record, now))
      cache.forget(presentation.requestId)
      step('presentation concluded')
      return won
    },
    state: async (authority, transactionId, now) => {
      const row = await database.reads.first<Pick<PresentationRow, 'status' | 'refusal' | 'expires_at'>>(
        'SELECT status, refusal, expires_at FROM presentations WHERE transaction_id = ? AND authority = ?',
        [transactionId, authority],
      )
      if (row === null) return null
      const over = row.expires_at <= now && (row.status === 'requested' || row.status === 'fetched')
      return { status: over ? 'expired' : row.status, refusal: row.refusal, expiresAt: epochSeconds(row.expires_at) }
    },
    collect: (authority, transactionId, responseCode, now) => database.write((writes) => collect(writes, authority, transactionId, responseCode, now)),
    requestOfCode: async (authority, code, now) => {
      const row = await database.reads.first<{ request_id: RequestId }>(`SELECT request_id FROM presentations WHERE code = ? AND authority = ? AND ${open}`, [code, authority, now])
      return row?.request_id ?? null
    },
    sweep: async (now) => {
      cache.forgetExpired(now)
      await database.write((writes) => sweep(writes, now))
    },
  }
}

async function insert(writes: Writes, presentation: OpenPresentation, code: string | null): Promise<boolean> {
  const { responseKey, ...facts } = presentation
  const inserted = await writes.run(
    `INSERT INTO presentations (transaction_id, request_id, authority, form, flow, status, nonce, code, form_key, return_url, response_jwk, response_key, expires_at)
     VALUES (?, ?, ?, ?, ?, 'requested', ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING`,
    [
      facts.transactionId,
      facts.requestId,
      facts.authority,
      facts.form,
      facts.flow,
      facts.nonce,
      code,
      JSON.stringify(facts.formKey),
      facts.returnUrl,
      JSON.stringify(responseKey.publicJwk),
      responseKey.wrapped,
      facts.expiresAt,
    ],
  )
  return inserted === 1
}

function fromRow(row: PresentationRow, wrapped: Uint8Array, keys: ResponseKeys): OpenPresentation {
  return {
    transactionId: row.transaction_id,
    requestId: row.request_id,
    authority: row.authority,
    form: row.form,
    flow: row.flow,
    nonce: row.nonce,
    formKey: JSON.parse(row.form_key) as OpenPresentation['formKey'],
    returnUrl: row.return_url,
    expiresAt: epochSeconds(row.expires_at),
    responseKey: keys.unwrap(row.request_id, JSON.parse(row.response_jwk) as ResponseEncryptionKey, wrapped),
  }
}

const hashOf = (code: ResponseCode): string => sha256Base64Url(code)

async function conclude(writes: Writes, presentation: OpenPresentation, conclusion: Conclusion, record: CheckRecord, now: EpochSeconds): Promise<boolean> {
  const answered = conclusion.status === 'answered' ? conclusion : null
  const ended = await writes.run(
    `UPDATE presentations SET status = ?, refusal = ?, sealed_result = ?, response_code_hash = ?, response_key = NULL, code = NULL, ended_at = ?
     WHERE transaction_id = ? AND ${open}`,
    [
      conclusion.status,
      conclusion.status === 'answered' ? null : conclusion.refusal,
      answered?.sealedResult ?? null,
      answered === null || answered.responseCode === null ? null : hashOf(answered.responseCode),
      now,
      presentation.transactionId,
      now,
    ],
  )
  if (ended !== 1) return false
  await addCheckRecord(writes, presentation, record, now)
  return true
}

type Collectable = Pick<PresentationRow, 'flow' | 'sealed_result' | 'response_code_hash' | 'ended_at'>

async function collect(writes: Writes, authority: string, transactionId: TransactionId, code: ResponseCode | null, now: EpochSeconds): Promise<string | null> {
  const row = await writes.first<Collectable>(
    `SELECT flow, sealed_result, response_code_hash, ended_at FROM presentations WHERE transaction_id = ? AND authority = ? AND status = 'answered'`,
    [transactionId, authority],
  )
  if (row === null || (row.ended_at ?? 0) <= now - resultLifetime) return null
  // The answer belongs to the browser that was sent back with the code. @see OpenID4VP 1.0, section 14.2
  if (row.flow === 'same_device' && (code === null || hashOf(code) !== row.response_code_hash)) throw new Refusal('response_code_wrong')
  const collected = await writes.run(
    `UPDATE presentations SET status = 'collected', sealed_result = NULL, response_code_hash = NULL WHERE transaction_id = ? AND status = 'answered'`,
    [transactionId],
  )
  return collected === 1 ? row.sealed_result : null
}

async function sweep(writes: Writes, now: EpochSeconds): Promise<void> {
  const expire = `UPDATE presentations SET status = 'expired', response_key = NULL, code = NULL, sealed_result = NULL, response_code_hash = NULL`
  await writes.run(`${expire} WHERE status IN ('requested', 'fetched') AND expires_at <= ?`, [now])
  await writes.run(`${expire} WHERE status = 'answered' AND ended_at <= ?`, [now - resultLifetime])
  await writes.run(`DELETE FROM presentations WHERE status NOT IN ('requested', 'fetched', 'answered') AND expires_at <= ?`, [now - remembrance])
}
