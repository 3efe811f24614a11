import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import { keyOf, type Standing } from '../../domain/bulk/bulk-plan.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'

interface HeldRow {
  readonly person: PersonHandle
  readonly type_id: string
  readonly status: StatusValue
  readonly frozen: 0 | 1
}

interface OpenRow {
  readonly person: PersonHandle
  readonly type_id: string
}

// One whose renewal is open doesn't stand in the way of the next.
const held = `SELECT c.person, o.type_id, c.status, EXISTS (SELECT 1 FROM frozen_counterfoils f WHERE f.counterfoil = c.id) AS frozen
  FROM counterfoils c JOIN credential_offers o ON o.id = c.offer
  WHERE c.authority = ? AND c.person IN (SELECT value FROM json_each(?)) AND c.status <> ${statusValue.revoked} AND c.expires_at > ?
    AND NOT (c.status = ${statusValue.valid} AND EXISTS (SELECT 1 FROM staged_renewals s WHERE s.counterfoil = c.id))`

const open = `SELECT person, type_id FROM credential_offers WHERE authority = ? AND person IN (SELECT value FROM json_each(?))
  AND ((state IN ('offered', 'redeeming') AND expires_at > ?)
    OR (state = 'redeemed' AND (token_expires_at > ? OR EXISTS (SELECT 1 FROM deferred_issuances d WHERE d.offer = credential_offers.id AND d.state = 'waiting'))))`

/** Of what somebody has, what weighs most: what was stopped is for people to judge. */
const weight: Readonly<Record<Standing, number>> = { open_offer: 1, stands: 2, frozen: 3, suspended: 4 }

/** How people stand with each type now, by two statements, however many they are. */
export async function standingsOf(reads: Reads, authority: string, people: readonly PersonHandle[], now: EpochSeconds): Promise<ReadonlyMap<string, Standing>> {
  const these = JSON.stringify(people)
  const standings = new Map<string, Standing>()
  const note = (person: PersonHandle, typeId: string, standing: Standing): void => {
    const key = keyOf(person, typeId)
    const other = standings.get(key)
    if (other === undefined || weight[other] < weight[standing]) standings.set(key, standing)
  }
  for (const row of await reads.all<OpenRow>(open, [authority, these, now, now])) note(row.person, row.type_id, 'open_offer')
  for (const row of await reads.all<HeldRow>(held, [authority, these, now])) note(row.person, row.type_id, row.status === statusValue.valid ? 'stands' : row.frozen === 1 ? 'frozen' : 'suspended')
  return standings
}
