import type { KeyObject } from 'node:crypto'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { importP256 } from '@counterfoil/service-kit/crypto/es256'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isNumericDate } from '@counterfoil/shared/kernel/branded'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { parseJwt } from '@counterfoil/shared/sd-jwt/parse-jwt'

/** The attestation that vouches for this key now, with the name that it gives; null when there is none. */
export type AttestationOf = (key: KeyObject) => { readonly jwt: string; readonly subject: string } | null

interface Attestation {
  readonly jwt: string
  readonly subject: string
  readonly key: KeyObject
  readonly from: number
  readonly until: number
}

/**
 * Verifier Attestations, which somebody whom wallets trust has issued: of each authority one. Whether it is trusted is for
 * wallets to say; here it has to be one, for a name. @see OpenID4VP 1.0, section 12
 */
export function verifierAttestations(given: Readonly<Record<string, unknown>>, clock: Clock): (authority: string) => AttestationOf {
  const known = new Map(Object.entries(given).map(([authority, jwt]) => [authority, attestationIn(authority, jwt)]))
  return (authority) => (key) => {
    const found = known.get(authority)
    const now = clock.now()
    return found === undefined || !found.key.equals(key) || now < found.from || now >= found.until ? null : { jwt: found.jwt, subject: found.subject }
  }
}

function attestationIn(authority: string, jwt: unknown): Attestation {
  try {
    const { header, payload } = parseJwt(String(jwt))
    const { iss, sub, exp, nbf = 0, cnf } = payload
    const jwk = isJsonObject(cnf) ? cnf['jwk'] : undefined
    if (header['typ'] !== 'verifier-attestation+jwt' || typeof iss !== 'string' || typeof sub !== 'string' || sub === '') throw new TypeError('typ, iss or sub')
    if (!isNumericDate(exp) || !isNumericDate(nbf) || !isJsonObject(jwk)) throw new TypeError('exp, nbf or cnf')
    const { kty, crv, x, y } = jwk
    if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || 'd' in jwk) throw new TypeError('cnf')
    return { jwt: String(jwt), subject: sub, key: importP256({ kty, crv, x, y }), from: nbf, until: exp }
  } catch (cause) {
    throw new ConfigurationError(`What VERIFIER_ATTESTATIONS_FILE holds for ${authority} is no Verifier Attestation JWT with iss, sub, exp and cnf.`, { cause })
  }
}
