import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { isPlainText } from '@counterfoil/shared/oid4vp/stated-purpose'
import type { StatedTransaction, TransactionDetails } from '@counterfoil/shared/oid4vp/transaction-data'
import { plainName } from './plain-name.ts'

/** What the citizen authorises, as this wallet can put it into words. */
export type TransactionInWords =
  | { readonly is: 'payment'; readonly payee: string; readonly pounds: string; readonly reference: string | null }
  | { readonly is: 'declaration'; readonly statement: readonly Wording[] }

/** One of the texts that are signed, with its language; null where both languages have the same. */
export interface Wording {
  readonly language: 'en' | 'cy' | null
  readonly text: string
}

export interface Transaction extends StatedTransaction {
  readonly inWords: TransactionInWords
}

/** Every text that is signed, whatever language the citizen reads: a request could say one thing in each. */
function wordingsIn(value: Json | undefined): readonly [Wording, ...Wording[]] | null {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return null
  const { en, cy } = value
  if (!isPlainText(en) || !isPlainText(cy)) return null
  return en === cy ? [{ language: null, text: en }] : [{ language: 'en', text: en }, { language: 'cy', text: cy }]
}

/** Whoever is paid has one name, and a name reads as nobody else's. */
const isPlainName = (value: Json): value is string => value !== '' && plainName(value) === value
const hasOnly = (details: TransactionDetails, names: readonly string[]): boolean => Object.keys(details).every((name) => name === 'type' || names.includes(name))

/** Pounds and pence, as nobody reads them otherwise. */
const amount = /^(?:0|[1-9]\d{0,8})\.\d{2}$/

/** By type: what it says; null for what has something missing, or more than can be shown, for nobody authorises what they don't see. */
const known: Readonly<Record<string, (details: TransactionDetails) => TransactionInWords | null>> = {
  'urn:counterfoil:transaction:payment:1': (details) => {
    const { payee, amount: pounds, currency, reference = null } = details
    const [named, ...others] = wordingsIn(payee) ?? []
    if (!hasOnly(details, ['payee', 'amount', 'currency', 'reference']) || named === undefined || others.length > 0 || !isPlainName(named.text) || currency !== 'GBP') return null
    if (typeof pounds !== 'string' || !amount.test(pounds) || (reference !== null && !isPlainName(reference))) return null
    return { is: 'payment', payee: named.text, pounds, reference }
  },
  'urn:counterfoil:transaction:declaration:1': (details) => {
    const statement = wordingsIn(details['statement'])
    return hasOnly(details, ['statement']) && statement !== null ? { is: 'declaration', statement } : null
  },
}

/** Null for a type that isn't known, or for details that can't be shown whole. */
export function inWords({ details }: StatedTransaction): TransactionInWords | null {
  return Object.hasOwn(known, details.type) ? (known[details.type]?.(details) ?? null) : null
}
