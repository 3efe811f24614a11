import type { Database, SqlValue, Writes } from '@counterfoil/service-kit/persistence/database'
import type { Random } from '@counterfoil/shared/kernel/random'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Counterfoil, CounterfoilId } from '../domain/counterfoil.ts'
import type { Issue, Remembered } from '../ports.ts'
import { timeOrderedId } from '../domain/time-ordered-id.ts'
import { audit } from './audit-entries.ts'
import { takePlaces, type StatusPlace } from './status-indices.ts'

interface Waiting {
  readonly issue: Issue
  readonly resolve: (remembered: Remembered) => void
  readonly reject: (error: unknown) => void
}

/** A batch that can't be written whole; its issues are then tried one by one. */
class Clash extends Error {
  readonly outcome: 'nonce_spent' | 'issued_before'
  constructor(outcome: 'nonce_spent' | 'issued_before') {
    super(outcome)
    this.outcome = outcome
  }
}

const largestBatch = 64

/**
 * Writes issues, all that wait at once in one unit and few statements. Each is remembered whole or not at all, and what
 * is answered is durable.
 */
export function issueRecorder(database: Database, random: Random): (issue: Issue) => Promise<Remembered> {
  const waiting: Waiting[] = []
  const writeAll = async (): Promise<void> => {
    let batch: Waiting[] = []
    try {
      const counterfoils = await database.write((writes) => {
        // Taken only now, so that whatever came while the unit waited for its turn goes along.
        batch = waiting.splice(0, largestBatch)
        return record(writes, batch.map(({ issue }) => issue), random)
      })
      counterfoils.forEach((counterfoil, index) => batch[index]?.resolve({ outcome: 'remembered', counterfoil }))
    } catch (error) {
      // The unit never began: what it would have taken must not wait for ever.
      if (batch.length === 0) batch = waiting.splice(0, largestBatch)
      if (!(error instanceof Clash)) for (const { reject } of batch) reject(error)
      else if (batch.length === 1) batch[0]?.resolve({ outcome: error.outcome })
      else for (const one of batch) void writeOne(one)
    }
  }
  const writeOne = async ({ issue, resolve, reject }: Waiting): Promise<void> => {
    try {
      const [counterfoil] = await database.write((writes) => record(writes, [issue], random))
      if (counterfoil !== undefined) resolve({ outcome: 'remembered', counterfoil })
    } catch (error) {
      if (error instanceof Clash) resolve({ outcome: error.outcome })
      else reject(error)
    }
  }
  return (issue) =>
    new Promise<Remembered>((resolve, reject) => {
      waiting.push({ issue, resolve, reject })
      if (waiting.length % largestBatch === 1) void writeAll()
    })
}

async function record(writes: Writes, issues: readonly Issue[], random: Random): Promise<Counterfoil[]> {
  await spendNonces(writes, issues)
  await endOffers(writes, issues)
  const places = await placesFor(writes, issues)
  const counterfoils = issues.map((issue, index) => counterfoilFor(issue, places[index], random))
  await insertCounterfoils(writes, issues, counterfoils)
  await audit(
    writes,
    ...issues.map(({ authority, now }, index) => ({
      authority,
      at: now,
      actor: 'wallet',
      event: 'credential.issued' as const,
      object: counterfoils[index]?.id ?? '',
      reason: null,
    })),
  )
  return counterfoils
}

const rows = (row: string, count: number): string => Array.from({ length: count }, () => row).join(', ')

async function spendNonces(writes: Writes, issues: readonly Issue[]): Promise<void> {
  const values = issues.flatMap(({ nonce }): SqlValue[] => [Buffer.from(nonce.value), nonce.expiresAt])
  const spent = await writes.run(`INSERT INTO one_time_values (kind, value, expires_at) VALUES ${rows("('nonce', ?, ?)", issues.length)} ON CONFLICT DO NOTHING`, values)
  if (spent !== issues.length) throw new Clash('nonce_spent')
}

async function endOffers(writes: Writes, issues: readonly Issue[]): Promise<void> {
  const ended = await writes.run(
    `UPDATE credential_offers SET state = 'issued', ended_at = ?, code_wrapped_key = NULL
     WHERE id IN (${rows('?', issues.length)}) AND state IN ('redeeming', 'redeemed')`,
    [issues[0]?.now ?? 0, ...issues.map(({ offer }) => offer)],
  )
  if (ended !== issues.length) throw new Clash('issued_before')
}

/** A place for each issue, in its authority's current list. */
async function placesFor(writes: Writes, issues: readonly Issue[]): Promise<StatusPlace[]> {
  const byAuthority = Map.groupBy(issues.map(({ authority }, index) => ({ authority, index })), ({ authority }) => authority)
  const places: StatusPlace[] = []
  for (const [authority, members] of byAuthority) {
    const taken = await takePlaces(writes, authority, members.length)
    members.forEach(({ index }, order) => {
      const place = taken[order]
      if (place !== undefined) places[index] = place
    })
  }
  return places
}

function counterfoilFor(issue: Issue, place: StatusPlace | undefined, random: Random): Counterfoil {
  if (place === undefined) throw new Error('No status index was taken for a credential.')
  return {
    id: timeOrderedId(issue.now, random) as CounterfoilId,
    configurationId: issue.configurationId,
    person: issue.person,
    statusList: place.list,
    statusIndex: place.index,
    status: statusValue.valid,
    issuedAt: issue.issuedAt,
    expiresAt: issue.expiresAt,
  }
}

async function insertCounterfoils(writes: Writes, issues: readonly Issue[], counterfoils: readonly Counterfoil[]): Promise<void> {
  const values = issues.flatMap((issue, index): SqlValue[] => {
    const counterfoil = counterfoils[index]
    if (counterfoil === undefined) return []
    const { id, statusList, statusIndex, status } = counterfoil
    return [
      id, issue.authority, issue.offer, issue.configurationId, issue.person, statusList, statusIndex, status,
      issue.issuedAt, issue.expiresAt, issue.now, issue.holderHash, Buffer.from(issue.nonce.value),
    ]
  })
  await writes.run(
    `INSERT INTO counterfoils (id, authority, offer, configuration_id, person, status_list, status_index, status, issued_at, expires_at, changed_at, holder_hash, nonce)
     VALUES ${rows('(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', issues.length)}`,
    values,
  )
}
