import type { TxCodeDescription } from '@counterfoil/shared/oid4vci/credential-offer'
import { say } from '../words/words.ts'

/** What can be seen to be wrong without asking the council, which would count it as a try. */
export type CodeSlip = 'missing' | 'misread'

/** The code as its issuer knows it: digits come in groups, and so may letters whose number is known. */
export function codeAsTyped(typed: string, { inputMode, length }: TxCodeDescription): string {
  const [inOne, trimmed] = [typed.replaceAll(/\s/g, ''), typed.trim()]
  return inputMode === 'numeric' || (length !== null && trimmed.length !== length && inOne.length === length) ? inOne : trimmed
}

export function slipIn(code: string, { inputMode, length }: TxCodeDescription): CodeSlip | null {
  if (code === '') return 'missing'
  const isOther = (length ?? code.length) !== code.length || (inputMode === 'numeric' && !/^\d+$/.test(code))
  return isOther ? 'misread' : null
}

/** What such a code looks like, as far as its issuer says; empty where it says nothing. */
export function shapeInWords({ inputMode, length }: TxCodeDescription): string {
  if (inputMode === 'text') return length === null ? '' : say('offer.codeCharacters', { count: length })
  return length === null ? say('offer.codeDigitsOnly') : say('offer.codeDigits', { count: length })
}

export function slipInWords(slip: CodeSlip, { inputMode, length }: TxCodeDescription): string {
  if (slip === 'missing') return say('offer.codeMissing')
  if (length === null) return say('offer.codeMisreadDigits')
  return inputMode === 'text' ? say('offer.codeMisreadCharacters', { count: length }) : say('offer.codeMisread', { count: length })
}
