import { equalSecrets } from '@counterfoil/service-kit/crypto/token-secret'
import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { boundsOfHostedPage, mostRequestsOfPage, type HostedPage, type PageId, type ShownRequest } from '../domain/hosted-page.ts'
import { remembrance, resultLifetime, type PresentationNumber, type ResponseCode, type TransactionId } from '../domain/presentation.ts'
import type { HostedPages } from '../ports/hosted-pages.ts'
import { countWrongNumbers } from './collect-statements.ts'
import type { PresentationRow } from './presentation-row.ts'
import { proofHash } from './presentation-statements.ts'
import { expiring } from './sweep-presentations.ts'
import type { WebhookOutbox } from './webhooks-table.ts'

interface Row {
  readonly transaction_id: TransactionId
  readonly page_id: PageId
  readonly authority: string
  readonly form: string
  readonly form_key: string
  readonly return_url: string
  readonly language: 'en' | 'cy'
  readonly is_sandbox: 0 | 1
  readonly browser_hash: string | null
  readonly is_cancelled: 0 | 1
  readonly presentation: TransactionId | null
  readonly shown: string | null
  readonly profile_digest: string | null
  readonly expires_at: number
}

const fromRow = (row: Row): HostedPage => ({
  transactionId: row.transaction_id,
  pageId: row.page_id,
  authority: row.authority,
  form: row.form,
  formKey: JSON.parse(row.form_key) as HostedPage['formKey'],
  returnUrl: row.return_url,
  language: row.language,
  isSandbox: row.is_sandbox === 1,
  browserHash: row.browser_hash,
  isCancelled: row.is_cancelled === 1,
  presentation: row.presentation,
  shown: row.shown === null ? null : (JSON.parse(row.shown) as ShownRequest),
  profileDigest: row.profile_digest,
  expiresAt: epochSeconds(row.expires_at),
})

/** Hosted pages in SQL. Presentations know nothing of them. */
export function hostedPagesTable(database: Database, outbox: WebhookOutbox | null): HostedPages {
  const first = async (where: string, parameters: readonly string[]): Promise<HostedPage | null> => {
    const row = await database.reads.first<Row>(`SELECT *, (SELECT profile_digest FROM presentations p WHERE p.transaction_id = hosted_pages.presentation AND ${stillOpen}) AS profile_digest FROM hosted_pages WHERE ${where}`, parameters)
    return row === null ? null : fromRow(row)
  }
  const change = (sql: string, parameters: readonly (string | number)[]): Promise<number> => database.write((writes) => writes.run(sql, parameters))
  return {
    begin: async ({ transactionId, pageId, authority, form, formKey, returnUrl, language, isSandbox, expiresAt }) => {
      await change(
        'INSERT INTO hosted_pages (transaction_id, page_id, authority, form, form_key, return_url, language, is_sandbox, is_cancelled, is_over, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)',
        [transactionId, pageId, authority, form, JSON.stringify(formKey), returnUrl, language, isSandbox ? 1 : 0, expiresAt],
      )
    },
    find: (authority, pageId) => first('page_id = ? AND authority = ?', [pageId, authority]),
    ofForm: (authority, transactionId) => first('transaction_id = ? AND authority = ?', [transactionId, authority]),
    bind: async ({ pageId }, browserHash) => (await change('UPDATE hosted_pages SET browser_hash = ? WHERE page_id = ? AND browser_hash IS NULL', [browserHash, pageId])) === 1,
    speak: async ({ pageId }, language) => void (await change('UPDATE hosted_pages SET language = ? WHERE page_id = ?', [language, pageId])),
    timesAsked: async ({ pageId }) => (await database.reads.first<{ readonly times: number }>(`SELECT count(*) AS times FROM presentations WHERE ${ofPage}`, boundsOfHostedPage(pageId)))?.times ?? 0,
    show: (page, presentation, shown) => database.write((writes) => show(writes, page, presentation, shown)),
    cancel: async (page, now) => {
      await database.write((writes) => cancel(writes, page, now, outbox))
      outbox?.send()
    },
    acceptNumber: async (presentation, number, code, now) => {
      const accepted = await database.write((writes) => acceptNumber(writes, { presentation, number, code, now }, outbox))
      outbox?.send()
      return accepted
    },
    sweep: async (now) => {
      await database.write((writes) => sweepPages(writes, now, outbox))
      outbox?.send()
    },
  }
}

