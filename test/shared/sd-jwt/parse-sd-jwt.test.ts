import { describe, expect, it } from 'vitest'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { parseIssuedSdJwt, parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { badPresentations, presentBadly } from '../../support/bad-presentations.ts'
import { canonical } from '../../support/hidden-claims.ts'
import { familyName, givenName, nonce, present, sha256 } from '../../support/presentations.ts'
import { vectorsOf } from '../../support/vectors.ts'
import { inNoTime } from '../../support/in-no-time.ts'

interface Vector {
  readonly issuerKey: P256PublicJwk
  readonly sdJwt: string
  readonly claims: JsonObject
  readonly keyBinding?: JsonObject
}

const parse = (text: string) => parseSdJwt(text, { sha256 })

describe('an SD-JWT of RFC 9901', () => {
  it.each(vectorsOf<Vector>('rfc9901', /issuance|presentation|structured/))('%s: is restored to the claims printed there, and signed as printed', (_name, { issuerKey, sdJwt, claims }) => {
    const parsed = parse(sdJwt)
    expect(canonical(parsed.claims)).toBe(canonical(claims))
    expect(parsed.disclosures).toHaveLength(sdJwt.split('~').length - 2)
    expect(verifyEs256(importP256(issuerKey), parsed.issuerJwt.signingInput, parsed.issuerJwt.signature)).toBe(true)
  })

  it.each(vectorsOf<Vector>('rfc9901', /section-5.2/))('%s: is bound to the nonce, the verifier and the selection printed there', (_name, { sdJwt, claims, keyBinding }) => {
    const parsed = parse(sdJwt)
    expect(parsed.keyBinding?.payload).toEqual({ ...keyBinding, sd_hash: sha256(parsed.boundText) })
    const holder = importP256((claims['cnf'] as unknown as { jwk: P256PublicJwk }).jwk)
    expect(verifyEs256(holder, parsed.keyBinding?.signingInput ?? '', parsed.keyBinding?.signature ?? '')).toBe(true)
  })
})

describe('a presentation', () => {
  it('is cut into the issuer JWT, its disclosures, and the key binding', () => {
    const text = present()
    const { boundText, keyBinding, disclosures, claims } = parse(text)
    expect(text.startsWith(boundText)).toBe(true)
    expect(boundText.endsWith(`~${givenName}~${familyName}~`)).toBe(true)
    expect(keyBinding?.payload).toMatchObject({ nonce })
    expect(disclosures.map(({ path }) => path)).toEqual([['given_name'], ['family_name']])
    expect(claims).toMatchObject({ given_name: 'Ann', family_name: 'Lee' })
  })

  it('without key binding ends in a tilde', () => {
    expect(parse(present({ binding: null })).keyBinding).toBeNull()
  })

  it('may disclose nothing', () => {
    expect(parse(present({ shown: [] })).disclosures).toEqual([])
  })

  const structural = badPresentations.filter(({ check, code, row }) => check === 'structure' && code === 'malformed_credential' && !/^(x5c|7\.3|PRF-0|PRF-2)/.test(row))
  it.each(structural.map((bad) => [bad.row, bad.what, bad] as const))('%s: %s is refused', (_row, _what, bad) => {
    expect(() => parse(presentBadly(bad))).toThrow(expect.objectContaining({ code: 'malformed_credential' }))
  })

  it('VPR-23: that is huge, deep or of many parts is refused in no time', () => {
    const huge = [
      '~'.repeat(262_144),
      `${'a'.repeat(262_143)}~`,
      present({ payloadText: (json) => `{"deep":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)},${json.slice(1)}` }),
      present({ payloadText: (json) => `{${Array.from({ length: 15_000 }, (_, each) => `"m${each}":0`).join(',')},"m0":1,${json.slice(1)}` }),
    ]
    for (const text of huge) inNoTime(() => expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'malformed_credential' })))
  })
})

describe('a credential as issued', () => {
  it('is read with all that it discloses', () => {
    expect(parseIssuedSdJwt(present({ binding: null }), { sha256 }).claims).toMatchObject({ given_name: 'Ann' })
  })

  it('7.2: with a key binding is refused: it is somebody else’s presentation', () => {
    expect(() => parseIssuedSdJwt(present(), { sha256 })).toThrow(expect.objectContaining({ code: 'malformed_credential' }))
  })
})
