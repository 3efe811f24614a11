const longest = 80

// What a name in English or Welsh is written with: letters of the Latin alphabet, marks on them, digits, punctuation, prices.
const writing = /^[\p{Script=Latin}\p{Mark}\p{Decimal_Number}\p{Punctuation}\p{Currency_Symbol}+ ]+$/u
const controls = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * A name that somebody else chose, fit to be shown beside names that we vouch for; empty when it isn't. Marks that turn
 * the reading direction are taken out; letters of other alphabets that look like ours, and pictures, make it none.
 * @see Unicode Technical Standard 39
 */
export function plainName(value: unknown): string {
  if (typeof value !== 'string') return ''
  const name = value.slice(0, 4 * longest).normalize('NFKC').replaceAll(controls, '').replaceAll(/\s+/gu, ' ').trim()
  // Letters with a heap of marks on them spill over the lines around.
  if (!writing.test(name) || /\p{Mark}{3}/u.test(name.normalize('NFD'))) return ''
  const characters = [...name]
  return characters.length <= longest ? name : `${characters.slice(0, longest - 1).join('').trimEnd()}…`
}
