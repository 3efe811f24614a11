import { FormServerError } from './form-server-error.ts'
import { isMembers, type Members } from './members.ts'

interface Bilingual {
  readonly en: string
  readonly cy: string
}

/** A sentence that the applicant declares. Both languages are signed, whichever they read. */
export interface Declaration {
  readonly type: 'urn:counterfoil:transaction:declaration:1'
  readonly statement: Bilingual
}

/** A payment that the applicant agrees to: pounds and pence, as `12.50`. A payee has one name, the same in both languages. */
export interface Payment {
  readonly type: 'urn:counterfoil:transaction:payment:1'
  readonly payee: Bilingual
  readonly amount: string
  readonly currency: 'GBP'
  readonly reference?: string
}

/** What wallets of ours can put into words. The form must be registered for its type (`transactionTypes`). @see OpenID4VP 1.0, section 8.4 */
export type Transaction = Declaration | Payment

const types: ReadonlySet<unknown> = new Set<Transaction['type']>(['urn:counterfoil:transaction:declaration:1', 'urn:counterfoil:transaction:payment:1'])

const isTransaction = (value: unknown): value is Transaction & Members => isMembers(value) && types.has(value['type'])

/** Rejects with `refused` what no wallet could show, before anybody is asked. */
export function mustBeShowable(transactions: readonly Transaction[] | undefined): readonly Transaction[] | undefined {
  if (transactions?.every(isTransaction) === false) throw new FormServerError('refused', { refusal: 'invalid_request' })
  return transactions
}

/** What a result says was authorised; none where it says nothing. */
export function authorisedIn(value: unknown): readonly Transaction[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every(isTransaction)) throw new FormServerError('result_unreadable')
  return value
}
