import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMdoc } from '../support/mdocs.ts'
import { verifyVcJwt } from '../support/w3c-credentials.ts'
import { credentialBody, encode, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, start, type KeyPair, type Scene } from './issuer-scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const docType = 'org.counterfoil.residency.1'
const wholeDays = { issued: start - (start % 86_400), ended: start - (start % 86_400) + 365 * 86_400 }

async function collect(accessToken: string, configurationId: string, key: KeyPair): Promise<string> {
  const proof = makeProof(key, proofClaims(await scene.nonce()))
  const answer = await scene.credentialWith(accessToken, credentialBody(proof, { credential_configuration_id: configurationId }))
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ credentials: { credential: string }[] }>().credentials[0]?.credential ?? ''
}

const payloadOf = (compact: string): Record<string, unknown> => JSON.parse(Buffer.from(compact.split(/[.~]/)[1] ?? '', 'base64url').toString()) as Record<string, unknown>
const contextOf = async (url: string): Promise<string> => (await scene.inject({ method: 'GET', url: url.slice(issuerUrl.length) })).body

describe('a credential of the W3C data model 2.0', () => {
  it('is signed as it is, in no wrapper, and every term of it is defined', async () => {
    const [{ accessToken }, holder] = [await scene.redeemed(), makeKeyPair()]
    const compact = await collect(accessToken, 'residency-vc-jwt', holder)
    const context = `${issuerUrl}/types/residency/1/context.jsonld`
    const { jwk } = scene.keyOf(scene.keysOf('aldermoor').credential.kid)
    const { credential, meaning } = await verifyVcJwt(compact, { key: { ...jwk }, contexts: new Map([[context, await contextOf(context)]]), now: new Date(start * 1000) })
    expect(credential).toMatchObject({
      '@context': ['https://www.w3.org/ns/credentials/v2', context],
      type: ['VerifiableCredential', 'ResidencyCredential'],
      issuer: scene.authority('aldermoor').did,
      credentialSchema: { id: `${issuerUrl}/types/residency/1/schema.json`, type: 'JsonSchema' },
      credentialSubject: { id: `did:jwk:${encode(holder.jwk)}`, given_name: 'Ceridwen', address: { postcode: 'AL1 2BC' } },
    })
    expect(JSON.stringify(meaning)).toContain(`${issuerUrl}/types/residency/1#given_name`)
    for (const wrapper of ['vc', 'iss', 'sub', 'iat']) expect(credential).not.toHaveProperty(wrapper)
  })

  it('says its dates in whole days, like every other of that day', async () => {
    const { validFrom, validUntil } = payloadOf(await collect((await scene.redeemed()).accessToken, 'residency-vc-jwt', makeKeyPair()))
    expect([validFrom, validUntil]).toEqual([wholeDays.issued, wholeDays.ended].map((seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')))
    expect(validFrom).toMatch(/T00:00:00Z$/)
  })

  it('names an entry in a list for each way in which it may stop to stand', async () => {
    const { credentialStatus } = payloadOf(await collect((await scene.redeemed()).accessToken, 'residency-vc-jwt', makeKeyPair()))
    expect(credentialStatus).toMatchObject(['revocation', 'suspension'].map((statusPurpose) => ({ type: 'BitstringStatusListEntry', statusPurpose, statusListIndex: expect.stringMatching(/^\d+$/) as string, statusListCredential: `${issuerUrl}/aldermoor/status-lists/1/${statusPurpose}` })))
  })
})

describe('an mdoc', () => {
  it('has an element for each claim, dates as dates, in the namespace that the catalogue gives', async () => {
    const holder = makeKeyPair()
    const { issuerSigned } = readMdoc(await collect((await scene.redeemed()).accessToken, 'residency-mdoc', holder), docType).documents[0] ?? {}
    const elements = new Map(issuerSigned?.nameSpaces[docType]?.map(({ elementIdentifier, elementValue }) => [elementIdentifier, elementValue as unknown]))
    expect([elements.get('given_name'), elements.get('postcode'), elements.has('address_line_2'), elements.size]).toEqual(['Ceridwen', 'AL1 2BC', false, 8])
    expect(elements.get('birth_date')).toBeInstanceOf(Date)
    const { validityInfo, deviceKeyInfo } = issuerSigned?.issuerAuth.decodedPayload ?? {}
    expect([validityInfo?.signed, validityInfo?.validFrom, validityInfo?.validUntil]).toEqual([wholeDays.issued, wholeDays.issued, wholeDays.ended].map((seconds) => new Date(seconds * 1000)))
    expect(Buffer.from(deviceKeyInfo?.deviceKey.get(-2) as Uint8Array).toString('base64url')).toBe(holder.jwk.x)
  })

  it('is offered only of types whose catalogue entry names it so', () => {
    const published = [...scene.issuer.types.values()].filter(({ mdoc }) => mdoc !== undefined).map(({ id }) => id)
    expect(published).toEqual(['blue-badge', 'residency'])
  })
})
