import type { Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { HeldOfPerson } from '../../domain/requests/data-request.ts'
import { endOffers } from '../end-offers.ts'
import { emptyMessages } from '../notify/outgoing-messages-table.ts'

interface Whose {
  readonly authority: string
  readonly person: PersonHandle
  readonly now: EpochSeconds
}

const isOpen = "state IN ('offered', 'redeeming', 'redeemed')"
const hasEnded = `(status = ${statusValue.revoked} OR expires_at <= ?)`

const stillTelling = "SELECT id FROM status_jobs WHERE telling <> 'none' AND told_at IS NULL"

const theirs = 'SELECT id FROM credential_offers WHERE authority = ?1 AND person = ?2 UNION SELECT id FROM counterfoils WHERE authority = ?1 AND person = ?2'

const questions = {
  openOffers: `SELECT count(*) AS number FROM credential_offers WHERE authority = ?1 AND person = ?2 AND ${isOpen}`,
  pastOffers: `SELECT count(*) AS number FROM credential_offers WHERE authority = ?1 AND person = ?2 AND NOT ${isOpen}`,
  standing: `SELECT count(*) AS number FROM counterfoils WHERE authority = ?1 AND person = ?2 AND NOT ${hasEnded.replace('?', '?3')}`,
  ended: `SELECT count(*) AS number FROM counterfoils WHERE authority = ?1 AND person = ?2 AND ${hasEnded.replace('?', '?3')}`,
  auditEntries: `SELECT count(*) AS number FROM audit_entries WHERE authority = ?1 AND object IN (${theirs} UNION SELECT ?2)`,
  signInEnds: 'SELECT count(*) AS number FROM sign_in_ends WHERE authority = ?1 AND person = ?2',
  languages: 'SELECT count(*) AS number FROM person_languages WHERE authority = ?1 AND person = ?2',
  messages: `SELECT count(*) AS number FROM outgoing_messages WHERE authority = ?1 AND subject IN (${theirs})`,
  bulkRows: 'SELECT count(*) AS number FROM bulk_rows WHERE job IN (SELECT id FROM bulk_jobs WHERE authority = ?1 AND has_rows = 1) AND person = ?2',
  frozen: 'SELECT count(*) AS number FROM frozen_counterfoils WHERE authority = ?1 AND person = ?2',
  recordGaps: 'SELECT count(*) AS number FROM record_gaps WHERE authority = ?1 AND person = ?2',
  requests: 'SELECT count(*) AS number FROM data_requests WHERE authority = ?1 AND person = ?2',
} as const satisfies Record<keyof HeldOfPerson, string>

/** Everything that this database has under somebody's handle. */
export async function heldOf(reads: Reads, { authority, person, now }: Whose): Promise<HeldOfPerson> {
  const count = async (sql: string): Promise<number> => (await reads.first<{ readonly number: number }>(sql, sql.includes('?3') ? [authority, person, now] : [authority, person]))?.number ?? 0
  return {
    openOffers: await count(questions.openOffers),
    pastOffers: await count(questions.pastOffers),
    standing: await count(questions.standing),
    ended: await count(questions.ended),
    auditEntries: await count(questions.auditEntries),
    signInEnds: await count(questions.signInEnds),
    languages: await count(questions.languages),
    messages: await count(questions.messages),
    bulkRows: await count(questions.bulkRows),
    frozen: await count(questions.frozen),
    recordGaps: await count(questions.recordGaps),
    requests: await count(questions.requests),
  }
}

/**
 * Erases what nothing needs any more: drafts of open offers, the language for letters, that their record was asked for in vain, messages of what is over, what messages about the rest say
 * and where they go, what of changes that were made they are still to be told, and the handle in whatever is at its end, where it gives way to a name that is of that one row. Credentials that stand keep it, or nobody could revoke them for this person, and
 * so do lists for issuing that haven't ended, which are as they were approved; requests stay, for they are the proof that this was done; status
 * indices stay, or one could be used twice; the audit chain stays, or it could not be proved.
 */
export async function eraseOf(writes: Writes, { authority, person, now }: Whose, actor: string): Promise<void> {
  await endOffers(writes, { where: `authority = ? AND person = ? AND ${isOpen}`, values: [authority, person], authority, actor, now })
  await writes.run('DELETE FROM person_languages WHERE authority = ? AND person = ?', [authority, person])
  await writes.run('DELETE FROM record_gaps WHERE authority = ? AND person = ?', [authority, person])
  const over = `authority = ? AND person = ? AND id NOT IN (SELECT offer FROM counterfoils WHERE authority = ? AND person = ? AND NOT ${hasEnded})`
  const ofOver = [authority, person, authority, person, now]
  await writes.run(`DELETE FROM outgoing_messages WHERE authority = ? AND subject IN (SELECT id FROM credential_offers WHERE ${over})`, [authority, ...ofOver])
  await writes.run(`UPDATE credential_offers SET person = 'erased:' || id, case_handle = NULL, record = NULL WHERE ${over}`, ofOver)
  await writes.run("UPDATE bulk_rows SET person = 'erased:' || job || ':' || number, mark = NULL WHERE person = ? AND job IN (SELECT id FROM bulk_jobs WHERE authority = ? AND has_rows = 1 AND state IN ('finished', 'cancelled'))", [person, authority])
  await writes.run(`DELETE FROM frozen_counterfoils WHERE counterfoil IN (SELECT id FROM counterfoils WHERE authority = ? AND person = ? AND ${hasEnded})`, [authority, person, now])
  await writes.run(`DELETE FROM outgoing_messages WHERE authority = ? AND subject IN (SELECT id FROM counterfoils WHERE authority = ? AND person = ? AND ${hasEnded})`, [authority, authority, person, now])
  // Who is still to be told of a change: telling them would write their name and address anew.
  await writes.run(`UPDATE status_job_rows SET told = 'gone' WHERE told IS NULL AND outcome = 'changed' AND counterfoil IN (SELECT id FROM counterfoils WHERE authority = ? AND person = ?) AND job IN (${stillTelling})`, [authority, person])
  await emptyMessages(writes, { where: `authority = ?1 AND subject IN (${theirs})`, values: [authority, person], now })
  await writes.run(`UPDATE counterfoils SET person = 'erased:' || id WHERE authority = ? AND person = ? AND ${hasEnded}`, [authority, person, now])
}
