import { seconds } from '@counterfoil/shared/kernel/branded'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { Random } from '@counterfoil/shared/kernel/random'
import { makeNonce, readNonce, type Mac } from '@counterfoil/shared/oid4vci/nonce'
import { EmbeddedJWK, jwtVerify, type JWTPayload } from 'jose'
import type { DpopProofs, DpopRequest, OneTimeValues } from '../ports/authorization.ts'
import { forgottenAt, idOf, isFresh, isShort, thumbprintOf } from './proof-of-key.ts'

const nonceLifetime = seconds(300)

interface Parts {
  readonly random: Random
  readonly once: OneTimeValues
  /** A keyed hash for nonces of one authority. */
  readonly macOf: (authority: string) => Mac
}

/** Judges DPoP proofs: signature and shape by `jose`, nonces without a table, ids once in the world. @see RFC 9449, section 4.3 */
export const dpopProofs = ({ random, once, macOf }: Parts): DpopProofs => ({
  nonce: (authority, now) => makeNonce(now, nonceLifetime, random, macOf(authority)),
  judge: async (request) => {
    const { authority, now } = request
    const proof = await verify(request)
    if (proof === null) return 'invalid'
    const { nonce } = proof.claims
    if (nonce !== undefined && typeof nonce !== 'string') return 'invalid'
    if (nonce === undefined || readNonce(nonce, now, macOf(authority)) === null) return 'nonce_needed'
    return (await once.take('dpop', idOf(proof.jkt, proof.jti), forgottenAt(now))) ? { jkt: proof.jkt } : 'invalid'
  },
})

interface Verified {
  readonly jkt: string
  readonly jti: string
  readonly claims: JWTPayload
}

async function verify(request: DpopRequest): Promise<Verified | null> {
  const { proof, now } = request
  if (proof === null || !isShort(proof)) return null
  try {
    const { payload: claims, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { algorithms: ['ES256'], typ: 'dpop+jwt', currentDate: new Date(now * 1000) })
    const jkt = await thumbprintOf(protectedHeader.jwk)
    const { jti } = claims
    if (jkt === null || typeof jti !== 'string' || jti === '' || jti.length > 256) return null
    return isFor(claims, request) && isFresh(claims, now) ? { jkt, jti, claims } : null
  } catch {
    // Whatever is wrong with it, the answer is the same.
    return null
  }
}

function isFor({ htm, htu, ath }: JWTPayload, { method, url, accessToken }: DpopRequest): boolean {
  if (htm !== method || typeof htu !== 'string' || withoutQuery(htu) !== withoutQuery(url)) return false
  return accessToken === null || ath === sha256Base64Url(accessToken)
}

function withoutQuery(address: string): string | null {
  const url = URL.parse(address)
  if (url === null) return null
  url.search = ''
  url.hash = ''
  return url.href
}
