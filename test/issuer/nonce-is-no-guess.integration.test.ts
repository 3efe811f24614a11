import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usualLimits } from '@counterfoil/service-kit/http/limits'
import { openAuthorizingScene, publicWallet, type AuthorizingScene } from './authorizing-scene.ts'

let scene: AuthorizingScene
beforeAll(async () => {
  scene = await openAuthorizingScene({ settings: { httpLimits: { ...usualLimits, requestsPerMinute: 0 } } })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

describe('many wallets behind one address', () => {
  it('each ask without a nonce first, and none of them has guessed', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    for (let turn = 0; turn < 2 * usualLimits.missesPerMinute; turn += 1) {
      const dpop = await scene.proof(wallet, 'token', { nonce: 'of long ago' })
      expect((await scene.post('token', scene.tokenFields(wallet, given), { dpop })).json()).toMatchObject({ error: 'use_dpop_nonce' })
    }
    expect((await scene.exchange(wallet, given)).statusCode).toBe(200)
  })
})
