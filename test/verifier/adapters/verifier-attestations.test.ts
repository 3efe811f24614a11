import { describe, expect, it } from 'vitest'
import { importP256 } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { verifierAttestations } from '@counterfoil/verifier/adapters/verifier-attestations'
import { signedBy, walletKey } from '../../support/outside-wallet.ts'

const now = 1_800_000_000
const clock = { now: () => epochSeconds(now) }
const [attester, ours, theirs] = [walletKey(), walletKey(), walletKey()]
const attestation = (claims: object = {}, header: object = {}): string =>
  signedBy(attester, { typ: 'verifier-attestation+jwt', ...header }, { iss: 'https://attester.example', sub: 'aldermoor.example', exp: now + 60, cnf: { jwk: ours.jwk }, ...claims })
const found = (jwt: string, key = ours, authority = 'aldermoor') => verifierAttestations({ aldermoor: jwt }, clock)(authority)(importP256(key.jwk))

describe('a Verifier Attestation', () => {
  it('is used for its authority and its key, while it lasts', () => {
    const jwt = attestation({ nbf: now })
    expect(found(jwt)).toEqual({ jwt, subject: 'aldermoor.example' })
    expect([found(jwt, theirs), found(jwt, ours, 'brackenfield'), found(attestation({ exp: now })), found(attestation({ nbf: now + 1 }))]).toEqual([null, null, null, null])
  })

  it.each([
    ['another typ', attestation({}, { typ: 'JWT' })],
    ['no iss', attestation({ iss: undefined })],
    ['no sub', attestation({ sub: undefined })],
    ['an empty sub', attestation({ sub: '' })],
    ['no end', attestation({ exp: undefined })],
    ['an end that is a text', attestation({ exp: '1' })],
    ['no key', attestation({ cnf: {} })],
    ['a private key', attestation({ cnf: { jwk: { ...ours.jwk, d: 'AA' } } })],
    ['a key on another curve', attestation({ cnf: { jwk: { ...ours.jwk, crv: 'P-384' } } })],
    ['a point that is on no curve', attestation({ cnf: { jwk: { ...ours.jwk, y: ours.jwk.x } } })],
    ['no JWT in its place', 'hello'],
    ['a critical header', attestation({}, { crit: ['exp'] })],
  ])('with %s stops the service at its start', (_, jwt) => {
    expect(() => verifierAttestations({ aldermoor: jwt }, clock)).toThrow('What VERIFIER_ATTESTATIONS_FILE holds for aldermoor is no Verifier Attestation JWT')
  })
})
