import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outgoingMessagesTable } from '@counterfoil/issuer/adapters/notify/outgoing-messages-table'
import { eraseOf, heldOf } from '@counterfoil/issuer/adapters/requests/held-of-person'
import { statusTellingsTable } from '@counterfoil/issuer/adapters/status-jobs/status-tellings-table'
import type { PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import type { MessageReference } from '@counterfoil/issuer/domain/notify/message'
import type { StatusJobId } from '@counterfoil/issuer/domain/status-jobs/status-job'
import type { SealedMessage } from '@counterfoil/issuer/ports/notifier'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { start } from '../issuer-scene.ts'
import { openIssuerDatabase } from '../own-database.ts'

let issuer: Awaited<ReturnType<typeof openIssuerDatabase>>
const person = 'a-handle-of-somebody-0001' as PersonHandle
const somebodyElse = 'a-handle-of-somebody-0002' as PersonHandle
const whose = (handle: PersonHandle) => ({ authority: 'aldermoor', person: handle, now: epochSeconds(start) })

/** For each of two people: a credential that stands and one that ran out, both frozen, a message about each, and rows of two lists, one of which has ended. */
const statements = [
  "INSERT INTO status_lists (authority, number, size, allotted, permutation_key) VALUES ('aldermoor', 1, 64, 4, x'00')",
  ...[person, somebodyElse].flatMap((who, place) => [
    ...['standing', 'ended'].flatMap((what, index) => [
      `INSERT INTO credential_offers (id, authority, type_id, person, state, code_lookup, tries_left, made_at, expires_at) VALUES ('${what}-${place}', 'aldermoor', 'residency', '${who}', 'issued', 'code-${what}-${place}', 5, 1, 2)`,
      `INSERT INTO counterfoils (id, authority, offer, configuration_id, person, status_issuer, status_list, status_index, status, issued_at, expires_at, changed_at, holder_hash, nonce) VALUES ('c-${what}-${place}', 'aldermoor', '${what}-${place}', 'residency', '${who}', 'aldermoor', 1, ${place * 2 + index}, 2, 1, ${what === 'ended' ? start - 1 : start + 1}, 1, 'h', 'n-${what}-${place}')`,
      `INSERT INTO frozen_counterfoils (counterfoil, authority, person, type_id) VALUES ('c-${what}-${place}', 'aldermoor', '${who}', 'residency')`,
      `INSERT INTO outgoing_messages (reference, authority, subject, channel, template, language, state, attempts, was_tried, asked_at, at, expires_at) VALUES ('${what}-${place}-email', 'aldermoor', '${what}-${place}', 'email', 'offer', 'en', 'sent', 1, 1, 1, 1, 2)`,
    ]),
    `INSERT INTO record_gaps (authority, person, type_id, asked_at) VALUES ('aldermoor', '${who}', 'residency', 1)`,
    `INSERT INTO data_requests (id, authority, kind, person, received_on, entered_at, entered_by, state) VALUES ('request-${place}', 'aldermoor', 'erasure', '${who}', '2025-11-24', 1, 'casey', 'open')`,
  ]),
  ...['finished', 'asked'].flatMap((state) => [
    `INSERT INTO bulk_jobs (id, authority, state, content_hash, prepared_by, prepared_at) VALUES ('${state}', 'aldermoor', '${state}', 'hash', 'casey', 1)`,
    ...[person, somebodyElse].map((who, place) => `INSERT INTO bulk_rows (job, number, person, type_id, language, plan, mark) VALUES ('${state}', ${place + 2}, '${who}', 'residency', 'en', 'create', 'mark')`),
  ]),
]

beforeAll(async () => {
  issuer = await openIssuerDatabase()
  await issuer.database.write(async (writes) => {
    for (const statement of statements) await writes.run(statement)
  })
})
afterAll(() => issuer.close())

describe('what is held of somebody', () => {
  const all = { openOffers: 0, pastOffers: 2, standing: 1, ended: 1, auditEntries: 0, signInEnds: 0, languages: 0, messages: 2, bulkRows: 2, frozen: 2, recordGaps: 1, requests: 1 }

  it('is counted wherever their handle stands', async () => {
    expect(await heldOf(issuer.database.reads, whose(person))).toEqual(all)
    expect(await heldOf(issuer.database.reads, { ...whose(person), authority: 'brackenfield' })).toEqual(Object.fromEntries(Object.keys(all).map((what) => [what, 0])))
  })

  it('is in no table that an answer and an erasure don\'t know', async () => {
    const tables = await issuer.database.reads.all<{ readonly name: string }>("SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'person' ORDER BY m.name")
    // In `staff_persons` a person is one of the staff.
    const known = ['bulk_rows', 'counterfoils', 'credential_offers', 'data_requests', 'frozen_counterfoils', 'person_languages', 'record_gaps', 'sign_in_ends', 'staff_persons']
    expect(tables.map(({ name }) => name)).toEqual(known)
  })

  it('is erased where nothing needs it, and nobody else’s with it', async () => {
    await issuer.database.write((writes) => eraseOf(writes, whose(person), 'staff:casey'))
    expect(await heldOf(issuer.database.reads, whose(person))).toEqual({ ...all, pastOffers: 1, ended: 0, messages: 1, bulkRows: 1, frozen: 1, recordGaps: 0 })
    expect(await issuer.database.reads.all('SELECT job, mark FROM bulk_rows WHERE person = ?', [person])).toEqual([{ job: 'asked', mark: 'mark' }])
    expect(await issuer.database.reads.all("SELECT counterfoil AS id FROM frozen_counterfoils WHERE person = ? UNION SELECT subject FROM outgoing_messages WHERE subject LIKE '%-0' ORDER BY id", [person])).toEqual([{ id: 'c-standing-0' }, { id: 'standing-0' }])
    expect(await heldOf(issuer.database.reads, whose(somebodyElse))).toEqual(all)
  })

  it.each(['waiting', 'failed', 'printed'])('leaves nothing to send or to print of a message about a credential that stands: %s', async (state) => {
    const reference = (place: number) => `c-standing-${place}-changed-${state}` as MessageReference
    const messages = outgoingMessagesTable(issuer.database)
    const now = epochSeconds(start)
    for (const place of [0, 1]) {
      const values = [reference(place), `c-standing-${place}`, state, start + 60]
      await issuer.database.write((writes) => writes.run("INSERT INTO outgoing_messages (reference, authority, subject, channel, template, language, state, sealed, attempts, was_tried, asked_at, at, expires_at) VALUES (?, 'aldermoor', ?, 'letter', 'status-changed', 'en', ?, 'name and address', 1, 1, 1, 1, ?)", values))
    }
    await issuer.database.write((writes) => eraseOf(writes, whose(person), 'staff:casey'))
    const ended = state === 'printed' ? 'printed' : 'dropped'
    expect(await issuer.database.reads.all('SELECT state, sealed FROM outgoing_messages WHERE reference IN (?, ?) ORDER BY reference', [reference(0), reference(1)])).toEqual([{ state: ended, sealed: null }, { state, sealed: 'name and address' }])
    expect((await messages.due('aldermoor', now)).map((due) => due.reference)).not.toContain(reference(0))
    expect(await messages.again('aldermoor', reference(0), now)).toBe(false)
    expect(await messages.toPrint('aldermoor', reference(0), now)).toBeNull()
    expect(await messages.toPrint('aldermoor', reference(1), now)).toMatchObject({ sealed: 'name and address' })
  })

  it.each(['before it is begun', 'while it is under way'])('ends telling them of a change that was made, and nobody else: %s', async (when) => {
    const id = `telling-${when}` as StatusJobId
    const job = { id, change: 'suspend' } as const
    const now = epochSeconds(start)
    const tellings = statusTellingsTable(issuer.database)
    await issuer.database.write(async (writes) => {
      await writes.run("INSERT INTO status_jobs (id, authority, change, state, many, unknown_lines, made_by, made_at, telling, done_at) VALUES (?, 'aldermoor', 'suspend', 'done', 2, '[]', 'casey', 1, 'letter', 1)", [id])
      for (const place of [0, 1]) await writes.run("INSERT INTO status_job_rows (job, counterfoil, outcome) VALUES (?, ?, 'changed')", [id, `c-standing-${place}`])
    })
    const erase = () => issuer.database.write((writes) => eraseOf(writes, whose(person), 'staff:casey'))
    if (when === 'before it is begun') await erase()
    const found = await tellings.toTell(job)
    if (when === 'while it is under way') await erase()
    const messages = found.map(({ counterfoils: [subject = expect.fail('nothing')] }): SealedMessage => ({ reference: `${subject}-changed-${id}` as MessageReference, authority: 'aldermoor', subject, channel: 'letter', template: 'status-changed', language: 'en', sealed: 'name and address', expiresAt: epochSeconds(start + 60) }))
    await tellings.note(id, found.map(({ counterfoils }) => ({ counterfoils, told: 'asked' })), messages, now)
    expect(await issuer.database.reads.all('SELECT counterfoil, told FROM status_job_rows WHERE job = ? ORDER BY counterfoil', [id])).toEqual([{ counterfoil: 'c-standing-0', told: 'gone' }, { counterfoil: 'c-standing-1', told: 'asked' }])
    expect(await issuer.database.reads.all('SELECT subject FROM outgoing_messages WHERE reference LIKE ?', [`%-changed-${id}`])).toEqual([{ subject: 'c-standing-1' }])
  })

  it('leaves a change that isn\'t made yet, or that nobody is told of, as it is', async () => {
    await issuer.database.write(async (writes) => {
      for (const [id, state, telling] of [['later', 'staged', 'letter'], ['untold', 'done', 'none']] as const) {
        await writes.run("INSERT INTO status_jobs (id, authority, change, state, many, unknown_lines, made_by, made_at, telling) VALUES (?, 'aldermoor', 'suspend', ?, 1, '[]', 'casey', 1, ?)", [id, state, telling])
        await writes.run("INSERT INTO status_job_rows (job, counterfoil, outcome) VALUES (?, 'c-standing-0', ?)", [id, state === 'done' ? 'changed' : null])
      }
      await eraseOf(writes, whose(person), 'staff:casey')
    })
    expect(await issuer.database.reads.all("SELECT told FROM status_job_rows WHERE job IN ('later', 'untold')")).toEqual([{ told: null }, { told: null }])
  })
})
