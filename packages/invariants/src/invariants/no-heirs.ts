import type { Invariant } from '../invariant.ts'
import { askAll, lookInto } from '../sight.ts'

/** One type, and one record of it, of one sign-in and its refreshes. Only where the record changed may a wallet be given the next one, and that after the revocation. */
const heirs = `SELECT DISTINCT heir.id FROM counterfoils ended
  JOIN audit_entries revoked ON revoked.object = ended.id AND revoked.event = 'credential.revoked'
  JOIN credential_offers first ON first.id = ended.offer
  JOIN authorization_steps gave ON gave.offer IN (first.id, first.beside)
  JOIN authorization_steps later ON later.family = gave.family
  JOIN credential_offers next ON later.offer IN (next.id, next.beside) AND next.type_id = first.type_id AND next.record IS first.record
  JOIN counterfoils heir ON heir.offer = next.id
  JOIN audit_entries issued ON issued.object = heir.id AND issued.event = 'credential.issued'
  WHERE ended.status = 1 AND heir.status <> 1 AND heir.expires_at > revoked.at AND (revoked.reason IS NOT 'record_changed' OR issued.sequence < revoked.sequence)`

export const revokedHasNoHeir: Invariant = {
  id: 'INV-06',
  statement: 'A revocation wins over a renewal at the same time: no valid credential descends from a revoked one.',
  checkedBy: 'of what came of one record of a type by one sign-in and its refreshes nothing stands once one was revoked, but what was issued after its record had changed',
  applies: 'now',
  look: ({ issuer }) =>
    lookInto(issuer, 'issuer', async (tables) =>
      askAll(tables, `${await tables.count('SELECT count(*) FROM counterfoils WHERE status = 1')} revoked counterfoils`, [{ words: (id) => `credential ${id} stands beside a revoked one of its sign-in`, sql: heirs }]),
    ),
}
