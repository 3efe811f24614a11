import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { authorityKeyIdentifier, matchesTrustedAuthorities } from '@counterfoil/shared/dcql/trusted-authorities'
import { publicJwk } from '../../support/presentations.ts'

/** A leaf with issuer and serial beside the key identifier, made by OpenSSL. */
const foreign =
  'MIIBpjCCAU2gAwIBAgIUXd2vJ8tW5a3+rCGadYYgrxfA3rAwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBeDAeFw0yNjExMjUxNjE4MTBaFw0zNjExMjIxNjE4MTBaMA8xDTALBgNVBAMMBGxlYWYwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQzJA4zep9ejKdeqXM7ZO872+tW1iNdS6rLAFyQQFsMahEfme4PMp+FkKQt1AsVOj0kB81YTdsnN14Wtp39TKUEo4GJMIGGMEcGA1UdIwRAMD6AFC48jnknIZzJUK4yJ55F0z7YVUQUoRCkDjAMMQowCAYDVQQDDAF4ghQ7fSDeE+4mli5Fy7N3OPGX1CdmJjAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDAdBgNVHQ4EFgQULjyOeSchnMlQrjInnkXTPthVRBQwCgYIKoZIzj0EAwIDRwAwRAIgG0+ltfHNP9r4207Vkbhf9j0qs5dIQMprq1EkVr8ZWVMCIF7P05F8HsWlYOFBTg9/AGX6BMEotL9yTyDRgr3x6lXS'
const foreignAuthority = Buffer.from('2E3C8E7927219CC950AE32279E45D33ED8554414', 'hex').toString('base64url')

const wanting = (...values: string[]) => [{ type: 'aki', values }]

describe('the authority key identifier of a certificate', () => {
  it('is read from a certificate of ours: the hash of the consortium key', async () => {
    const ca = await createConsortiumCa('Consortium')
    const leaf = await issueLeafCertificate({ ca, publicJwk: publicJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey), name: 'Aldermoor', did: 'did:ethr:0x1:0x2', days: 1 })
    const { x = '', y = '' } = new X509Certificate(ca.certificate).publicKey.export({ format: 'jwk' })
    // The key as RFC 5280, section 4.2.1.2, hashes it: an uncompressed point.
    const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
    expect(authorityKeyIdentifier(leaf)).toBe(createHash('sha1').update(point).digest('base64url'))
  })

  it('is read from a certificate of another maker', () => {
    expect(authorityKeyIdentifier(foreign)).toBe(foreignAuthority)
  })

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['base64url', foreign.replaceAll('+', '-')],
    ['text', Buffer.from('hello').toString('base64')],
    ['an empty sequence', Buffer.from([0x30, 0]).toString('base64')],
    ['a sequence without end', Buffer.from([0x30, 0x80, 0, 0]).toString('base64')],
    ['a length of four bytes', Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).toString('base64')],
    ['a certificate cut short', Buffer.from(foreign, 'base64').subarray(0, 300).toString('base64')],
  ])('is none for %s', (_what, certificate) => {
    expect(authorityKeyIdentifier(certificate)).toBeNull()
  })

  it('is read, or none, for a certificate with any byte altered, and for any bytes: never a fault', () => {
    const der = Buffer.from(foreign, 'base64')
    for (let place = 0; place < der.length; place += 1) {
      const altered = Buffer.from(der)
      altered[place] = (altered[place] ?? 0) ^ 0xff
      expect([null, 'string']).toContain(authorityKeyIdentifier(altered.toString('base64')) === null ? null : 'string')
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void authorityKeyIdentifier(Buffer.from(bytes).toString('base64'))))
  })
})

describe('trusted authorities', () => {
  it('match when any certificate of the credential names any of them', () => {
    expect(matchesTrustedAuthorities(wanting('x', foreignAuthority), ['AAAA', foreign])).toBe(true)
    expect(matchesTrustedAuthorities([{ type: 'etsi_tl', values: ['https://lotl.example'] }, ...wanting(foreignAuthority)], [foreign])).toBe(true)
  })

  it.each([
    ['another authority', wanting('s9tIpPmhxdiuNkHMEWNpYim8S8Y'), [foreign]],
    ['the identifier under another type', [{ type: 'openid_federation', values: [foreignAuthority] }], [foreign]],
    ['no certificate', wanting(foreignAuthority), []],
    ['a certificate that names none', wanting(''), ['AAAA']],
    ['nobody', [], [foreign]],
  ])('do not match %s', (_what, authorities, x5c) => {
    expect(matchesTrustedAuthorities(authorities, x5c)).toBe(false)
  })
})
