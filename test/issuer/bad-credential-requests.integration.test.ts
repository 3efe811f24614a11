import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentialBody, makeKeyPair, makeProof, openScene, proofClaims, start, type Scene } from './issuer-scene.ts'
import { catalogueOf, folderOf } from '../support/catalogue.ts'

let scene: Scene
beforeAll(async () => {
  const residency = folderOf('residency')
  const permit = { ...residency, text: JSON.stringify({ ...JSON.parse(residency.text), id: 'permit' }) }
  scene = await openScene({ types: catalogueOf(residency, permit) })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const key = makeKeyPair()
const proofFor = async (authority = 'aldermoor'): Promise<string> => makeProof(key, proofClaims(await scene.nonce(authority)))

async function stillIssues(accessToken: string): Promise<void> {
  expect((await scene.credentialWith(accessToken, credentialBody(await proofFor()))).statusCode).toBe(200)
}

const jwk = { kty: 'EC', crv: 'P-256', x: key.jwk.x, y: key.jwk.y, alg: 'ECDH-ES', use: 'enc' }

/** The body as text, or as a value to be written as JSON. */
const rows: readonly (readonly [row: string, body: (proof: string) => unknown, error: string])[] = [
  ['CRD-05 unknown configuration', (proof) => credentialBody(proof, { credential_configuration_id: 'library-card' }), 'unknown_credential_configuration'],
  ['CRD-06 __proto__', (proof) => credentialBody(proof, { credential_configuration_id: '__proto__' }), 'unknown_credential_configuration'],
  ['CRD-06 constructor', (proof) => credentialBody(proof, { credential_configuration_id: 'constructor' }), 'unknown_credential_configuration'],
  ['CRD-06 toString', (proof) => credentialBody(proof, { credential_configuration_id: 'toString' }), 'unknown_credential_configuration'],
  ['CRD-07 unknown identifier', (proof) => ({ credential_identifier: 'x', proofs: { jwt: [proof] } }), 'unknown_credential_identifier'],
  ['CRD-08 both', (proof) => credentialBody(proof, { credential_identifier: 'x' }), 'invalid_credential_request'],
  ['CRD-08 neither', (proof) => ({ proofs: { jwt: [proof] } }), 'invalid_credential_request'],
  ['CRD-08 not a text', (proof) => credentialBody(proof, { credential_configuration_id: ['residency-sd-jwt'] }), 'invalid_credential_request'],
  ['CRD-09 a configuration that was not offered', (proof) => credentialBody(proof, { credential_configuration_id: 'permit-sd-jwt' }), 'credential_request_denied'],
  ['CRD-10 null', () => 'null', 'invalid_credential_request'],
  ['CRD-10 a list', () => '[]', 'invalid_credential_request'],
  ['CRD-10 a text', () => '"x"', 'invalid_credential_request'],
  ['CRD-10 nothing', () => '', 'invalid_credential_request'],
  ['CRD-10 not JSON', () => '{"credential_configuration_id":', 'invalid_credential_request'],
  ['CRD-10 duplicate members', (proof) => `{"credential_configuration_id":"x",${JSON.stringify(credentialBody(proof)).slice(1)}`, 'invalid_credential_request'],
  ['CRD-10 duplicate members, one escaped', (proof) => `{"credential\\u005fconfiguration_id":"x",${JSON.stringify(credentialBody(proof)).slice(1)}`, 'invalid_credential_request'],
  ['CRD-10 duplicate members deep inside', (proof) => `{"credential_configuration_id":"residency-sd-jwt","proofs":{"jwt":[],"jwt":["${proof}"]}}`, 'invalid_credential_request'],
  ['CRD-12 __proto__', (proof) => `{"__proto__":{},${JSON.stringify(credentialBody(proof)).slice(1)}`, 'invalid_credential_request'],
  ['CRD-12 constructor.prototype', (proof) => credentialBody(proof, { constructor: { prototype: {} } }), 'invalid_credential_request'],
  ['CRD-18 a name whose characters no answer may hold', (proof) => credentialBody(proof, { credential_configuration_id: '"\\é\u202e\u0000\r\n' }), 'unknown_credential_configuration'],
  ['CRD-18 a member whose name none may hold', () => '{"\\"\\u202e": é}', 'invalid_credential_request'],
  ['JSON nested too deep', (proof) => `{"x":${'['.repeat(30_000)}${']'.repeat(30_000)},${JSON.stringify(credentialBody(proof)).slice(1)}`, 'invalid_credential_request'],
  ['CRD-13 unknown encryption', (proof) => credentialBody(proof, { credential_response_encryption: { jwk, enc: 'A1', zip: 'DEF' } }), 'invalid_encryption_parameters'],
  ['CRD-15 response encryption in a plain request', (proof) => credentialBody(proof, { credential_response_encryption: { jwk, enc: 'A256GCM' } }), 'invalid_encryption_parameters'],
]

describe('the credential endpoint refuses', () => {
  it.each(rows)('%s', async (_row, body, error) => {
    const { accessToken } = await scene.redeemed()
    const answer = await scene.credentialWith(accessToken, body(await proofFor()))
    expect([answer.statusCode, answer.json().error]).toEqual([400, error])
    expect(answer.json().error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/) // CRD-18
    expect(answer.headers['cache-control']).toBe('no-store')
    await stillIssues(accessToken)
  })

  it('ignores members that it does not know, wherever the standard allows more', async () => {
    const { accessToken } = await scene.redeemed()
    const body = credentialBody(await proofFor(), { format: 'anything', surprise: { nested: [1, { a: 'b' }] }, constructor: 'a name like any other' })
    expect((await scene.credentialWith(accessToken, body)).statusCode).toBe(200)
  })

  it('CRD-01 a request without a token, saying nothing of its body', async () => {
    const answer = await scene.credentialWith(null, 'not json at all')
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer'])
  })

  it.each([
    ['unknown', 'A'.repeat(43)],
    ['malformed', 'x y z'],
    ['very long', 'A'.repeat(3000)],
    ['empty', ''],
  ])('CRD-02 a token that is %s', async (_row, token) => {
    const { accessToken } = await scene.redeemed()
    const answer = await scene.credentialWith(token, credentialBody(await proofFor()))
    expect([answer.statusCode, answer.json().error]).toEqual([401, 'invalid_token'])
    expect(answer.headers['www-authenticate']).toContain('Bearer')
    await stillIssues(accessToken)
  })

  it('CRD-02 a token that has expired', async () => {
    const late = await openScene()
    const { accessToken } = await late.redeemed()
    late.clock.advance(300)
    const proof = makeProof(key, proofClaims(await late.nonce(), { iat: start + 300 }))
    const answer = await late.credentialWith(accessToken, credentialBody(proof))
    expect([answer.statusCode, answer.json().error]).toEqual([401, 'invalid_token'])
    await late.close()
    late.erase()
  })

  it('CRD-04 a token of another authority', async () => {
    const { accessToken } = await scene.redeemed()
    const answer = await scene.credentialWith(accessToken, credentialBody(await proofFor('brackenfield')), { authority: 'brackenfield' })
    expect([answer.statusCode, answer.json().error]).toEqual([401, 'invalid_token'])
    await stillIssues(accessToken)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])('a body of type %s', async (contentType) => {
    const { accessToken } = await scene.redeemed()
    const answer = await scene.credentialWith(accessToken, JSON.stringify(credentialBody(await proofFor())), { contentType })
    expect([400, 415]).toContain(answer.statusCode)
    await stillIssues(accessToken)
  })

  it.each([' application/json', 'application/json\ta', 'application/json garbage', 'APPLICATION/JSON', 'application/json; charset=utf-8'])('SRF-08 never takes a body unread: content type "%s"', async (contentType) => {
    const { accessToken } = await scene.redeemed()
    const answer = await scene.credentialWith(accessToken, '{"credential_configuration_id":', { contentType })
    expect([400, 415]).toContain(answer.statusCode)
    await stillIssues(accessToken)
  })
})

describe('a nonce', () => {
  it('NON-01 is not had by GET', async () => {
    const answer = await scene.inject({ method: 'GET', url: '/aldermoor/nonce' })
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST'])
  })

  it('NON-02 is kept out of caches, and open to wallets on any origin', async () => {
    const answer = await scene.inject({ method: 'POST', url: '/aldermoor/nonce', headers: { origin: 'http://wallet.example' } })
    expect([answer.statusCode, answer.headers['cache-control'], answer.headers['access-control-allow-origin']]).toEqual([200, 'no-store', '*'])
  })

  it('NON-05 ends after five minutes', async () => {
    const late = await openScene()
    const nonce = await late.nonce()
    late.clock.advance(299)
    const alive = await late.redeemed()
    const claims = proofClaims(nonce, { iat: start + 299 })
    late.clock.advance(2)
    const answer = await late.credentialWith(alive.accessToken, credentialBody(makeProof(key, claims)))
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_nonce'])
    await late.close()
    late.erase()
  })

  it('NON-06 is not taken for a second credential', async () => {
    const [first, second] = [await scene.redeemed(), await scene.redeemed()]
    const nonce = await scene.nonce()
    expect((await scene.credentialWith(first.accessToken, credentialBody(makeProof(key, proofClaims(nonce))))).statusCode).toBe(200)
    const answer = await scene.credentialWith(second.accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(nonce))))
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_nonce'])
    await stillIssues(second.accessToken)
  })

  it('NON-07 issues once for fifty requests of one token at once', async () => {
    const { accessToken, id } = await scene.redeemed()
    const body = credentialBody(await proofFor())
    const answers = await Promise.all(Array.from({ length: 50 }, () => scene.credentialWith(accessToken, body)))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer.statusCode === 400 && answer.json().error === 'invalid_nonce')).toHaveLength(49)
    expect(await scene.rows('SELECT count(*) AS issued FROM counterfoils WHERE offer = ?', id)).toEqual([{ issued: 1 }])
  })

  it('NON-07 issues once for fifty tokens with one nonce at once', async () => {
    const tokens: string[] = []
    for (let index = 0; index < 50; index += 1) tokens.push((await scene.redeemed()).accessToken)
    const body = credentialBody(await proofFor())
    const answers = await Promise.all(tokens.map((token) => scene.credentialWith(token, body)))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer.statusCode === 400 && answer.json().error === 'invalid_nonce')).toHaveLength(49)
  })

  it('NON-08 of one authority is worth nothing at another, nor with a bit flipped', async () => {
    const { accessToken } = await scene.redeemed()
    const nonce = await scene.nonce()
    const flipped = Buffer.from(nonce, 'base64url')
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1
    const longer = Buffer.from(nonce, 'base64url')
    longer.writeUInt32BE(start + 100_000)
    for (const bad of [await scene.nonce('brackenfield'), flipped.toString('base64url'), longer.toString('base64url')]) {
      const answer = await scene.credentialWith(accessToken, credentialBody(makeProof(key, proofClaims(bad))))
      expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_nonce'])
    }
    await stillIssues(accessToken)
  })
})

