import { Refusal } from '../kernel/refusal.ts'

const bearer = /^Bearer ([A-Za-z0-9._~+/-]{1,512}=*)$/i
const dpop = /^DPoP ([A-Za-z0-9._~+/-]{1,512}=*)$/i

/** Three parts and as long as somebody else's server makes them. */
const bearerJwt = /^Bearer ([A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,1024})$/i
const dpopJwt = /^DPoP ([A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,1024})$/i

/** Whether a header has a token that may be a JWT, by either scheme: two points, which no token of ours has. */
export const isJwtToken = (header: string | undefined): boolean => /^(?:Bearer|DPoP) [^. ]*\.[^. ]*\.[^. ]*$/i.test(header ?? '')

/** The access token of an Authorization header. Refuses `token_missing` and `token_invalid`. @see RFC 6750, section 2.1 */
export const parseBearerToken = (header: string | undefined): string => parse(header, bearer)

/** The same of a token that is a JWT. @see RFC 9068 */
export const parseBearerJwt = (header: string | undefined): string => parse(header, bearerJwt)

/** The same of a JWT that is bound to a key. @see RFC 9068; RFC 9449, section 7.1 */
export const parseDpopJwt = (header: string | undefined): string => parse(header, dpopJwt)

/** The same of a token that is bound to a key. @see RFC 9449, section 7.1 */
export const parseDpopToken = (header: string | undefined): string => parse(header, dpop)

function parse(header: string | undefined, shape: RegExp): string {
  if (header === undefined || header === '') throw new Refusal('token_missing')
  const token = shape.exec(header)?.[1]
  if (token === undefined) throw new Refusal('token_invalid', { detail: 'not a token of this scheme' })
  return token
}
