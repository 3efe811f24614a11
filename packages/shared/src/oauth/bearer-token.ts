import { Refusal } from '../kernel/refusal.ts'

const bearer = /^Bearer ([A-Za-z0-9._~+/-]{1,512}=*)$/i

/** The access token of an Authorization header. Refuses `token_missing` and `token_invalid`. @see RFC 6750, section 2.1 */
export function parseBearerToken(header: string | undefined): string {
  if (header === undefined || header === '') throw new Refusal('token_missing')
  const token = bearer.exec(header)?.[1]
  if (token === undefined) throw new Refusal('token_invalid', { detail: 'not a bearer token' })
  return token
}
