import type { Random } from './random.ts'

/** Characters of codes that people read off and type: 25, without look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B, U V). */
export const typedCharacters = '23456789CDFGHJKMNPQRTVWXY'
const lookAlikes: Readonly<Record<string, string>> = { S: '5', Z: '2', B: '8', U: 'V' }
const separators = /[\s\u00ad.\-\u2010-\u2015\u2212_]/g

/** That many characters, each equally likely: bytes that would favour the first ones are thrown away. */
export function drawCharacters(count: number, random: Random): string {
  const fair = 256 - (256 % typedCharacters.length)
  let drawn = ''
  while (drawn.length < count) {
    for (const byte of random.bytes(count * 2)) {
      if (byte < fair && drawn.length < count) drawn += typedCharacters.charAt(byte % typedCharacters.length)
    }
  }
  return drawn
}

/** What a person typed, as the characters they meant: an authority's letter, then ours. Null when it's too long for any code. */
export function meantCharacters(typed: string): string | null {
  if (typed.length > 64) return null
  const plain = typed.normalize('NFKC').replaceAll(separators, '').toUpperCase()
  return plain.slice(0, 1) + plain.slice(1).replaceAll(/[SZBU]/g, (character) => lookAlikes[character] ?? character)
}

/** In groups of four, as it is shown and read out. */
export const grouped = (code: string): string => code.replaceAll(/.{4}(?=.)/g, '$&-')
