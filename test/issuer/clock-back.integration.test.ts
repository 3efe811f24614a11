import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentialBody, goodRecord, makeKeyPair, makeProof, openScene, proofClaims, type Scene } from './issuer-scene.ts'

const hour = 3600
const day = 86_400
let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

/** Lets something lapse, and the sweeper come by as it does twice a minute; then the clock is an hour late for a while. */
async function whileLate(after: number, look: () => Promise<void>): Promise<void> {
  scene.clock.advance(after)
  await scene.issuer.sweep()
  scene.clock.advance(-hour)
  await look()
  scene.clock.advance(hour)
}

describe('INV-22: a clock that goes back an hour', () => {
  it('revives no offer that has expired', async () => {
    const { code, txCode } = await scene.offer({ person: goodRecord('AL-0011') })
    await whileLate(day, async () => expect((await scene.token(code, txCode)).statusCode).toBe(400))
  })

  it('revives no token that has lapsed, issued from or not', async () => {
    const unused = await scene.redeemed({ person: goodRecord('AL-0012') })
    const used = await scene.redeemed({ person: goodRecord('AL-0013') })
    const key = makeKeyPair()
    const ask = async (token: string) => scene.credentialWith(token, credentialBody(makeProof(key, proofClaims(await scene.nonce(), { iat: scene.clock.now() }))))
    expect((await ask(used.accessToken)).statusCode).toBe(200)
    await whileLate(301, async () => {
      for (const { accessToken } of [unused, used]) expect((await ask(accessToken)).statusCode).toBeGreaterThanOrEqual(400)
    })
  })

  it('makes no list look older than the one before', async () => {
    const issuedAt = async (): Promise<number> => {
      const { body } = await scene.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })
      return (JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()) as { iat: number }).iat
    }
    scene.clock.advance(day)
    const before = await issuedAt()
    await whileLate(0, async () => expect(await issuedAt()).toBeGreaterThanOrEqual(before))
  })
})
