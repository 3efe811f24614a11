import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { catalogueOf, folderOf } from '../support/catalogue.ts'
import { credentialBody, goodRecord, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, staffOf, start, type Scene } from './issuer-scene.ts'

let scene: Scene
beforeAll(async () => {
  const badge = folderOf('blue-badge')
  const irrevocable = JSON.stringify({ ...JSON.parse(badge.text), statusKinds: ['revocation'] })
  scene = await openScene({ types: catalogueOf(folderOf('residency'), folderOf('representation'), { ...badge, text: irrevocable }) })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const holder = { ...goodRecord(), fields: new Map([...goodRecord().fields, ['blue_badge_number', 'Q1X2Y3'], ['blue_badge_issued_on', '2025-06-01'], ['blue_badge_expires_on', '2025-12-24']]) }
const get = (path: string) => scene.inject({ method: 'GET', url: path })

async function collectBadge(): Promise<JsonObject> {
  const { accessToken } = await scene.redeemed({ type: 'blue-badge', person: holder })
  const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
  const answer = await scene.credentialWith(accessToken, credentialBody(proof, { credential_configuration_id: 'blue-badge-sd-jwt' }))
  expect(answer.statusCode).toBe(200)
  const [, payload = ''] = answer.json<{ credentials: { credential: string }[] }>().credentials[0]?.credential.split('.') ?? []
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject
}

describe('a credential type', () => {
  it('is published at its vct in the very characters that the credential has the digest of (SD-JWT VC, document integrity)', async () => {
    const credential = await collectBadge()
    expect(credential['vct']).toBe(`${issuerUrl}/types/blue-badge/1`)
    const { body, headers } = await get('/types/blue-badge/1')
    expect(headers['content-type']).toContain('application/json')
    expect(credential['vct#integrity']).toBe(`sha256-${createHash('sha256').update(body).digest('base64')}`)
  })

  it.each([
    ['context.jsonld', 'application/ld+json'],
    ['schema.json', 'application/schema+json'],
    ['card.svg', 'image/svg+xml'],
  ])('has its %s beside that, for any site to read', async (name, type) => {
    const answer = await get(`/types/representation/1/${name}`)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toContain(type)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
  })

  it.each(['/types/blue-badge/2', '/types/passport/1', '/types/residency/1/type.json', '/types/residency/1/__proto__', '/types/residency/01/card.svg'])('is not at %s', async (path) => {
    expect((await get(path)).statusCode).toBe(404)
  })

  it('is offered to wallets with its picture and its words for it, in both languages', async () => {
    const metadata = (await get('/.well-known/openid-credential-issuer/aldermoor')).json<{ credential_configurations_supported: Record<string, { credential_metadata: { display: unknown } }> }>()
    const logo = (alt: string) => ({ logo: { uri: `${issuerUrl}/types/blue-badge/1/card.svg`, alt_text: alt } })
    expect(metadata.credential_configurations_supported['blue-badge-sd-jwt']?.credential_metadata.display).toMatchObject([logo('A round parking sign above a road'), logo('Arwydd parcio crwn uwchben ffordd')])
  })

  it('ends with the last day that the record names, and is not issued when that has passed since', async () => {
    expect((await collectBadge())['exp']).toBe(Date.UTC(2025, 11, 25) / 1000)
    scene.clock.advance(Date.UTC(2025, 10, 24, 23, 58) / 1000 - start)
    const { accessToken } = await scene.redeemed({ type: 'blue-badge', person: { ...holder, fields: new Map([...holder.fields, ['blue_badge_expires_on', '2025-11-24']]) } })
    scene.clock.advance(180)
    const late = await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() })), { credential_configuration_id: 'blue-badge-sd-jwt' }))
    expect(late.json()).toMatchObject({ error: 'credential_request_denied' })
  })

  it('that knows no suspension is not suspended, and is revoked', async () => {
    await collectBadge()
    const [row] = await scene.rows<{ id: string }>("SELECT id FROM counterfoils WHERE configuration_id = 'blue-badge-sd-jwt' ORDER BY issued_at DESC")
    const change = (kind: 'suspend' | 'revoke') => scene.issuer.changeStatus(scene.authority('aldermoor'), (row?.id ?? '') as CounterfoilId, kind, { staff: staffOf('aldermoor'), reason: 'at_request' })
    await expect(change('suspend')).rejects.toMatchObject({ code: 'conflict' })
    await expect(change('revoke')).resolves.toMatchObject({ status: 1 })
  })
})
