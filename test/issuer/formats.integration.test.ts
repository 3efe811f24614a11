import { gunzipSync, inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { readStatus, statusValue } from '@counterfoil/shared/status-list/status-bits'
import { readMdoc, statusOfMdoc } from '../support/mdocs.ts'
import { verifyVcJwt } from '../support/w3c-credentials.ts'
import { credentialBody, encode, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, staffOf, start, type KeyPair, type Scene } from './issuer-scene.ts'

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

describe('a credential of the W3C data model 1.1', () => {
  it('names the same entries as one of 2.0, in the context that defines them there, beside its Token Status List', async () => {
    const [{ accessToken }, holder] = [await scene.redeemed(), makeKeyPair()]
    const [older, newer] = [payloadOf(await collect(accessToken, 'residency-jwt-vc', holder)), payloadOf(await collect(accessToken, 'residency-vc-jwt', holder))]
    expect(older['credentialStatus']).toEqual(newer['credentialStatus'])
    expect(older['@context']).toEqual(['https://www.w3.org/2018/credentials/v1', 'https://www.w3.org/ns/credentials/status/v1', `${issuerUrl}/types/residency/1/context.jsonld`])
    const [{ statusListIndex = '' } = {}] = older['credentialStatus'] as readonly { statusListIndex?: string }[]
    expect(older['status']).toEqual({ status_list: { uri: `${issuerUrl}/aldermoor/status-lists/1`, idx: Number(statusListIndex) } })
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

const configurations = ['residency-sd-jwt', 'residency-jwt-vc', 'residency-vc-jwt', 'residency-mdoc'] as const

/** Where a credential says that its status stands. */
function placeOf(configuration: (typeof configurations)[number], credential: string): { readonly idx: number; readonly uri: string } {
  if (configuration === 'residency-mdoc') return statusOfMdoc(credential, docType)
  const { status, credentialStatus } = payloadOf(credential)
  if (configuration !== 'residency-vc-jwt') return (status as { status_list: { idx: number; uri: string } }).status_list
  const [entry] = credentialStatus as readonly { statusListIndex: string; statusListCredential: string }[]
  return { idx: Number(entry?.statusListIndex), uri: entry?.statusListCredential.replace(/\/revocation$/, '') ?? '' }
}

const get = async (url: string): Promise<Record<string, unknown>> => payloadOf((await scene.inject({ method: 'GET', url: url.slice(issuerUrl.length) })).body)

/** What stands in the Token Status List that most formats name, and in the W3C list of revocations. */
async function standing({ idx, uri }: { readonly idx: number; readonly uri: string }): Promise<readonly [token: number | null, revoked: boolean]> {
  const { status_list: list } = (await get(uri)) as { status_list: { bits: 2; lst: string } }
  const { credentialSubject } = (await get(`${uri}/revocation`)) as { credentialSubject: { encodedList: string } }
  const bits = gunzipSync(Buffer.from(credentialSubject.encodedList.slice(1), 'base64url'))
  return [readStatus({ bits: list.bits, bytes: inflateSync(Buffer.from(list.lst, 'base64url')) }, idx), ((bits[idx >> 3] ?? 0) & (0x80 >> (idx & 7))) !== 0]
}

describe('one offer, collected in every format', () => {
  it('has one status entry and one counterfoil, and one revocation ends all of it', async () => {
    const [{ accessToken, id }, holder] = [await scene.redeemed(), makeKeyPair()]
    const places = new Set<string>()
    for (const configuration of configurations) places.add(JSON.stringify(placeOf(configuration, await collect(accessToken, configuration, holder))))
    expect(places.size).toBe(1)
    const place = JSON.parse([...places][0] ?? '') as { idx: number; uri: string }
    expect(await standing(place)).toEqual([statusValue.valid, false])
    const counterfoils = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE offer = ?', id)
    expect(counterfoils).toHaveLength(1)
    await scene.issuer.changeStatus(scene.authority('aldermoor'), counterfoils[0]?.id ?? ('' as CounterfoilId), 'revoke', { reason: 'moved_away', staff: staffOf('aldermoor') })
    expect(await standing(place)).toEqual([statusValue.revoked, true])
  })

  it('takes a fresh nonce for each format: an answer that was lost is one of the same format', async () => {
    const [{ accessToken }, holder] = [await scene.redeemed(), makeKeyPair()]
    const proof = makeProof(holder, proofClaims(await scene.nonce()))
    expect((await scene.credentialWith(accessToken, credentialBody(proof))).statusCode).toBe(200)
    const again = await scene.credentialWith(accessToken, credentialBody(proof, { credential_configuration_id: 'residency-mdoc' }))
    expect([again.statusCode, again.json().error]).toEqual([400, 'invalid_nonce'])
  })

  it.each(configurations)('%s is for a key that was proven: one of another curve, or a private one, gets none', async (configuration) => {
    const { accessToken } = await scene.redeemed()
    const { jwk } = makeKeyPair()
    for (const wrong of [{ ...jwk, crv: 'P-384' }, { ...jwk, crv: 'secp256k1' }, { kty: 'OKP', crv: 'Ed25519', x: jwk.x }, { ...jwk, d: jwk.x }, { kty: 'oct', k: jwk.x }]) {
      const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce()), { jwk: wrong })
      const answer = await scene.credentialWith(accessToken, credentialBody(proof, { credential_configuration_id: configuration }))
      expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_proof'])
    }
    await collect(accessToken, configuration, makeKeyPair())
  })

  it.each(['residency-vc+jwt', 'residency-mso_mdoc', 'residency', 'RESIDENCY-MDOC', 'residency-mdoc ', 'library-card-mdoc', 'mso_mdoc', 'org.counterfoil.residency.1'])('there is no configuration %s', async (configuration) => {
    const [{ accessToken }, holder] = [await scene.redeemed(), makeKeyPair()]
    const answer = await scene.credentialWith(accessToken, credentialBody(makeProof(holder, proofClaims(await scene.nonce())), { credential_configuration_id: configuration }))
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'unknown_credential_configuration'])
    await collect(accessToken, 'residency-mdoc', holder)
  })

  it.each(['blue-badge-mdoc', 'library-card-vc-jwt'])('%s was not offered', async (configuration) => {
    const { accessToken } = await scene.redeemed()
    const answer = await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce())), { credential_configuration_id: configuration }))
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'credential_request_denied'])
  })
})
