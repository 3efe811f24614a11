import type { Branded } from '../kernel/branded.ts'
import { toBase64Url, utf8 } from '../kernel/bytes.ts'
import type { Random } from '../kernel/random.ts'
import { drawCharacters, grouped, meantCharacters, typedCharacters } from '../kernel/typed-characters.ts'

/**
 * What an offer is opened with by those who can neither scan its code nor follow its link: the authority's letter, fourteen
 * characters and one that checks them, shown as `AXXX-XXXX-XXXX-XXXX`. The secret in the offer's link follows from it, so it
 * finds the offer and opens it, and is stored nowhere. @see docs/decisions/0018-an-offer-can-be-typed.md
 */
export type OfferCode = Branded<string, 'OfferCode'>

const drawn = 14
const shape = new RegExp(`^[A-Z][${typedCharacters}]{${drawn + 1}}$`)
/** The shortest text that is meant for an offer's code and not for a request's. */
const shortest = 10
/** So many that a guess against a stolen database is dear, and typing a code costs a telephone about a second. */
const rounds = 2 ** 19

/**
 * A wrong character is always seen, and so are two neighbours that were swapped: among 25 characters that takes weights, and
 * differences of neighbouring ones, that 5 does not divide.
 */
function checkCharacter(letter: string, characters: string): string {
  const values = [letter.charCodeAt(0), ...Array.from(characters, (character) => typedCharacters.indexOf(character))]
  const sum = values.reduce((total, value, place) => total + value * ((place % 2) + 1), 0)
  return typedCharacters.charAt(sum % typedCharacters.length)
}

/** Makes a code: 65 bits that nobody can guess. */
export function makeOfferCode(letter: string, random: Random): OfferCode {
  const characters = drawCharacters(drawn, random)
  return `${letter}${characters}${checkCharacter(letter, characters)}` as OfferCode
}

/** The code as it is shown and read out. */
export const groupOfferCode = (code: OfferCode): string => grouped(code)

/** Whether a person typed a code of an offer, right or wrong, and not one of a request. */
export const looksLikeOfferCode = (typed: string): boolean => (meantCharacters(typed) ?? '').length >= shortest

/** What a person typed, as the code they meant; null when it can't be one, as when a character is wrong. */
export function readOfferCode(typed: string): OfferCode | null {
  const code = meantCharacters(typed)
  if (code === null || !shape.test(code)) return null
  return checkCharacter(code.charAt(0), code.slice(1, -1)) === code.slice(-1) ? (code as OfferCode) : null
}

/** The letter that says whose offer it is. */
export const letterOfOfferCode = (code: OfferCode): string => code.slice(0, 1)

/**
 * The secret in the link of the offer that a code stands for: PBKDF2 with HMAC-SHA-256, 2^19 rounds, salted with the issuer's
 * identifier; 32 bytes as base64url. Off the main thread, in browsers as in Node. @see RFC 8018, section 5.2
 */
export async function secretOfOfferCode(code: OfferCode, issuer: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8(code), 'PBKDF2', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: utf8(`counterfoil offer code ${issuer}`), iterations: rounds }, key, 256)
  return toBase64Url(new Uint8Array(bits))
}
