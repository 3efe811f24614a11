import type { TransactionInWords, Wording } from '../domain/transaction.ts'
import { language, say } from '../words/words.ts'

interface AuthorisedRow {
  readonly label: string
  readonly value: string
  readonly lang?: 'en' | 'cy' | undefined
}

const declares = { en: 'request.declareEnglish', cy: 'request.declareWelsh' } as const

/** Everything that is signed, in both languages where they differ, the reader's own first. */
export function authorisedRows(said: TransactionInWords): AuthorisedRow[] {
  if (said.is === 'declaration') return said.statement.toSorted(ownFirst).map(({ language: written, text }) => (written === null ? { label: say('request.declare'), value: text } : { label: say(declares[written]), value: text, lang: written }))
  return [
    { label: say('request.pay'), value: `£${said.pounds}` },
    { label: say('request.payTo'), value: said.payee },
    ...(said.reference === null ? [] : [{ label: say('request.payFor'), value: said.reference }]),
  ]
}

const ownFirst = (one: Wording, other: Wording): number => Number(other.language === language()) - Number(one.language === language())
