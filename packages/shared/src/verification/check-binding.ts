import { isNumericDate, type EpochSeconds } from '../kernel/branded.ts'
import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { ParsedJwt } from '../sd-jwt/parse-jwt.ts'
import type { CutSdJwt } from '../sd-jwt/parse-sd-jwt.ts'

const skew = 60
const oldest = 120

const mismatch = (detail: string): Refusal => new Refusal('holder_binding_mismatch', { detail })

/** Checks that a key binding was made for this request, now, over exactly this selection; its signature comes later. @see RFC 9901, section 7.3, step 5 */
export function checkBinding(
  binding: ParsedJwt,
  { boundText }: Pick<CutSdJwt, 'boundText'>,
  expected: { readonly audience: string; readonly nonce: string },
  ports: { readonly now: EpochSeconds; readonly sha256: (text: string) => string },
): void {
  const { header, payload } = binding
  if (header['typ'] !== 'kb+jwt' || header['alg'] !== 'ES256') throw new Refusal('invalid_format', { detail: 'kb typ or alg' })
  if (payload['nonce'] !== expected.nonce) throw mismatch('nonce')
  if (payload['aud'] !== expected.audience) throw mismatch('aud')
  if (payload['iat'] === undefined) throw mismatch('iat')
  checkAge(payload, ports.now)
  if (payload['sd_hash'] !== ports.sha256(boundText)) throw mismatch('sd_hash')
}

/** Checks that what a holder signed was signed now. It needs no date, but must be within those that it has. @see RFC 7519, sections 4.1.4 to 4.1.6 */
export function checkAge({ iat, exp, nbf }: JsonObject, now: EpochSeconds): void {
  if (iat !== undefined && !isNumericDate(iat)) throw mismatch('iat')
  if (iat !== undefined && iat < now - oldest) throw new Refusal('jwt_expired')
  if (iat !== undefined && iat > now + skew) throw new Refusal('jwt_premature')
  if (exp !== undefined && (!isNumericDate(exp) || exp <= now - skew)) throw new Refusal('jwt_expired', { detail: 'exp' })
  if (nbf !== undefined && (!isNumericDate(nbf) || nbf > now + skew)) throw new Refusal('jwt_premature', { detail: 'nbf' })
}
