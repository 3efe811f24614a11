import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JWTPayload } from 'jose'
import type { OutsideAuthorizationServer, OutsideToken } from '../../ports/outside.ts'
import { outsideTokens } from '../outside-tokens.ts'

/** GOV.UK One Login's token service. */
export function outsideAuthorizationServer({ issuer, fetchOutside }: { readonly issuer: string; readonly fetchOutside: FetchOutside }): OutsideAuthorizationServer {
  const read = outsideTokens({ issuer, fetchOutside, algorithms: ['ES256'], requiredClaims: ['exp', 'sub', 'jti'] })
  return {
    issuer,
    read: async (token, audience, now) => {
      const claims = await read(token, audience, now)
      return claims === null ? null : contentOf(claims)
    },
  }
}

/** Null for a token that lacks what a credential needs. */
function contentOf({ sub, jti, exp, c_nonce: nonce, credential_identifiers: identifiers }: JWTPayload): OutsideToken | null {
  if (typeof sub !== 'string' || typeof jti !== 'string' || exp === undefined || typeof nonce !== 'string' || nonce === '') return null
  const [identifier, ...more]: readonly unknown[] = identifiers === undefined ? [null] : Array.isArray(identifiers) ? identifiers : []
  if (more.length > 0 || (identifier !== null && typeof identifier !== 'string')) return null
  return { subject: sub, id: jti, credentialIdentifier: identifier, nonce, expiresAt: epochSeconds(exp) }
}
