import type { Database, Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { DataRequest, DataRequestId, RequestOutcome } from '../../domain/requests/data-request.ts'
import type { DataRequests } from '../../ports/data-requests.ts'
import { audit } from '../audit-entries.ts'
import { eraseOf, heldOf } from './held-of-person.ts'

const columns = `id, authority, kind, person, received_on AS receivedOn, entered_at AS enteredAt, nullif(entered_by, '') AS enteredBy, extension, state, closed_at AS closedAt, closed_by AS closedBy, reason, outcome`

type Row = Omit<DataRequest, 'outcome'> & { readonly outcome: string | null }
type By = Parameters<DataRequests['answer']>[2]

const requestOf = ({ outcome, ...row }: Row): DataRequest => ({ ...row, outcome: outcome === null ? null : (JSON.parse(outcome) as RequestOutcome) })

const find = async (reads: Reads, authority: string, id: DataRequestId): Promise<DataRequest | null> => {
  const row = await reads.first<Row>(`SELECT ${columns} FROM data_requests WHERE authority = ? AND id = ?`, [authority, id])
  return row === null ? null : requestOf(row)
}

/** Requests about what is held of somebody, and their answers. */
export const dataRequestsTable = (database: Database): DataRequests => ({
  enter: (request) => database.write((writes) => enterWithin(writes, request)),
  find: (authority, id) => find(database.reads, authority, id),
  open: async (authority) => (await database.reads.all<Row>(`SELECT ${columns} FROM data_requests WHERE authority = ? AND state = 'open' ORDER BY received_on, id`, [authority])).map(requestOf),
  closed: async (authority, most) => (await database.reads.all<Row>(`SELECT ${columns} FROM data_requests WHERE authority = ? AND state <> 'open' ORDER BY id DESC LIMIT ?`, [authority, most])).map(requestOf),
  ofPerson: async (authority, person, most) => (await database.reads.all<Row>(`SELECT ${columns} FROM data_requests WHERE authority = ? AND person = ? ORDER BY id DESC LIMIT ?`, [authority, person, most])).map(requestOf),
  held: (authority, person, now) => heldOf(database.reads, { authority, person, now }),
  extend: (authority, id, reason, by) =>
    database.write(async (writes) => {
      const extended = await writes.run("UPDATE data_requests SET extension = ? WHERE authority = ? AND id = ? AND state = 'open' AND extension IS NULL", [reason, authority, id])
      if (extended === 1) await tell(writes, authority, id, 'request.extended', { ...by, reason })
      return extended === 1
    }),
  answer: (authority, id, by) => database.write((writes) => answerWithin(writes, authority, id, by)),
  refuse: (authority, id, reason, by) => database.write((writes) => close(writes, authority, id, { ...by, state: 'refused', event: 'request.refused', reason, outcome: null })),
  withdraw: (authority, id, by) => database.write((writes) => close(writes, authority, id, { ...by, state: 'withdrawn', event: 'request.withdrawn', reason: null, outcome: null })),
})

async function enterWithin(writes: Writes, request: Parameters<DataRequests['enter']>[0]): Promise<DataRequest> {
  const { id, authority, kind, person, receivedOn, enteredAt, enteredBy } = request
  const open = await writes.first<Row>(`SELECT ${columns} FROM data_requests WHERE authority = ? AND person = ? AND kind = ? AND state = 'open'`, [authority, person, kind])
  if (open !== null) return requestOf(open)
  await writes.run("INSERT INTO data_requests (id, authority, kind, person, received_on, entered_at, entered_by, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'open')", [id, authority, kind, person, receivedOn, enteredAt, enteredBy ?? ''])
  await audit(writes, { authority, at: enteredAt, actor: enteredBy === null ? 'citizen' : actorOf(enteredBy), event: 'request.received', object: id, reason: kind })
  return { ...request, extension: null, state: 'open', closedAt: null, closedBy: null, reason: null, outcome: null }
}

async function answerWithin(writes: Writes, authority: string, id: DataRequestId, by: By): Promise<boolean> {
  const request = await find(writes, authority, id)
  if (request === null || request.state !== 'open') return false
  const whose = { authority, person: request.person, now: by.now }
  const held = await heldOf(writes, whose)
  if (request.kind === 'erasure') await eraseOf(writes, whose, actorOf(by.subject))
  const outcome: RequestOutcome = { held, kept: request.kind === 'erasure' ? await heldOf(writes, whose) : null }
  return close(writes, authority, id, { ...by, state: 'answered', event: request.kind === 'erasure' ? 'request.erased' : 'request.answered', reason: null, outcome })
}

interface Closing extends By {
  readonly state: Exclude<DataRequest['state'], 'open'>
  readonly event: RequestEvent
  readonly reason: string | null
  readonly outcome: RequestOutcome | null
}

async function close(writes: Writes, authority: string, id: DataRequestId, { state, event, reason, outcome, subject, now }: Closing): Promise<boolean> {
  const closed = await writes.run("UPDATE data_requests SET state = ?, closed_at = ?, closed_by = ?, reason = ?, outcome = ? WHERE authority = ? AND id = ? AND state = 'open'", [
    state,
    now,
    subject,
    reason,
    outcome === null ? null : JSON.stringify(outcome),
    authority,
    id,
  ])
  if (closed === 1) await tell(writes, authority, id, event, { subject, now, reason })
  return closed === 1
}

type RequestEvent = Extract<AuditEvent['event'], `request.${string}`>

const actorOf = (subject: string): string => `staff:${subject}`

const tell = (writes: Writes, authority: string, id: DataRequestId, event: RequestEvent, { subject, now, reason }: By & { readonly reason: string | null }): Promise<void> =>
  audit(writes, { authority, at: now, actor: actorOf(subject), event, object: id, reason })
