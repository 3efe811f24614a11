import { isNumericDate, type EpochSeconds } from '../kernel/branded.ts'
import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'

const skew = 60

/**
 * Checks the dates of a credential, and that it isn't meant for somebody else. Of the restored claims: the issuer may
 * have made `iat` and `aud` disclosable. @see RFC 9901, section 7.1, step 6; RFC 7519, section 4.1
 */
export function checkValidity({ iat, nbf, exp, aud }: JsonObject, now: EpochSeconds, audience: string): void {
  for (const instant of [iat, nbf, exp]) {
    if (instant !== undefined && !isNumericDate(instant)) throw new Refusal('malformed_credential', { detail: 'dates' })
  }
  if (isNumericDate(exp) && exp <= now - skew) throw new Refusal('credential_expired')
  if ((isNumericDate(iat) && iat > now + skew) || (isNumericDate(nbf) && nbf > now + skew)) throw new Refusal('jwt_premature')
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (aud !== undefined && !audiences.includes(audience)) throw new Refusal('malformed_credential', { detail: 'aud is another' })
}