const ofPage = 'transaction_id > ? AND transaction_id < ?'
/** What has another end keeps it. */
const stillOpen = "status IN ('requested', 'fetched', 'answered')"

/** Of requests that were made at once, those beyond the most are shown to nobody. */
async function show(writes: Writes, { pageId }: HostedPage, presentation: TransactionId, shown: ShownRequest): Promise<boolean> {
  const showing = `UPDATE hosted_pages SET presentation = ?, shown = ? WHERE page_id = ? AND is_cancelled = 0 AND is_over = 0 AND (SELECT count(*) FROM presentations WHERE ${ofPage}) <= ${mostRequestsOfPage}`
  const isShown = (await writes.run(showing, [presentation, JSON.stringify(shown), pageId, ...boundsOfHostedPage(pageId)])) === 1
  if (!isShown) await writes.run(expiring(`transaction_id = ? AND ${stillOpen}`), [presentation])
  return isShown
}

async function cancel(writes: Writes, page: HostedPage, now: EpochSeconds, outbox: WebhookOutbox | null): Promise<void> {
  const untaken = "page_id = ? AND NOT EXISTS (SELECT 1 FROM presentations p WHERE p.transaction_id = presentation AND p.status = 'collected')"
  const isNews = (await writes.run(`UPDATE hosted_pages SET is_over = 1 WHERE is_over = 0 AND ${untaken}`, [page.pageId])) === 1
  if ((await writes.run(`UPDATE hosted_pages SET is_cancelled = 1 WHERE is_cancelled = 0 AND ${untaken}`, [page.pageId])) === 0) return
  // The rows stay, so that a wallet that comes later is told that it is over.
  await writes.run(expiring(`${ofPage} AND ${stillOpen}`), boundsOfHostedPage(page.pageId))
  if (isNews) await outbox?.queue(writes, [{ type: 'presentation.declined', ...page, at: now }])
}

interface Given {
  readonly presentation: TransactionId
  readonly number: PresentationNumber
  readonly code: ResponseCode
  readonly now: EpochSeconds
}

async function acceptNumber(writes: Writes, { presentation, number, code, now }: Given, outbox: WebhookOutbox | null): Promise<'accepted' | 'wrong' | 'none'> {
  const row = await writes.first<Pick<PresentationRow, 'flow' | 'response_code_hash'>>("SELECT flow, response_code_hash FROM presentations WHERE transaction_id = ? AND status = 'answered' AND ended_at > ?", [presentation, now - resultLifetime])
  if (row === null) return 'none'
  const isProvenBy = (proof: PresentationNumber | ResponseCode): boolean => row.response_code_hash !== null && equalSecrets(proofHash(presentation, proof), row.response_code_hash)
  if (row.flow === 'same_device') return isProvenBy(code) ? 'accepted' : 'none'
  if (!isProvenBy(number)) {
    await countWrongNumbers(writes, [presentation], now, outbox)
    return 'wrong'
  }
  await writes.run("UPDATE presentations SET flow = 'same_device', response_code_hash = ? WHERE transaction_id = ?", [proofHash(presentation, code), presentation])
  return 'accepted'
}

type LapsedRow = Pick<Row, 'transaction_id' | 'authority' | 'form' | 'is_sandbox'>

const lapsing = "UPDATE hosted_pages SET is_over = 1 WHERE is_over = 0 AND expires_at <= ?"
const told = "AND NOT EXISTS (SELECT 1 FROM presentations p WHERE p.transaction_id = presentation AND p.status IN ('answered', 'collected')) RETURNING transaction_id, authority, form, is_sandbox"

async function sweepPages(writes: Writes, now: EpochSeconds, outbox: WebhookOutbox | null): Promise<void> {
  if (outbox !== null) {
    const rows = await writes.all<LapsedRow>(`${lapsing} ${told}`, [now])
    await outbox.queue(writes, rows.map((row) => ({ type: 'presentation.expired', transactionId: row.transaction_id, authority: row.authority, form: row.form, isSandbox: row.is_sandbox === 1, at: now })))
  }
  await writes.run(lapsing, [now])
  await writes.run('DELETE FROM hosted_pages WHERE expires_at <= ?', [now - remembrance])
}
