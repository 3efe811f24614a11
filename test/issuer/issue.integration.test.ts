import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importP256, verifyEs256, sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { letterOfOfferCode, readOfferCode, secretOfOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import { credentialBody, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, start, walletUrl, type Scene } from './issuer-scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

describe('one credential, from offer to wallet', () => {
  it('is offered by reference, redeemed, proven, issued and noted', async () => {
    const offer = await scene.offer()
    expect(offer.walletLink).toBe(`${walletUrl}/offer?credential_offer_uri=${encodeURIComponent(offer.offerUri)}`)
    expect(offer.txCode).toMatch(/^\d{6}$/)

    const tokenAnswer = await scene.token(offer.code, offer.txCode)
    expect(tokenAnswer.statusCode).toBe(200)
    expect(tokenAnswer.headers['cache-control']).toBe('no-store')
    const { access_token: accessToken, expires_in: lifetime, token_type: tokenType } = tokenAnswer.json()
    expect(lifetime).toBeLessThanOrEqual(300)
    expect(tokenType).toBe('Bearer')

    const holder = makeKeyPair()
    const answer = await scene.credentialWith(accessToken, credentialBody(makeProof(holder, proofClaims(await scene.nonce()))))
    expect(answer.statusCode).toBe(200)
    const { credentials, notification_id: notificationId } = answer.json()
    expect(credentials).toHaveLength(1)

    const parsed = parseSdJwt(credentials[0].credential, { sha256: sha256Base64Url })
    const authority = scene.authority('aldermoor')
    const { kid, x5c } = scene.keysOf('aldermoor').credential
    expect(parsed.issuerJwt.header).toMatchObject({ typ: 'dc+sd-jwt', alg: 'ES256', kid, x5c })
    expect(verifyEs256(importP256(scene.keyOf(kid).jwk), parsed.issuerJwt.signingInput, parsed.issuerJwt.signature)).toBe(true)
    expect(parsed.claims).toMatchObject({
      iss: authority.did,
      vct: `${issuerUrl}/types/residency/1`,
      cnf: { jwk: holder.jwk },
      given_name: 'Ceridwen',
      address: { postcode: 'AL1 2BC', uprn: '100012345678' },
    })
    expect(parsed.disclosures.map(({ path }) => path.join('.')).sort()).toEqual(
      ['address.address_line_1', 'address.post_town', 'address.postcode', 'address.uprn', 'birth_date', 'family_name', 'given_name', 'resident_since'].sort(),
    )
    // Whole days: the second of issuing would link one citizen's showings.
    expect(Number(parsed.claims['iat']) % 86_400).toBe(0)
    expect(Number(parsed.claims['exp']) - Number(parsed.claims['iat'])).toBe(365 * 86_400)

    const noted = await scene.inject({
      method: 'POST',
      url: '/aldermoor/notification',
      headers: { authorization: `Bearer ${accessToken}` },
      payload: { notification_id: notificationId, event: 'credential_accepted' },
    })
    expect(noted.statusCode).toBe(204)
  })

  it('is the same configuration as jwt_vc_json', async () => {
    const { accessToken } = await scene.redeemed()
    const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce()))
    const answer = await scene.credentialWith(accessToken, credentialBody(proof, { credential_configuration_id: 'residency-jwt-vc' }))
    expect(answer.statusCode).toBe(200)
    const [, payload = ''] = answer.json().credentials[0].credential.split('.')
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ type: ['VerifiableCredential', 'ResidencyCredential'], credentialSubject: { given_name: 'Ceridwen' } })
  })

  it('has an entry in a signed status list, which a conditional request need not fetch again', async () => {
    const answer = await scene.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('application/statuslist+jwt')
    const list = parseStatusListToken(answer.body, { uri: `${issuerUrl}/aldermoor/status-lists/1`, now: epochSeconds(start) }, (bytes, largest) => inflateSync(bytes, { maxOutputLength: largest }))
    const { kid } = scene.keysOf('aldermoor').status
    expect(list.jwt.header).toMatchObject({ typ: 'statuslist+jwt', kid })
    expect(verifyEs256(importP256(scene.keyOf(kid).jwk), list.jwt.signingInput, list.jwt.signature)).toBe(true)
    expect(readStatus(list.list, 1_048_575)).toBe(0)
    expect(readStatus(list.list, 1_048_576)).toBeNull()
    const again = await scene.inject({ method: 'GET', url: '/aldermoor/status-lists/1', headers: { 'if-none-match': String(answer.headers['etag']) } })
    expect(again.statusCode).toBe(304)
    expect(again.body).toBe('')
  })

  it('is offered by a code to type, which finds the offer and opens it, and is stored nowhere', async () => {
    const { typedCode, offerUri } = await scene.offer({ withTypedCode: true })
    const code = readOfferCode(typedCode ?? '')
    if (code === null || typedCode === null) throw new Error('no code that can be typed')
    expect(letterOfOfferCode(code)).toBe(scene.authority('aldermoor').letter)
    const secret = await secretOfOfferCode(code, `${issuerUrl}/aldermoor`)
    expect(offerUri).toBe(`${issuerUrl}/aldermoor/offers/${secret}`)
    const stored = JSON.stringify(await scene.rows('SELECT * FROM credential_offers'))
    for (const one of [code, typedCode, secret]) expect(stored).not.toContain(one)
    expect((await scene.inject({ method: 'GET', url: `/brackenfield/offers/${secret}` })).statusCode).toBe(404)
  })

  it('leaves a code claimable when its process died before the answer left', async () => {
    const offer = await scene.offer()
    await scene.token(offer.code, offer.txCode)
    await expect.poll(() => scene.rows('SELECT state FROM credential_offers WHERE id = ?', offer.id)).toEqual([{ state: 'redeemed' }])
    // As if the answer had never left: the mark that follows it is missing.
    await scene.rows("UPDATE credential_offers SET state = 'redeeming' WHERE id = ?", offer.id)
    expect((await scene.token(offer.code, offer.txCode)).statusCode).toBe(400)
    scene.clock.advance(11)
    const answer = await scene.token(offer.code, offer.txCode)
    expect(answer.statusCode).toBe(200)
    const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce()))
    expect((await scene.credentialWith(answer.json().access_token, credentialBody(proof))).statusCode).toBe(200)
  })
})
