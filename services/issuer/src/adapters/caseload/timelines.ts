import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { Timelines, ToldEvent } from '../../ports/timelines.ts'

// Of the credential and of the offer that it came by.
const told = `SELECT event, at, actor, reason, number FROM audit_entries
  WHERE object IN (?, (SELECT offer FROM counterfoils WHERE id = ? AND authority = ?)) AND authority = ? ORDER BY number`

const newer = `SELECT n.id, coalesce((SELECT a.at FROM audit_entries a WHERE a.object = n.id AND a.event = 'credential.issued'), n.issued_at) AS at FROM counterfoils n
  JOIN credential_offers o ON o.id = n.offer AND o.record IS (SELECT made.record FROM counterfoils c JOIN credential_offers made ON made.id = c.offer WHERE c.id = ?)
  WHERE n.authority = ? AND n.person = ? AND n.configuration_id = ? AND n.id > ? ORDER BY n.id LIMIT 1`

/** What happened to a credential, from the audit log and the tables. */
export const timelines = (reads: Reads): Timelines => ({
  of: async (authority, { id, person, configurationId }) => {
    const head = await reads.first<{ number: number; at: EpochSeconds | null }>('SELECT anchored_number AS number, anchored_at AS at FROM audit_heads WHERE authority = ?', [authority])
    return {
      told: await reads.all<ToldEvent>(told, [id, id, authority, authority]),
      newer: await reads.first<{ id: CounterfoilId; at: EpochSeconds }>(newer, [id, authority, person, configurationId, id]),
      anchored: head === null || head.at === null ? null : { number: head.number, at: head.at },
    }
  },
})
