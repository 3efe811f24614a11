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

const isBilingual = (value: unknown): value is Bilingual & Members => isMembers(value) && hasOnly(value, ['en', 'cy']) && [value['en'], value['cy']].every(isText)
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
/** Nobody authorises what they aren't shown. */
const hasOnly = (value: Members, names: readonly string[]): boolean => Object.keys(value).every((name) => names.includes(name))

/** What wallets show whole, by its type; they also refuse characters that can't be read plainly. */
const isShowable: Readonly<Record<Transaction['type'], (details: Members) => boolean>> = {
  'urn:counterfoil:transaction:declaration:1': (details) => hasOnly(details, ['type', 'statement']) && isBilingual(details['statement']),
  'urn:counterfoil:transaction:payment:1': ({ payee, amount, currency, reference, ...rest }) =>
    hasOnly(rest, ['type']) && isBilingual(payee) && payee.en === payee.cy && typeof amount === 'string' && /^(?:0|[1-9]\d{0,8})\.\d{2}$/.test(amount) && currency === 'GBP' && (reference === undefined || isText(reference)),
}

const isKnown = (type: unknown): type is Transaction['type'] => typeof type === 'string' && Object.hasOwn(isShowable, type)
const isTransaction = (value: unknown): value is Transaction & Members => isMembers(value) && isKnown(value['type']) && isShowable[value['type']](value)

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
