import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../domain/authority.ts'
import { shownKey } from '../domain/profile.ts'
import type { Es256Signer } from '../ports.ts'

export interface SignOncePorts {
  readonly clock: Clock
  readonly signerOf: (authority: Authority) => Es256Signer<'credential'>
  readonly encode: (text: string) => string
}

interface Signed {
  readonly kid: string
  readonly content: string
  readonly signedAt: EpochSeconds
  readonly token: string
}

const lifetime = seconds(24 * 60 * 60)
const signedAnewAfter = 12 * 60 * 60

/** The payload of what says this content, for a time. */
export type PayloadAt = (now: EpochSeconds, until: EpochSeconds) => JsonObject

/**
 * Signs what an authority says with the key that signs its credentials, so that whoever reads it needs to trust one party alone. Signed once for
 * all who ask, and again when it says something else, another key signs, or its end comes near.
 */
export function signOnce({ clock, signerOf, encode }: SignOncePorts, typ: string): (authority: Authority, content: string, payload: PayloadAt) => Promise<string> {
  const known = new Map<string, Signed>()
  return async (authority, content, payload) => {
    const now = clock.now()
    const { kid, x5c, sign } = signerOf(authority)
    const before = known.get(authority.identifier)
    if (before !== undefined && before.kid === kid && before.content === content && now - before.signedAt < signedAnewAfter && before.signedAt <= now) return before.token
    const signingInput = `${encode(JSON.stringify({ alg: 'ES256', typ, ...shownKey(authority.profile, { kid, x5c }, 'issuance') }))}.${encode(JSON.stringify(payload(now, plus(now, lifetime))))}`
    const token = `${signingInput}.${await sign(signingInput)}`
    known.set(authority.identifier, { kid, content, signedAt: now, token })
    return token
  }
}
