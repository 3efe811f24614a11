import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../domain/authority.ts'
import { shownKey } from '../domain/profile.ts'
import type { Es256Signer } from '../ports.ts'

interface Ports {
  readonly clock: Clock
  readonly signerOf: (authority: Authority) => Es256Signer<'credential'>
  readonly encode: (text: string) => string
}

interface SignedMetadata {
  readonly kid: string
  readonly content: string
  readonly signedAt: EpochSeconds
  readonly token: string
}

const lifetime = seconds(24 * 60 * 60)
const signedAnewAfter = 12 * 60 * 60

/**
 * Signs what an issuer says of itself with the key that signs its credentials, so that a wallet needs to trust one party alone. Signed once for
 * all who ask, and again when it says something else, another key signs, or its end comes near. @see OpenID4VCI 1.0, section 12.2.3
 */
export function metadataSigner({ clock, signerOf, encode }: Ports): (authority: Authority, metadata: JsonObject) => Promise<string> {
  const known = new Map<string, SignedMetadata>()
  return async (authority, metadata) => {
    const now = clock.now()
    const { kid, x5c, sign } = signerOf(authority)
    const content = JSON.stringify(metadata)
    const before = known.get(authority.identifier)
    if (before !== undefined && before.kid === kid && before.content === content && now - before.signedAt < signedAnewAfter && before.signedAt <= now) return before.token
    const claims = { ...(authority.profile.namesIssuer ? { iss: authority.did } : {}), sub: authority.identifier, iat: now, exp: plus(now, lifetime), ...metadata }
    const signingInput = `${encode(JSON.stringify({ alg: 'ES256', typ: 'openidvci-issuer-metadata+jwt', ...shownKey(authority.profile, { kid, x5c }, 'issuance') }))}.${encode(JSON.stringify(claims))}`
    const token = `${signingInput}.${await sign(signingInput)}`
    known.set(authority.identifier, { kid, content, signedAt: now, token })
    return token
  }
}
