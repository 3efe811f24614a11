import type { Random } from '../kernel/random.ts'

/**
 * The short code that a person types into the wallet when they can't scan: the authority's letter, then seven
 * characters without look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), shown as `AXXX-XXXX`.
 */
export type TypedCode = string

const alphabet = '23456789CDFGHJKMNPQRTVWXY'
const length = 7
const lookAlikes: Readonly<Record<string, string>> = { S: '5', Z: '2', B: '8', U: 'V' }

/** Makes a code, without its hyphen. Every character is equally likely. */
export function makeTypedCode(letter: string, random: Random): TypedCode {
  const fair = 256 - (256 % alphabet.length)
  let code = letter
  while (code.length <= length) {
    for (const byte of random.bytes(length * 2)) {
      if (byte < fair && code.length <= length) code += alphabet.charAt(byte % alphabet.length)
    }
  }
  return code
}

/** The code as it is shown and read out. */
export const groupTypedCode = (code: TypedCode): string => `${code.slice(0, 4)}-${code.slice(4)}`

const separators = /[\s\u00ad.\-\u2010-\u2015\u2212_]/g
const shape = new RegExp(`^[A-Z][${alphabet}]{${length}}$`)

/** What a person typed, as the code they meant; null when no code can be meant. */
export function readTypedCode(typed: string): TypedCode | null {
  if (typed.length > 64) return null
  const plain = typed.normalize('NFKC').replaceAll(separators, '').toUpperCase()
  const code = plain.slice(0, 1) + plain.slice(1).replaceAll(/[SZBU]/g, (character) => lookAlikes[character] ?? character)
  return shape.test(code) ? code : null
}

/** The letter that says whose code it is. */
export const letterOfTypedCode = (code: TypedCode): string => code.slice(0, 1)
