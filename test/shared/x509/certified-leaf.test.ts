import { generateKeyPairSync, verify, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { createConsortiumCa, issueLeafCertificate, type ConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { importP256 } from '@counterfoil/service-kit/crypto/es256'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { certificatesInPem, parseCertificate } from '@counterfoil/shared/x509/certificate'
import { certifiedLeaf } from '@counterfoil/shared/x509/certified-leaf'

const did = 'did:ethr:0x7a69:0xab00000000000000000000000000000000000001'
const now = Math.floor(Date.now() / 1000)
const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const publicJwk: P256PublicJwk = { kty: 'EC', crv: 'P-256', x, y }

let ca: ConsortiumCa
let leaf: string
beforeAll(async () => {
  ca = await createConsortiumCa('Consortium')
  leaf = await issueLeafCertificate({ ca, publicJwk, name: 'Cyngor Dŵr, “Aldermoor”', did, days: 10, role: 'request', verifierUrl: 'https://verifier.example/aldermoor' })
})

const judge = (x5c: readonly string[], at = now) =>
  certifiedLeaf(x5c, certificatesInPem(ca.certificate), {
    now: at,
    verify: async (key, signed, signature) => verify('sha256', signed, { key: importP256(key), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  })

describe('a certificate', () => {
  it('is read as the platform reads it', () => {
    const read = parseCertificate(leaf) ?? expect.fail()
    const platform = new X509Certificate(Buffer.from(leaf, 'base64'))
    expect([read.from, read.until]).toEqual([platform.validFromDate, platform.validToDate].map((date) => date.getTime() / 1000))
    expect(read).toMatchObject({ publicKey: publicJwk, organisation: 'Cyngor Dŵr, “Aldermoor”', dnsNames: ['verifier.example'], uris: [did] })
  })

  it('of another kind of key, or cut off, is none', () => {
    expect(parseCertificate(Buffer.from(leaf, 'base64').subarray(0, -1).toString('base64'))).toBeNull()
    expect(parseCertificate(Buffer.concat([Buffer.from(leaf, 'base64'), Buffer.from([0])]).toString('base64'))).toBeNull()
    expect(parseCertificate(`${leaf}${leaf}`)).toBeNull()
    for (const text of ['', 'AAAA', 'MAA=', 'not base64', 'A'.repeat(9000)]) expect(parseCertificate(text)).toBeNull()
  })
})

describe('a chain', () => {
  it('leads to the anchor while its certificates stand', async () => {
    expect((await judge([leaf]))?.leaf.uris).toEqual([did])
    expect(await judge([leaf], now + 11 * 86_400)).toBeNull()
    expect(await judge([leaf], now - 2 * 86_400)).toBeNull()
    expect(await judge([])).toBeNull()
  })

  it('does not when one byte of it is another', async () => {
    const bytes = Buffer.from(leaf, 'base64')
    const believed: number[] = []
    for (const place of bytes.keys()) {
      const other = Buffer.from(bytes)
      other[place] = (other[place] ?? 0) ^ 1
      if ((await judge([other.toString('base64')])) !== null) believed.push(place)
    }
    expect(believed).toEqual([])
  })
})
