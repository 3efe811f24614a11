import type { AccessToken } from '../domain/credential-offer.ts'

const mark = ' for '

/** With spaces, as what a bound token is worth: no Authorization header can name it. */
export const besideOf = (token: AccessToken, key: string): AccessToken => `${token}${mark}${key}` as AccessToken

/** An id that is made of a token says for which type, and record, where that isn't the token's first: by the id alone its draft is found again. */
export function namingType(token: AccessToken, id: string): string {
  const key = token.split(mark)[1]
  return key === undefined ? id : `${key}.${id}`
}

/** The type, and record, that an id names; null for an id that was made of the token itself. Anybody may have written it. @see recordKey */
export function keyNamedBy(id: string): string | null {
  const [key, rest] = id.split('.', 2)
  return key === undefined || rest === undefined ? null : key
}
