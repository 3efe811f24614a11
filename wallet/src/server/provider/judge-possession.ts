import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { parsePublicJwk } from '@counterfoil/shared/did/public-jwk'
import { isNumericDate } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseJwt, type ParsedJwt } from '@counterfoil/shared/sd-jwt/parse-jwt'
import { possessionType } from '../../domain/attesting.ts'

const longestProof = 2048
/** How far a browser's clock may be off, in seconds. */
const clockTolerance = 300

interface Asked {
  readonly walletUrl: string
  readonly now: number
  /** The issuer's nonce, where keys are attested for one. */
  readonly nonce: string | null
}

const invalid = (detail: string): Refusal => new Refusal('invalid_proof', { detail: `possession: ${detail}` })

/**
 * The key whose holder made this proof, for this provider and now; nobody's key is attested to somebody else. A proof may be used again within
 * its minutes: what it gives is another attestation of the same key. Refuses `invalid_proof`.
 */
export function judgePossession(compact: unknown, { walletUrl, now, nonce }: Asked): P256PublicJwk {
  const { header, payload, signingInput, signature } = parse(compact)
  const key = parsePublicJwk(header['jwk'])
  if (header['alg'] !== 'ES256' || header['typ'] !== possessionType) throw invalid('alg or typ')
  if (key?.kty !== 'EC' || key.crv !== 'P-256') throw invalid('a key of another kind')
  const { aud, iat } = payload
  if (aud !== walletUrl) throw invalid('aud')
  if (!isNumericDate(iat) || Math.abs(now - iat) > clockTolerance) throw invalid('iat')
  if (nonce !== null && payload['nonce'] !== nonce) throw invalid('nonce')
  const { x, y } = key
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const
  if (!verifyEs256ByJwk(jwk, signingInput, signature)) throw invalid('signature')
  return jwk
}

function parse(compact: unknown): ParsedJwt {
  if (typeof compact !== 'string' || compact.length > longestProof) throw invalid('no text, or too long')
  try {
    return parseJwt(compact)
  } catch (cause) {
    throw new Refusal('invalid_proof', { detail: 'possession: not a JWT', cause })
  }
}
