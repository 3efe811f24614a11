import type { AccessToken } from '../domain/credential-offer.ts'

const mark = ' for '

/** With spaces, as what a bound token is worth: no Authorization header can name it. */
export const besideOf = (token: AccessToken, typeId: string): AccessToken => `${token}${mark}${typeId}` as AccessToken

/** An id that is made of a token says for which type, where that isn't the token's first: by the id alone its draft is found again. */
export function namingType(token: AccessToken, id: string): string {
  const typeId = token.split(mark)[1]
  return typeId === undefined ? id : `${typeId}.${id}`
}

/** The type that an id names; null for an id that was made of the token itself. Anybody may have written it. */
export function typeNamedBy(id: string): string | null {
  const [typeId, rest] = id.split('.', 2)
  return typeId === undefined || rest === undefined ? null : typeId
}
