import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { PersonRecord } from '../council-record.ts'

/** One of the many that a request is about, for whoever has to decide it. */
export interface SubjectRow {
  /** Behind which the next ones are. */
  readonly at: string
  /** The row's in its file, or the credential's own. */
  readonly number: string
  readonly type: Bilingual
  /** How it stands now, or what becomes of it. */
  readonly stands: Bilingual
  /** Whose it is; `record` is null for somebody whom the council's record no longer holds. Null where rows name nobody. */
  readonly person: { readonly record: PersonRecord | null } | null
  readonly link: string | null
}

export interface SubjectRowsAsked {
  /** Empty: from the first on. */
  readonly after: string
  readonly most: number
}
