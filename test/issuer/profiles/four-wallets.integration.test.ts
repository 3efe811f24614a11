import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { haipWallet, type HaipWallet } from './haip-wallet.ts'
import { openProfileScene, type ProfileScene } from './profile-scene.ts'

let scene: ProfileScene
let haip: HaipWallet
beforeAll(async () => {
  scene = await openProfileScene(() => ({ profiles: [otherProfiles.haip] }))
  haip = haipWallet({ issuer: scene.identifier('haip'), provider: scene.network.provider, anchors: scene.anchors })
})
afterAll(() => scene.close())

describe('one Blue Badge', () => {
  it('goes to the wallet of each profile, and one revocation ends it in all of them', async () => {
    const inHaip = await haip.collect('blue-badge', 'ada')
    expect(await Promise.all(inHaip.map((credential) => haip.statusOf(credential)))).toEqual([0, 0])
    const [one] = await scene.rows<{ id: CounterfoilId }>(`SELECT id FROM counterfoils WHERE profile = 'haip'`)
    await scene.issuer.changeStatus(scene.authority, one?.id ?? ('' as CounterfoilId), 'revoke', { staff: scene.staff, reason: 'at_request' })
    expect(await Promise.all(inHaip.map((credential) => haip.statusOf(credential)))).toEqual([1, 1])
  })
})
