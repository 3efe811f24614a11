import { hash, timingSafeEqual } from 'node:crypto'
import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose'
import type { Authority } from '../../domain/authority.ts'
import type { CouncilClient } from '../../domain/council-client.ts'
import type { OneTimeValues } from '../../ports/authorization.ts'
import type { ClientProofs } from '../../ports/council-api.ts'
import { idOf, isShort } from '../proof-of-key.ts'

/** An assertion is made for one request, so that nobody needs one that lasts longer. */
const longestAssertion = seconds(300)
const shortestSecret = 32
const clockTolerance = 30
const algorithms = ['ES256', 'PS256', 'EdDSA']
const nobody = Buffer.alloc(32)

interface Parts {
  readonly clients: ReadonlyMap<string, CouncilClient>
  readonly once: OneTimeValues
}

/** Judges what a council's system shows to be itself. @see RFC 6749, section 2.3.1; RFC 7523, section 3 */
export const clientProofs = ({ clients, once }: Parts): ClientProofs => ({
  judge: async (authority, proof, now) => {
    if (proof.method === 'private_key_jwt') return judgeAssertion({ clients, once }, authority, proof.assertion, now)
    const client = clients.get(proof.clientId)
    const hashes = client?.proof.method === 'client_secret_basic' ? client.proof.secretHashes : []
    // As long for nobody as for somebody: which clients there are is nobody's business.
    const matches = [...hashes.map((hex) => Buffer.from(hex, 'hex')), nobody].map((expected) => timingSafeEqual(hash('sha256', proof.secret, 'buffer'), expected))
    return client !== undefined && client.authority === authority.id && matches.includes(true) && proof.secret.length >= shortestSecret ? client : null
  },
})

async function judgeAssertion({ clients, once }: Parts, authority: Authority, assertion: string, now: EpochSeconds): Promise<CouncilClient | null> {
  try {
    const client = isShort(assertion) ? clients.get(decodeJwt(assertion).sub ?? '') : undefined
    if (client === undefined || client.authority !== authority.id || client.proof.method !== 'private_key_jwt') return null
    const issuer = `${authority.identifier}/api`
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(client.proof.jwks as unknown as JSONWebKeySet), {
      algorithms,
      issuer: client.id,
      subject: client.id,
      audience: [issuer, `${issuer}/token`],
      requiredClaims: ['exp', 'jti'],
      clockTolerance,
      currentDate: new Date(now * 1000),
    })
    const { jti, exp = 0, aud } = payload
    // For several servers at once it would be another's to use here.
    if (typeof aud !== 'string' || typeof jti !== 'string' || jti === '' || jti.length > 256 || exp > now + longestAssertion + clockTolerance) return null
    return (await once.take('client_assertion', idOf(client.id, jti), plus(now, seconds(longestAssertion + 3 * clockTolerance)))) ? client : null
  } catch {
    // Whatever is wrong with it, the answer is the same.
    return null
  }
}
