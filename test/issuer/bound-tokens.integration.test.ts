import { deriveText } from '@counterfoil/service-kit/crypto/token-secret'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { thumbprint } from '../support/outside-wallet.ts'
import { openAuthorizingScene, publicWallet, type AuthorizingScene } from './authorizing-scene.ts'

let scene: AuthorizingScene
beforeAll(async () => {
  scene = await openAuthorizingScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

describe('a token that is bound to a key', () => {
  it('is worth nothing to a thief without the key, whatever they derive from it and from the proof that came with it', async () => {
    const wallet = publicWallet()
    const { access_token: stolen } = await scene.tokensOf(wallet)
    const jkt = thumbprint(wallet.key)
    const derived = deriveText(stolen, `token bound to ${jkt}`)
    for (const authorization of [`Bearer ${stolen}`, `Bearer ${derived}`, `Bearer ${stolen} ${jkt}`, `Bearer ${stolen}%20${jkt}`, `Bearer ${stolen}+${jkt}`, `DPoP ${stolen} ${jkt}`]) {
      const answer = await scene.collect(wallet, stolen, {}, { headers: { authorization } })
      expect([answer.statusCode, answer.json()], authorization).toMatchObject([401, { error: 'invalid_token' }])
    }
    expect((await scene.collect(wallet, stolen)).statusCode).toBe(200)
  })
})
