import { createCipheriv, createPrivateKey, type JsonWebKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { parseJwt } from '@counterfoil/shared/sd-jwt/parse-jwt'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { decryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { vectorsOf } from '../../support/vectors.ts'

// The JOSE cookbook (RFC 7520) has no example of ES256, nor of ECDH-ES with AES-GCM: what Counterfoil speaks is in the RFCs that
// define it, and every example of the cookbook is of something that it refuses.

interface Example {
  readonly key: JsonWebKey | null
  readonly output: Readonly<Record<string, unknown>>
}

const examples = vectorsOf<Example>('jose-cookbook')
const [, agreement] = vectorsOf<{ readonly header: object; readonly key: JsonWebKey; readonly derived: string }>('jose-rfcs', /7518/)[0] ?? expect.fail()
const [, signed] = vectorsOf<{ readonly key: P256PublicJwk; readonly compact: string }>('jose-rfcs', /7515/)[0] ?? expect.fail()
const ours = createPrivateKey({ key: agreement.key, format: 'jwk' })
const written = ({ output }: Example): string[] => Object.values(output).map((form) => (typeof form === 'string' ? form : JSON.stringify(form)))

describe('the examples of the RFCs', () => {
  it('RFC 7518, appendix C: what is encrypted by the key that is printed is opened by the key that was agreed on', () => {
    const header = Buffer.from(JSON.stringify(agreement.header)).toString('base64url')
    const iv = Buffer.alloc(12)
    const cipher = createCipheriv('aes-128-gcm', Buffer.from(agreement.derived, 'base64url'), iv).setAAD(Buffer.from(header))
    const ciphertext = Buffer.concat([cipher.update('a message'), cipher.final()])
    expect(decryptJwe([header, '', iv.toString('base64url'), ciphertext.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.'), ours)).toBe('a message')
  })

  it('RFC 7515, appendix A.3: what is signed by ES256 is taken', () => {
    const { signingInput, signature, payload } = parseJwt(signed.compact)
    expect(payload).toEqual({ iss: 'joe', exp: 1_300_819_380, 'http://example.com/is_root': true })
    expect(verifyEs256ByJwk(signed.key, signingInput, signature)).toBe(true)
  })
})

describe('the examples of the JOSE cookbook', () => {
  it.each(examples.filter(([name]) => /^jwe|ecdh/.test(name)))('%s: is refused however it is written, with the key that it is for where that is one', (_name, example) => {
    const key = example.key?.kty === 'EC' ? createPrivateKey({ key: example.key, format: 'jwk' }) : ours
    expect(written(example)).not.toEqual([])
    for (const message of written(example)) expect(() => decryptJwe(message, key, undefined, 10_000)).toThrow(expect.objectContaining({ code: 'decryption_failed' }) as Error)
  })

  it.each(examples.filter(([name]) => !/^jwe|ecdh/.test(name)))('%s: is no JWT of ours, nor is its signature', (_name, example) => {
    expect(written(example)).not.toEqual([])
    for (const message of written(example)) {
      expect(() => parseJwt(message)).toThrow(expect.objectContaining({ code: 'malformed_credential' }) as Error)
      const [header, payload, signature = ''] = message.split('.')
      expect(verifyEs256ByJwk({ ...example.key, kty: 'EC', crv: 'P-256' } as P256PublicJwk, `${header}.${payload}`, signature)).toBe(false)
    }
  })
})
