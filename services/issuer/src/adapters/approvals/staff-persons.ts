import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { Approver } from '../../domain/approval.ts'
import { actorOf } from './approval-row.ts'

/** Notes whose an account is, once. Work names its makers by account, and one human being may have several: an account that was theirs at any time is theirs. */
export async function notePerson(writes: Writes, authority: string, by: Approver): Promise<void> {
  await writes.run('INSERT INTO staff_persons (authority, person, actor) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [authority, by.person, actorOf(by)])
}
