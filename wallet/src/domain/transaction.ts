import { isJsonObject, type Bilingual, type Json } from '@counterfoil/shared/kernel/json'
import { isPlainText } from '@counterfoil/shared/oid4vp/stated-purpose'
import type { StatedTransaction, TransactionDetails } from '@counterfoil/shared/oid4vp/transaction-data'

/** What the citizen authorises, as this wallet can put it into words. */
export type TransactionInWords =
  | { readonly is: 'payment'; readonly payee: Bilingual; readonly pounds: string; readonly reference: string | null }
  | { readonly is: 'declaration'; readonly statement: Bilingual }

export interface Transaction extends StatedTransaction {
  readonly inWords: TransactionInWords
}

const isBilingual = (value: Json | undefined): value is Bilingual & Json => isJsonObject(value) && Object.keys(value).length === 2 && isPlainText(value['en']) && isPlainText(value['cy'])
const hasOnly = (details: TransactionDetails, names: readonly string[]): boolean => Object.keys(details).every((name) => name === 'type' || names.includes(name))

/** Pounds and pence, as nobody reads them otherwise. */
const amount = /^(?:0|[1-9]\d{0,8})\.\d{2}$/

/** By type: what it says; null for what has something missing, or more than can be shown, for nobody authorises what they don't see. */
const known: Readonly<Record<string, (details: TransactionDetails) => TransactionInWords | null>> = {
  'urn:counterfoil:transaction:payment:1': (details) => {
    const { payee, amount: pounds, currency, reference = null } = details
    if (!hasOnly(details, ['payee', 'amount', 'currency', 'reference']) || !isBilingual(payee) || currency !== 'GBP') return null
    if (typeof pounds !== 'string' || !amount.test(pounds) || (reference !== null && !isPlainText(reference))) return null
    return { is: 'payment', payee, pounds, reference }
  },
  'urn:counterfoil:transaction:declaration:1': (details) => {
    const { statement } = details
    return hasOnly(details, ['statement']) && isBilingual(statement) ? { is: 'declaration', statement } : null
  },
}

/** Null for a type that isn't known, or for details that can't be shown whole. */
export function inWords({ details }: StatedTransaction): TransactionInWords | null {
  return Object.hasOwn(known, details.type) ? (known[details.type]?.(details) ?? null) : null
}
