import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { verifyKeyProof, type KeyProof } from '@counterfoil/shared/oid4vci/key-proof'
import { badProofs, issuer, jwk, order, proof, withSignature, type ProofChanges } from '../../support/bad-key-proofs.ts'
import { encode, now } from '../../support/presentations.ts'

const verify = (compact: string): KeyProof<string> =>
  verifyKeyProof(
    compact,
    { issuer, now: epochSeconds(now) },
    {
      verifyEs256: (key, signingInput, signature) => {
        try {
          return verifyEs256(importP256(key), signingInput, signature)
        } catch {
          return false
        }
      },
      readNonce: (nonce) => (nonce === 'live' ? nonce : null),
    },
  )

const detailOf = (compact: string): { code?: string; detail?: string | undefined } => {
  try {
    return { code: 'accepted', detail: verify(compact).nonce }
  } catch (error) {
    return error as { code?: string; detail?: string }
  }
}

describe('a key proof', () => {
  it('that is good gives the key, and the nonce that has still to be spent', () => {
    expect(verify(proof())).toEqual({ jwk, nonce: 'live', attested: null })
  })

  it.each<[string, ProofChanges]>([
    ['a clock that is 300 seconds behind', { payload: { iat: now - 300 } }],
    ['a clock that is 300 seconds ahead', { payload: { iat: now + 300 } }],
    ['an end', { payload: { exp: now + 1 } }],
    ['a key that says what it is for', { header: { jwk: { ...jwk, alg: 'ES256', use: 'sig', key_ops: ['verify'], kid: 'x', ext: true } } }],
    ['addresses of keys, which are not followed', { header: { jku: 'https://evil.example', x5u: 'https://evil.example', x5t: 'x' } }],
    ['members that nobody knows', { header: { x: {} }, payload: { x: {} } }],
  ])('may have %s', (_what, changes) => {
    expect(detailOf(proof(changes))).toEqual({ code: 'accepted', detail: 'live' })
  })

  it.each(badProofs)('%s: %s is refused', (_row, _what, changes, detail) => {
    expect(detailOf(proof(changes))).toMatchObject({ code: 'invalid_proof', detail })
  })

  it('PRF-29: with a nonce that does not live is told so, for the wallet can fetch a new one', () => {
    expect(detailOf(proof({ payload: { nonce: 'dead' } }))).toMatchObject({ code: 'invalid_nonce' })
  })

  it('PRF-09: with its s mirrored still is the same proof: its nonce is what counts', () => {
    const mirrored = withSignature((bytes) => {
      const s = BigInt(`0x${order.toString('hex')}`) - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
      return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')])
    })
    expect(verify(proof({ finished: mirrored })).nonce).toBe('live')
  })

  it('with any character altered is refused, and is never a fault', () => {
    const good = proof()
    for (let place = 0; place < good.length; place += 1) {
      const altered = good.slice(0, place) + (good[place] === 'A' ? 'B' : 'A') + good.slice(place + 1)
      expect(['invalid_proof', 'invalid_nonce'], `character ${place}`).toContain(detailOf(altered).code)
    }
  })

  it('of any text is refused, and is never a fault', () => {
    const part = fc.oneof(fc.string(), fc.jsonValue().map((value) => encode(value)), fc.constant(encode({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk })))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        expect(['invalid_proof', 'invalid_nonce']).toContain(detailOf(parts.join('.')).code)
      }),
    )
  })
})
