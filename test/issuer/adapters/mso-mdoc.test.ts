import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { signMsoMdoc, type MdocToSign } from '@counterfoil/issuer/adapters/mso-mdoc'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { presentMdoc, readMdoc, verifyMdoc } from '../../support/mdocs.ts'
import { makeKeyPair } from '../issuer-scene.ts'

const docType = 'org.counterfoil.library-card.1'
const namespace = docType
const day = 86_400_000
const today = new Date(Date.now() - (Date.now() % day))
const [issuer, holder] = [makeKeyPair(), makeKeyPair()]
let root: string
let x5c: string[]

beforeAll(async () => {
  const ca = await createConsortiumCa('Consortium')
  root = ca.certificate
  x5c = [await issueLeafCertificate({ ca, publicJwk: issuer.jwk, name: 'Aldermoor', did: 'did:ethr:0x1:0x2', days: 30, role: 'credential' })]
})

const elements = { given_name: 'Ceridwen', family_name: 'Ashdown', card_number: 'L-0042' }

const mdocOf = (changes: Partial<MdocToSign> = {}): MdocToSign => ({
  docType,
  elements: new Map([[namespace, new Map(Object.entries(elements))]]),
  holder: holder.jwk,
  validity: { from: today, until: new Date(today.getTime() + 30 * day), update: null },
  status: { idx: 4711, uri: 'https://issuer.example/aldermoor/status-lists/1' },
  ...changes,
})

const sign = (changes: Partial<MdocToSign> = {}): Promise<string> =>
  signMsoMdoc(mdocOf(changes), { random: cryptoRandom, x5c, sign: (signingInput) => signEs256(issuer.privateKey, signingInput) })

const securityObjectOf = (credential: string) => readMdoc(credential, docType).documents[0]?.issuerSigned.issuerAuth.decodedPayload
const itemsOf = (credential: string) => Object.values(readMdoc(credential, docType).documents[0]?.issuerSigned.nameSpaces ?? {}).flat()

const asked = { docType, namespace, elements: ['family_name'], key: holder.privateKey }

describe('an mdoc of ours, in the hands of a library that did not make it', () => {
  it('shows the one element that was asked for, bound to the holder, under the root of the consortium', async () => {
    const shown = await verifyMdoc(await presentMdoc(await sign(), asked), [root])
    expect(shown.documents[0]?.getIssuerNameSpace(namespace)).toEqual({ family_name: 'Ashdown' })
  })

  it('is refused when another holds it', async () => {
    await expect(verifyMdoc(await presentMdoc(await sign(), { ...asked, key: makeKeyPair().privateKey }), [root])).rejects.toThrow('Device signature must be valid')
  })

  it('is refused under the root of another consortium', async () => {
    const other = await createConsortiumCa('Consortium')
    await expect(verifyMdoc(await presentMdoc(await sign(), asked), [other.certificate])).rejects.toThrow('Issuer certificate must be valid')
  })

  it('is refused when somebody else signed it', async () => {
    const forged = await signMsoMdoc(mdocOf(), { random: cryptoRandom, x5c, sign: (signingInput) => signEs256(makeKeyPair().privateKey, signingInput) })
    await expect(verifyMdoc(await presentMdoc(forged, asked), [root])).rejects.toThrow('Issuer signature must be valid')
  })

  it('is refused once its time is over', async () => {
    const over = await sign({ validity: { from: today, until: new Date(today.getTime() - day), update: null } })
    await expect(verifyMdoc(await presentMdoc(over, asked), [root])).rejects.toThrow('The MSO must be valid at the time of verification')
  })

  it('says where its status stands, as Token Status List, section 6.3, has it', async () => {
    expect(new Map(Object.entries(securityObjectOf(await sign()) ?? {})).get('status')).toEqual(new Map([['status_list', new Map<string, unknown>([['idx', 4711], ['uri', 'https://issuer.example/aldermoor/status-lists/1']])]]))
  })

  it('reads as it was written, whatever the elements are', async () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean())
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,20}$/), value, { minKeys: 1, maxKeys: 12 }), async (given) => {
        const read = itemsOf(await sign({ elements: new Map([[namespace, new Map(Object.entries(given))]]) }))
        expect(Object.fromEntries(read.map(({ elementIdentifier, elementValue }) => [elementIdentifier, elementValue]))).toEqual({ ...given })
        expect(new Set(read.map(({ digestID }) => digestID)).size).toBe(read.length)
      }),
      { numRuns: 50 },
    )
  })
})

describe('what an mdoc gives away', () => {
  it('two mdocs of one issuing share no salt and no digest', async () => {
    const [one, other] = [itemsOf(await sign()), itemsOf(await sign())]
    const salts = [...one, ...other].map(({ random }) => Buffer.from(random).toString('hex'))
    expect(new Set(salts).size).toBe(6)
    expect(salts.every((salt) => salt.length >= 32)).toBe(true)
    const digests = (await Promise.all([sign(), sign()])).flatMap((credential) => [...(securityObjectOf(credential)?.valueDigests?.get(namespace)?.values() ?? [])].map((digest) => Buffer.from(digest).toString('hex')))
    expect(new Set(digests).size).toBe(6)
  })

  it('the ids of its digests tell no order', async () => {
    const orders = new Set<string>()
    for (let time = 0; time < 60; time += 1) orders.add(itemsOf(await sign()).map(({ digestID }) => digestID).join())
    // Six orders of three: that one is missing after sixty has a chance of one in ten thousand, that three are, of none.
    expect(orders.size).toBeGreaterThan(3)
  })
})

describe('the certificate of a document signer', () => {
  it('says that it signs documents, for whom, in which country, and not that of a key that asks', async () => {
    const ca = await createConsortiumCa('Consortium')
    const certificate = async (role: 'credential' | 'request') => new X509Certificate(Buffer.from(await issueLeafCertificate({ ca, publicJwk: issuer.jwk, name: 'Aldermoor', did: 'did:ethr:0x1:0x2', days: 30, role }), 'base64'))
    const signer = await certificate('credential')
    expect([signer.keyUsage, signer.subject, signer.subjectAltName]).toEqual([['1.0.18013.5.1.2'], 'C=GB\nO=Aldermoor\nCN=Aldermoor', 'URI:did:ethr:0x1:0x2'])
    expect((await certificate('request')).keyUsage).toBeUndefined()
  })
})
