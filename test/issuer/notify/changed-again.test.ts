import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { outgoingMessagesTable } from '@counterfoil/issuer/adapters/notify/outgoing-messages-table'
import { statusTellingsTable } from '@counterfoil/issuer/adapters/status-jobs/status-tellings-table'
import type { MessageReference } from '@counterfoil/issuer/domain/notify/message'
import type { StatusJobId } from '@counterfoil/issuer/domain/status-jobs/status-job'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import { start } from '../issuer-scene.ts'
import { openIssuerDatabase } from '../own-database.ts'

let issuer: Awaited<ReturnType<typeof openIssuerDatabase>>
const now = epochSeconds(start)
const job = 'the-change' as StatusJobId
const reference = `c-0-changed-${job}` as MessageReference

const write = (statements: readonly string[]) => issuer.database.write(async (writes) => {
  for (const statement of statements) await writes.run(statement)
})
/** Somebody with two credentials of a type, both of which one change left as they are, and one message about it. */
const told = (change: string, status: number, state: string) => write([
  "INSERT INTO status_lists (authority, number, size, allotted, permutation_key) VALUES ('aldermoor', 1, 64, 4, x'00')",
  `INSERT INTO status_jobs (id, authority, change, state, many, unknown_lines, made_by, made_at, telling, done_at) VALUES ('${job}', 'aldermoor', '${change}', 'done', 2, '[]', 'casey', 1, 'letter', 1)`,
  ...[0, 1].flatMap((place) => [
    `INSERT INTO credential_offers (id, authority, type_id, person, state, code_lookup, tries_left, made_at, expires_at) VALUES ('o-${place}', 'aldermoor', 'residency', 'somebody', 'issued', 'code-${place}', 5, 1, 2)`,
    `INSERT INTO counterfoils (id, authority, offer, configuration_id, person, status_issuer, status_list, status_index, status, issued_at, expires_at, changed_at, holder_hash, nonce) VALUES ('c-${place}', 'aldermoor', 'o-${place}', 'residency', 'somebody', 'aldermoor', 1, ${place}, ${status}, 1, ${start + 100}, 1, 'h', 'n-${place}')`,
    `INSERT INTO status_job_rows (job, counterfoil, outcome, told) VALUES ('${job}', 'c-${place}', 'changed', 'asked')`,
  ]),
  `INSERT INTO outgoing_messages (reference, authority, subject, channel, template, language, state, sealed, attempts, was_tried, asked_at, at, expires_at) VALUES ('${reference}', 'aldermoor', 'c-0', 'letter', 'status-changed', 'en', '${state}', 'what it says', 1, 1, 1, 1, ${start + 60})`,
])
const nowIs = (status: number, ...ids: readonly string[]) => write(ids.map((id) => `UPDATE counterfoils SET status = ${status} WHERE id = '${id}'`))

/** What can be done with the message by each way that there is. */
async function ways() {
  const messages = outgoingMessagesTable(issuer.database)
  const isDue = (await messages.due('aldermoor', now)).length === 1
  const [again, againOfJob] = [await messages.again('aldermoor', reference, now), await statusTellingsTable(issuer.database).again('aldermoor', job, now)]
  await messages.sweep(now)
  const [row] = await issuer.database.reads.all('SELECT state, sealed FROM outgoing_messages')
  return { isDue, again: again || againOfJob > 0, row, isPrinted: (await messages.toPrint('aldermoor', reference, now)) !== null }
}

beforeEach(async () => {
  issuer = await openIssuerDatabase()
})
afterEach(() => issuer.close())

describe('a message about a change', () => {
  const { valid, suspended, revoked } = statusValue

  it.each([
    ['suspend', suspended, valid],
    ['suspend', suspended, revoked],
    ['reinstate', valid, suspended],
  ] as const)('isn’t sent, sent again or printed when that no longer stands, and what it says is erased: %s, %i to %i', async (change, left, since) => {
    for (const state of ['waiting', 'failed']) {
      await told(change, left, state)
      await nowIs(since, 'c-0', 'c-1')
      expect(await ways()).toEqual({ isDue: false, again: false, row: { state: 'dropped', sealed: null }, isPrinted: false })
      await issuer.close()
      issuer = await openIssuerDatabase()
    }
  })

  it.each([
    ['suspend', suspended, suspended],
    ['reinstate', valid, valid],
    ['revoke', revoked, revoked],
    ['renew', valid, revoked],
  ] as const)('goes its way while it stands, and of an opened renewal anyhow: %s, %i to %i', async (change, left, since) => {
    await told(change, left, 'waiting')
    await nowIs(since, 'c-0', 'c-1')
    expect(await ways()).toEqual({ isDue: true, again: false, row: { state: 'waiting', sealed: 'what it says' }, isPrinted: true })
  })

  it('is sent again while one of the credentials that it tells of is still so', async () => {
    await told('suspend', suspended, 'failed')
    await nowIs(valid, 'c-0')
    expect(await ways()).toMatchObject({ again: true, row: { state: 'waiting', sealed: 'what it says' }, isPrinted: true })
  })
})
