import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose'
import type { ServerMetadata } from 'openid-client'
import type { LogoutNews } from '../ports/staff-sessions.ts'

interface Parts {
  readonly metadata: () => Promise<ServerMetadata>
  readonly clientId: string
  readonly clock: Clock
}

const event = 'http://schemas.openid.net/event/backchannel-logout'
const clocksDiffer = 30
const mayBeGood = 60 * 60
// Tokens are told from ID tokens by what they hold; providers from before the type was there leave it out.
const types: readonly unknown[] = [undefined, 'jwt', 'logout+jwt', 'application/logout+jwt']

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads what the provider tells of somebody who signed out there. Refuses `invalid_logout_token`, with what is wrong for the log alone. @see OpenID Connect Back-Channel Logout 1.0, section 2.6 */
export function logoutTokens({ metadata, clientId, clock }: Parts): (token: string) => Promise<LogoutNews> {
  let keys: { readonly uri: string; readonly find: ReturnType<typeof createRemoteJWKSet> } | null = null
  const verify = async (token: string): Promise<JWTVerifyResult> => {
    const { issuer, jwks_uri: uri, id_token_signing_alg_values_supported: named } = await metadata()
    if (uri === undefined) throw new Refusal('temporarily_unavailable', { detail: 'sign-in provider' })
    if (keys?.uri !== uri) keys = { uri, find: createRemoteJWKSet(new URL(uri), { timeoutDuration: 5000 }) }
    // By the provider's published keys alone: never unsigned, and never by a secret that both know.
    const algorithms = (named ?? ['RS256']).filter((algorithm) => /^(?:RS|PS|ES|Ed)/.test(algorithm))
    try {
      return await jwtVerify(token, keys.find, { issuer, audience: clientId, algorithms, clockTolerance: clocksDiffer, currentDate: new Date(clock.now() * 1000), requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'] })
    } catch (error) {
      throw isOfTheToken(error) ? new Refusal('invalid_logout_token', { detail: error.code }) : new Refusal('temporarily_unavailable', { detail: 'sign-in provider', cause: error })
    }
  }
  return async (token) => {
    const { payload, protectedHeader } = await verify(token)
    const problem = problemOf(payload, protectedHeader.typ, clock.now())
    if (problem !== null) throw new Refusal('invalid_logout_token', { detail: problem })
    const { sub, sid, jti = '', exp = 0 } = payload
    return { subject: sub ?? null, sid: isText(sid) ? sid : null, jti, until: epochSeconds(exp + clocksDiffer + 1) }
  }
}

/** What is not the token's fault is that the provider's keys couldn't be had. */
const isOfTheToken = (error: unknown): error is errors.JOSEError => error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC' && error.code !== 'ERR_JWKS_TIMEOUT' && error.code !== 'ERR_JWKS_INVALID'

function problemOf({ sub, sid, jti, aud, iat = 0, exp = 0, events, ...others }: JWTPayload, type: string | undefined, now: number): string | null {
  if (!types.includes(type?.toLowerCase())) return 'typ'
  if (Array.isArray(aud) && aud.length > 1) return 'aud'
  if (iat > now + clocksDiffer) return 'iat'
  if (exp > now + mayBeGood) return 'exp'
  if (!isText(jti) || jti.length > 1000) return 'jti'
  if (sub === undefined && sid === undefined) return 'neither sub nor sid'
  if ((sub !== undefined && !isText(sub)) || (sid !== undefined && !isText(sid))) return 'sub or sid'
  if (!isObject(events) || !Object.hasOwn(events, event) || !isObject((events as Readonly<Record<string, unknown>>)[event])) return 'events'
  return Object.hasOwn(others, 'nonce') ? 'nonce' : null
}
