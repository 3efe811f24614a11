import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuerUrl, openScene, type Scene } from './issuer-scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const metadata = (accept?: string, authority = 'aldermoor') =>
  scene.inject({ method: 'GET', url: `/.well-known/openid-credential-issuer/${authority}`, headers: accept === undefined ? {} : { accept } })

describe('issuer metadata', () => {
  it.each([undefined, '*/*', 'application/json', 'application/json, application/jwt', 'text/html'])('is plain JSON for "%s"', async (accept) => {
    const answer = await metadata(accept)
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['vary']]).toEqual([200, 'application/json; charset=utf-8', 'accept'])
  })

  it('is signed for who asks so, with the key and certificate that credentials are signed with, and says the same', async () => {
    const answer = await metadata('application/jwt')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/jwt'])
    const { kid, x5c } = scene.keysOf('aldermoor').credential
    const { payload, protectedHeader } = await jwtVerify(answer.body, await importJWK({ ...scene.keyOf(kid).jwk }, 'ES256'), { currentDate: new Date(scene.clock.now() * 1000), subject: `${issuerUrl}/aldermoor`, typ: 'openidvci-issuer-metadata+jwt' })
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'openidvci-issuer-metadata+jwt', kid, x5c })
    const { iss, sub, iat, exp, ...rest } = payload
    expect([iss, sub, iat, exp]).toEqual([scene.authority('aldermoor').did, `${issuerUrl}/aldermoor`, scene.clock.now(), scene.clock.now() + 86_400])
    expect(rest).toEqual((await metadata()).json())
  })

  it('is signed once for all who ask, and again half a day later', async () => {
    const [first, second] = [await metadata('application/jwt'), await metadata('application/jwt')]
    expect(second.body).toBe(first.body)
    scene.clock.advance(12 * 3600)
    expect(decodeJwt((await metadata('application/jwt')).body).iat).toBe(scene.clock.now())
  })

  it("is each authority's own", async () => {
    const answer = await metadata('application/jwt', 'brackenfield')
    expect([decodeJwt(answer.body).sub, decodeProtectedHeader(answer.body).kid]).toEqual([`${issuerUrl}/brackenfield`, scene.keysOf('brackenfield').credential.kid])
    expect((await metadata('application/jwt', 'nowhere')).statusCode).toBe(404)
  })
})
