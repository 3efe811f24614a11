import type { Random } from '../kernel/random.ts'
import { drawCharacters, grouped, meantCharacters, typedCharacters } from '../kernel/typed-characters.ts'

/** The short code that a person types into the wallet when they can't scan: the authority's letter, then seven characters, shown as `AXXX-XXXX`. */
export type TypedCode = string

const length = 7
const shape = new RegExp(`^[A-Z][${typedCharacters}]{${length}}$`)

/** Makes a code, without its hyphen. Every character is equally likely. */
export const makeTypedCode = (letter: string, random: Random): TypedCode => letter + drawCharacters(length, random)

/** The code as it is shown and read out. */
export const groupTypedCode = (code: TypedCode): string => grouped(code)

/** What a person typed, as the code they meant; null when no code can be meant. */
export function readTypedCode(typed: string): TypedCode | null {
  const code = meantCharacters(typed)
  return code !== null && shape.test(code) ? code : null
}

/** The letter that says whose code it is. */
export const letterOfTypedCode = (code: TypedCode): string => code.slice(0, 1)
