import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { until } from '../../support/until.ts'
import { govukClient, govukConfigFor, statusClient, subject } from './govuk-config-for.ts'
import { govukWallet } from './govuk-wallet.ts'
import { haipWallet } from './haip-wallet.ts'
import { startOneLogin, type OneLogin } from './one-login.ts'
import { openProfileScene, type ProfileScene } from './profile-scene.ts'
import { startStatusListService, type StatusListService } from './status-list-service.ts'

let scene: ProfileScene
let oneLogin: OneLogin
let statusService: StatusListService
beforeAll(async () => {
  oneLogin = await startOneLogin(subject, govukClient)
  statusService = await startStatusListService(statusClient, () => `${scene.identifier('govuk')}/.well-known/jwks.json`)
  scene = await openProfileScene(() => ({ profiles: [otherProfiles.haip, otherProfiles.govuk], govuk: govukConfigFor(oneLogin, statusService) }), { wallet_subject_id: subject })
})
afterAll(async () => {
  await scene.close()
  await oneLogin.close()
  await statusService.close()
})

const revoke = (id: string) => scene.issuer.changeStatus(scene.authority, id as CounterfoilId, 'revoke', { staff: scene.staff, reason: 'at_request' })

describe('one Blue Badge', () => {
  it('goes to the wallet of each profile, and one revocation ends it in all of them', async () => {
    const haip = haipWallet({ issuer: scene.identifier('haip'), provider: scene.network.provider, anchors: scene.anchors })
    const govuk = govukWallet()
    const inHaip = await haip.collect('blue-badge', 'ada')
    const inGovuk = await govuk.collect((await scene.offerFor('govuk')).link)
    const standing = async () => [...(await Promise.all(inHaip.map((credential) => haip.statusOf(credential)))), await govuk.statusOf(inGovuk)]
    expect(await standing()).toEqual([0, 0, 0])

    const [one] = await scene.rows<{ id: string }>(`SELECT id FROM counterfoils WHERE profile = 'haip'`)
    await revoke(one?.id ?? '')
    await until(async () => (await govuk.statusOf(inGovuk)) === 1, 'the status list service was told')
    expect(await standing()).toEqual([1, 1, 1])
  })
})
