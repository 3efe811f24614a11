import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import type { JWTPayload } from 'jose'
import { accessTokenLifetime, boundTokenLifetime } from '../domain/credential-offer.ts'
import { onlySpellingOf, outsideAccess, signInsStandFor } from '../domain/outside-access.ts'
import type { AuthorizedToken, CouncilAuthorizationServer } from '../ports/outside.ts'
import { clockTolerance, outsideTokens } from './outside-tokens.ts'

interface Server {
  readonly issuer: string
  readonly fetchOutside: FetchOutside
  /** The claim that finds the council's record. */
  readonly recordClaim: string
}

/** Takes access tokens in the JWT profile. Of signatures, RS256 must be understood. @see RFC 9068, sections 2.1, 2.2 and 4 */
export function councilAuthorizationServer({ issuer, fetchOutside, recordClaim }: Server): CouncilAuthorizationServer {
  const read = outsideTokens({ issuer, fetchOutside, algorithms: ['ES256', 'PS256', 'RS256'], requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'] })
  return {
    issuer,
    read: async (token, audience, now) => {
      const claims = await read(token, audience, now)
      return claims === null ? null : contentOf(token, claims, recordClaim, now)
    },
  }
}

/** Null for a token that lacks what a credential needs, is for others as well, lives too long, or is of another time than now. @see OpenID4VCI 1.0, section 13.10; RFC 9068, section 5 */
function contentOf(token: string, claims: JWTPayload, recordClaim: string, now: EpochSeconds): AuthorizedToken | null {
  const { aud, iat, exp, auth_time: authTime = iat, client_id: clientId, cnf } = claims
  if (Array.isArray(aud) && aud.length > 1) return null
  const subject = claims[recordClaim]
  const access = outsideAccess(claims)
  if (access === null || iat === undefined || exp === undefined || typeof authTime !== 'number' || typeof clientId !== 'string' || typeof subject !== 'string') return null
  if (Math.max(iat, authTime) > now + clockTolerance || authTime < now - signInsStandFor) return null
  const jkt = thumbprintIn(cnf)
  const onlySpelling = onlySpellingOf(token)
  if (jkt === undefined || onlySpelling === null || exp - iat > (jkt === null ? accessTokenLifetime : boundTokenLifetime)) return null
  return { clientId, subject, access, jkt, onlySpelling, authenticatedAt: epochSeconds(authTime), expiresAt: epochSeconds(exp) }
}

/** Null for a bearer token; undefined for one that is bound to what nobody here can look at. @see RFC 7800, section 3.1; RFC 9449, section 6.1 */
function thumbprintIn(cnf: unknown): string | null | undefined {
  if (cnf === undefined) return null
  const jkt = isJsonObject(cnf) && Object.keys(cnf).length === 1 ? cnf['jkt'] : undefined
  return typeof jkt === 'string' ? jkt : undefined
}