describe('a repeated request', () => {
  const placeOf = (credential: string): unknown => JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()).status

  it('CRD-20 gets the same credential again when the answer was lost', async () => {
    const { accessToken, id } = await scene.redeemed()
    const body = credentialBody(await proofFor())
    const first = (await scene.credentialWith(accessToken, body)).json()
    const again = (await scene.credentialWith(accessToken, body)).json()
    const withNewNonce = (await scene.credentialWith(accessToken, credentialBody(await proofFor()))).json()
    for (const repeated of [again, withNewNonce]) {
      expect(repeated.notification_id).toBe(first.notification_id)
      expect(placeOf(repeated.credentials[0].credential)).toEqual(placeOf(first.credentials[0].credential))
    }
    expect(await scene.rows('SELECT count(*) AS issued FROM counterfoils WHERE offer = ?', id)).toEqual([{ issued: 1 }])
  })

  it('is refused for another key, in whichever format', async () => {
    const { accessToken } = await scene.redeemed()
    await stillIssues(accessToken)
    const otherKey = await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce()))))
    const otherFormat = await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce())), { credential_configuration_id: 'residency-mdoc' }))
    for (const answer of [otherKey, otherFormat]) expect([answer.statusCode, answer.json().error]).toEqual([400, 'credential_request_denied'])
    await stillIssues(accessToken)
  })

  it('is answered after the wallet has told that it has its credential, until the token ends, and then nothing is left to sign', async () => {
    const { accessToken, id } = await scene.redeemed()
    const again = async () => scene.credentialWith(accessToken, credentialBody(await proofFor()))
    const { notification_id: notificationId } = (await again()).json()
    await notify(accessToken, { notification_id: notificationId, event: 'credential_accepted' })
    expect((await again()).statusCode).toBe(200)
    await scene.rows('UPDATE credential_offers SET token_expires_at = ? WHERE id = ?', scene.clock.now(), id)
    expect((await again()).statusCode).toBe(401)
    await scene.issuer.sweep()
    expect(await draftOf(id)).toEqual(nothing)
  })

  it('is refused once the wallet has told that its holder does not want it, for nothing is left to sign', async () => {
    const { accessToken, id } = await scene.redeemed()
    const { notification_id: notificationId } = (await scene.credentialWith(accessToken, credentialBody(await proofFor()))).json()
    await notify(accessToken, { notification_id: notificationId, event: 'credential_deleted' })
    expect(await draftOf(id)).toEqual(nothing)
    const answer = await scene.credentialWith(accessToken, credentialBody(await proofFor()))
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'credential_request_denied'])
  })
})

