import { judgeChain, parseAnchor } from '@counterfoil/service-kit/crypto/certificate-chain'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

/** Whose key attestations are believed now: those of certificates below one of these anchors. */
export function attestationTrust(anchorPems: readonly string[], clock: Clock): (x5c: readonly string[]) => P256PublicJwk | null {
  const anchors = anchorPems.map(parseAnchor)
  return (x5c) => {
    const leaf = judgeChain(x5c, anchors)
    const now = clock.now()
    if (leaf === null || now < leaf.from || now > leaf.until) return null
    const { kty, crv, x, y } = leaf.publicKey.export({ format: 'jwk' })
    return kty === 'EC' && crv === 'P-256' && x !== undefined && y !== undefined ? { kty, crv, x, y } : null
  }
}
