import { createHash, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { describe, expect, it } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { RecursiveDisclosure, issueSdJwt } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { bindToHolder, selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import { sha256Base64Url, signEs256 } from '@counterfoil/service-kit/crypto/es256'

const issuer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const holder = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const holderJwk = holder.publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const now = Math.floor(Date.now() / 1000)

const credential = issueSdJwt(
  {
    header: { alg: 'ES256', typ: 'dc+sd-jwt', kid: 'did:ethr:0x7a69:0x01#delegate-1' },
    payload: {
      iss: 'did:ethr:0x7a69:0x01',
      vct: 'https://types.example/residency/1',
      iat: now,
      exp: now + 3600,
      cnf: { jwk: { ...holderJwk } },
      given_name: 'Ada',
      address: { postcode: 'ZZ1 1AA', uprn: '990000000001' },
    },
    disclosable: { given_name: true, address: { postcode: true, uprn: true } },
  },
  { sign: (input) => signEs256(issuer.privateKey, input), sha256: sha256Base64Url, salt: () => randomBytes(16).toString('base64url') },
)

const verifierBy = (key: typeof issuer.publicKey) => async (data: string, signature: string) =>
  verify('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))

const library = new SDJwtVcInstance({
  hasher: (data, algorithm) => new Uint8Array(createHash(algorithm.replace('-', '')).update(typeof data === 'string' ? data : Buffer.from(data)).digest()),
  hashAlg: 'sha-256',
  verifier: verifierBy(issuer.publicKey),
  kbVerifier: verifierBy(holder.publicKey),
})

describe('the SD-JWT library, which neither issues nor judges here', () => {
  it('verifies a credential of ours and reads its claims', async () => {
    const { payload } = await library.verify(credential)
    expect(payload).toMatchObject({ given_name: 'Ada', address: { postcode: 'ZZ1 1AA', uprn: '990000000001' } })
  })

  it('verifies one with decoys and an object hidden within its parent, and reads what is shown of it', async () => {
    const nested = issueSdJwt(
      {
        header: { alg: 'ES256', typ: 'dc+sd-jwt' },
        payload: { iss: 'did:ethr:0x7a69:0x01', vct: 'https://types.example/residency/1', iat: now, exp: now + 3600, address: { postcode: 'ZZ1 1AA', uprn: '990000000001' } },
        disclosable: { middle_name: true, address: new RecursiveDisclosure({ postcode: true, uprn: true, line_2: true }) },
        decoys: true,
      },
      { sign: (input) => signEs256(issuer.privateKey, input), sha256: sha256Base64Url, salt: () => randomBytes(16).toString('base64url') },
    )
    expect((await library.verify(nested)).payload).toMatchObject({ address: { postcode: 'ZZ1 1AA', uprn: '990000000001' } })
    expect((await library.verify(selectDisclosures(nested, [['address', 'postcode']], { sha256: sha256Base64Url }))).payload).toHaveProperty('address', { postcode: 'ZZ1 1AA' })
  })

  it('verifies a presentation of ours with its key binding, and sees only what was chosen', async () => {
    const selection = selectDisclosures(credential, [['address', 'postcode']], { sha256: sha256Base64Url })
    const presentation = await bindToHolder(
      selection,
      { audience: 'decentralized_identifier:did:ethr:0x7a69:0x02', nonce: 'a-nonce-of-the-request', issuedAt: epochSeconds(now) },
      { sha256: sha256Base64Url, sign: (input) => signEs256(holder.privateKey, input) },
    )
    const { payload } = await library.verify(presentation, { keyBindingNonce: 'a-nonce-of-the-request' })
    expect(payload).toMatchObject({ address: { postcode: 'ZZ1 1AA' } })
    expect(payload).not.toHaveProperty('given_name')
    expect(payload).not.toHaveProperty('address.uprn')
  })

  it('refuses a credential of ours with another signature', async () => {
    const [head = '', body = '', rest = ''] = credential.split('.')
    await expect(library.verify([head, body, `${rest.startsWith('A') ? 'B' : 'A'}${rest.slice(1)}`].join('.'))).rejects.toThrow()
  })
})