const nothing = [{ sealed_claims: null, code_wrapped_key: null, token_wrapped_key: null }]
const draftOf = (id: string) => scene.rows('SELECT sealed_claims, code_wrapped_key, token_wrapped_key FROM credential_offers WHERE id = ?', id)

const notify = (accessToken: string, payload: object, authority = 'aldermoor') =>
  scene.inject({ method: 'POST', url: `/${authority}/notification`, headers: { authorization: `Bearer ${accessToken}` }, payload })

describe('the notification endpoint', () => {
  const issued = async () => {
    const { accessToken } = await scene.redeemed()
    const { notification_id: id } = (await scene.credentialWith(accessToken, credentialBody(await proofFor()))).json()
    return { accessToken, id: id as string }
  }

  it.each([
    ['CRD-28 no event', (id: string) => ({ notification_id: id }), 'invalid_notification_request'],
    ['CRD-28 unknown event', (id: string) => ({ notification_id: id, event: 'credential_eaten' }), 'invalid_notification_request'],
    ['no id', () => ({ event: 'credential_accepted' }), 'invalid_notification_request'],
    ['another id', () => ({ notification_id: 'x', event: 'credential_accepted' }), 'invalid_notification_id'],
  ])('refuses %s', async (_row, body, error) => {
    const { accessToken, id } = await issued()
    const answer = await notify(accessToken, body(id))
    expect([answer.statusCode, answer.json().error]).toEqual([400, error])
    expect((await notify(accessToken, { notification_id: id, event: 'credential_accepted' })).statusCode).toBe(204)
  })

  it('CRD-29 refuses a token of another authority', async () => {
    const { accessToken, id } = await issued()
    expect((await notify(accessToken, { notification_id: id, event: 'credential_accepted' }, 'brackenfield')).statusCode).toBe(401)
  })

  it('CRD-30 takes the same notification a hundred times and notes it once', async () => {
    const { accessToken, id } = await issued()
    const answers = await Promise.all(Array.from({ length: 100 }, () => notify(accessToken, { notification_id: id, event: 'credential_accepted', event_description: 'thanks' })))
    expect(answers.every(({ statusCode }) => statusCode === 204)).toBe(true)
    expect((await notify(accessToken, { notification_id: id, event: 'credential_deleted' })).statusCode).toBe(204)
    const noted = await scene.rows<{ event: string; times: number }>("SELECT event, count(*) AS times FROM audit_entries WHERE event IN ('credential.accepted', 'credential.deleted') GROUP BY event, object HAVING count(*) > 1")
    expect(noted).toEqual([])
  })
})
