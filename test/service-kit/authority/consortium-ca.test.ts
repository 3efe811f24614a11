import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { createConsortiumCa, issueLeafCertificate, type ConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { beforeAll, describe, expect, it } from 'vitest'

let ca: ConsortiumCa
beforeAll(async () => {
  ca = await createConsortiumCa('Counterfoil consortium')
})

const certificateOf = async (name: string): Promise<string> => {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  return issueLeafCertificate({ ca, publicJwk: { kty: 'EC', crv: 'P-256', x, y }, name, did: 'did:example:council', days: 30, role: 'credential' })
}

describe('a certificate of the consortium', () => {
  it.each(['Aldermoor Borough Council', 'Cyngor Sir Ynys Môn', 'Newtown, CN=Aldermoor Borough Council', 'Newtown + CN=Aldermoor', 'The "Old" Town', String.raw`One\Two`, '#0403024869', ' Newtown ', 'One; Two'])('names one council, by the very name: %s', async (name) => {
    const certificate = new X509Certificate(Buffer.from(await certificateOf(name), 'base64'))
    expect({ ...certificate.toLegacyObject().subject }).toEqual({ C: 'GB', O: name, CN: name })
    expect(certificate.checkIssued(new X509Certificate(ca.certificate))).toBe(true)
  })
})
