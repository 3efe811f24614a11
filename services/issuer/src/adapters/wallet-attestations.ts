import { fingerprintOf, judgeChain, parseAnchor } from '@counterfoil/service-kit/crypto/certificate-chain'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { decodeProtectedHeader, importJWK, jwtVerify, type JWK, type JWTPayload } from 'jose'
import type { OneTimeValues, WalletAttestations } from '../ports/authorization.ts'
import { forgottenAt, idOf, isFresh, isShort, thumbprintOf } from './proof-of-key.ts'

type Attestation = Parameters<WalletAttestations['judge']>[0]
type Anchor = ReturnType<typeof parseAnchor>

/**
 * Judges what a wallet's provider says of it: an attestation signed under a trusted anchor, and the instance's own proof that
 * it holds the attested key. As draft 07 has it, which OpenID4VCI 1.0 pins; `iss`, which later drafts dropped, may be absent.
 * @see draft-ietf-oauth-attestation-based-client-auth-07, section 5; HAIP 1.0, section 4.4.1
 */
export function walletAttestations(anchorPems: readonly string[], once: OneTimeValues): WalletAttestations {
  const anchors = anchorPems.map(parseAnchor)
  return {
    judge: async (attestation) => {
      const { jwt, proof, now } = attestation
      if (!isShort(jwt) || !isShort(proof)) return null
      try {
        const jwk = await attestedKey(attestation, anchors)
        const jkt = await thumbprintOf(jwk)
        if (jwk === null || jkt === null) return null
        const jti = await provenBy(jwk, attestation)
        if (jti === null) return null
        return (await once.take('attestation', idOf(jkt, jti), forgottenAt(now))) ? { jkt } : null
      } catch {
        return null
      }
    },
  }
}

async function attestedKey({ jwt, client: { clientId, attestedBelow }, now }: Attestation, trusted: readonly Anchor[]): Promise<JWK | null> {
  const { x5c } = decodeProtectedHeader(jwt)
  const anchors = attestedBelow === undefined ? trusted : trusted.filter((anchor) => attestedBelow.includes(fingerprintOf(anchor)))
  const chain = Array.isArray(x5c) ? judgeChain(x5c, anchors) : null
  if (chain === null || now < chain.from || now > chain.until) return null
  const { payload } = await jwtVerify(jwt, chain.publicKey, {
    algorithms: ['ES256'],
    typ: 'oauth-client-attestation+jwt',
    subject: clientId,
    requiredClaims: ['sub', 'exp', 'cnf'],
    currentDate: dateOf(now),
  })
  const { jwk } = payload['cnf'] as { readonly jwk?: JWK }
  return jwk ?? null
}

/** The id of the instance's proof; null when it isn't for this client, this server and now. */
async function provenBy(jwk: JWK, { proof, client: { clientId }, issuer, now }: Attestation): Promise<string | null> {
  const { payload } = await jwtVerify(proof, await importJWK(jwk, 'ES256'), {
    algorithms: ['ES256'],
    typ: 'oauth-client-attestation-pop+jwt',
    audience: issuer,
    requiredClaims: ['aud', 'jti', 'iat'],
    currentDate: dateOf(now),
  })
  const { iss, jti } = payload
  if (iss !== undefined && iss !== clientId) return null
  return isFresh(payload, now) && isId(jti) ? jti : null
}

const dateOf = (now: EpochSeconds): Date => new Date(now * 1000)
const isId = (jti: JWTPayload['jti']): jti is string => typeof jti === 'string' && jti !== '' && jti.length <= 256
