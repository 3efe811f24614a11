import type { Authority } from '../domain/authority.ts'
import { recordOf } from '../domain/authorization.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { RecordSource } from '../ports.ts'

/** Whom a council's record knows by a sign-in, by the column that holds who somebody is there; null for nobody. */
export const personOfSignIn =
  (records: Pick<RecordSource, 'whose' | 'handleOf'>, recordColumn: string) =>
  async (authority: Authority, subject: string): Promise<PersonHandle | null> => {
    const record = recordOf(await records.whose(authority.id, recordColumn, subject), recordColumn, subject)
    return record === null ? null : records.handleOf(authority.id, record.reference)
  }
