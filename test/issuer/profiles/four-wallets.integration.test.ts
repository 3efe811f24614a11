import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { until } from '../../support/until.ts'
import { govukClient, govukConfigFor, statusClient, subject } from './govuk-config-for.ts'
import { govukWallet } from './govuk-wallet.ts'
import { haipWallet } from './haip-wallet.ts'
import { startOneLogin, type OneLogin } from './one-login.ts'
import { openWallet } from './open-wallet.ts'
import { openProfileScene, type ProfileScene } from './profile-scene.ts'
import { startStatusListService, type StatusListService } from './status-list-service.ts'
import { swissWallet } from './swiyu-wallet.ts'
import { knowingWebWallet, openWebWallet } from './web-wallet.ts'

let scene: ProfileScene
let oneLogin: OneLogin
let statusService: StatusListService
beforeAll(async () => {
  oneLogin = await startOneLogin(subject, govukClient)
  statusService = await startStatusListService(statusClient, () => `${scene.identifier('govuk')}/.well-known/jwks.json`)
  scene = await openProfileScene((network) => ({ ...knowingWebWallet(network), profiles: Object.values(otherProfiles), govuk: govukConfigFor(oneLogin, statusService) }), { wallet_subject_id: subject })
})
afterAll(async () => {
  await scene.close()
  await oneLogin.close()
  await statusService.close()
})

const revoke = (id: string) => scene.issuer.changeStatus(scene.authority, id as CounterfoilId, 'revoke', { staff: scene.staff, reason: 'at_request' })

describe('one Blue Badge', () => {
  it('goes to the wallet of each of the four profiles, and one revocation by staff ends it in all of them', async () => {
    const open = openWallet(scene)
    const haip = haipWallet({ issuer: scene.identifier('haip'), provider: scene.network.provider, anchors: scene.anchors })
    const swiyu = swissWallet(scene.keyOf)
    const govuk = govukWallet()

    const made = await scene.offer()
    const inOpen = await open.collect(made.offerUri, made.txCode ?? '')
    const inHaip = await haip.collect('blue-badge', 'ada')
    const forSwiyu = await scene.offerFor('swiyu')
    const inSwiyu = await swiyu.collect(forSwiyu.link, forSwiyu.txCode ?? '')
    const inGovuk = await govuk.collect((await scene.offerFor('govuk')).link)
    const standing = async () => ({
      open: await open.statusOf(inOpen),
      haip: await Promise.all(inHaip.map((credential) => haip.statusOf(credential))),
      swiyu: await Promise.all(inSwiyu.map((credential) => swiyu.statusOf(credential))),
      govuk: await govuk.statusOf(inGovuk),
    })
    expect(await standing()).toEqual({ open: 0, haip: [0, 0], swiyu: [0, 0], govuk: 0 })
    // Each facts in its own form, from the one record.
    expect(inSwiyu[0]?.claims).toMatchObject({ given_name: 'Ada', badge_number: 'Q7X2ZK', expires_on: '2028-12-31' })

    const counterfoils = await scene.rows<{ id: string; profile: string | null }>('SELECT id, profile FROM counterfoils ORDER BY rowid')
    expect(counterfoils.map(({ profile }) => profile)).toEqual([null, 'haip', 'swiyu', 'govuk'])
    await revoke(counterfoils[0]?.id ?? '')
    await until(async () => (await govuk.statusOf(inGovuk)) === 1, 'the status list service was told')
    expect(await standing()).toEqual({ open: 1, haip: [1, 1], swiyu: [1, 1], govuk: 1 })
    expect(await scene.rows(`SELECT count(*) AS revoked FROM audit_entries WHERE event = 'credential.revoked'`)).toEqual([{ revoked: 4 }])
  })

  it('is suspended in all wallets that know that, whichever of them staff choose, and reinstated one by one', async () => {
    const swiyu = swissWallet(scene.keyOf)
    const made = await scene.offer()
    const inOpen = await openWallet(scene).collect(made.offerUri, made.txCode ?? '')
    const forSwiyu = await scene.offerFor('swiyu')
    const [inSwiyu] = await swiyu.collect(forSwiyu.link, forSwiyu.txCode ?? '', 1)
    if (inSwiyu === undefined) throw new Error('not collected')
    const [newest, before] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 2')
    const standing = async () => [await openWallet(scene).statusOf(inOpen), await swiyu.statusOf(inSwiyu)]
    const change = (kind: 'suspend' | 'reinstate', of = newest) => scene.issuer.changeStatus(scene.authority, of?.id ?? ('' as CounterfoilId), kind, { staff: scene.staff, reason: 'at_request' })
    await change('suspend')
    expect(await standing()).toEqual([2, 2])
    await change('reinstate')
    expect(await standing()).toEqual([2, 0])
    await change('reinstate', before)
    expect(await standing()).toEqual([0, 0])
  })

  it('is not one with another in the same profile: a telephone that was lost is a decision of its own', async () => {
    const collect = async () => {
      const made = await scene.offer()
      return openWallet(scene).collect(made.offerUri, made.txCode ?? '')
    }
    const lost = await collect()
    const [counterfoil] = await scene.rows<{ id: string }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
    const found = await collect()
    await revoke(counterfoil?.id ?? '')
    expect([await openWallet(scene).statusOf(lost), await openWallet(scene).statusOf(found)]).toEqual([1, 0])
  })
})

describe('our own web wallet', () => {
  it('is attested by its provider, and collects and follows a badge in the profile of HAIP as in the open one', async () => {
    const web = await openWebWallet(scene)
    for (const issuer of [scene.identifier('haip'), scene.identifier()]) {
      const { id, claims, issuer: from } = await web.collect(`${issuer}/sign-in-offers/blue-badge`, 'ada')
      expect(from.url).toBe(issuer)
      expect(claims).toMatchObject({ given_name: 'Ada', badge_number: 'Q7X2ZK' })
      const standing = async () => {
        const held = (await web.wallet.vault.credentials()).find((one) => one.id === id)
        if (held !== undefined) await web.wallet.refreshStatus(held)
        return (await web.wallet.vault.credentials()).find((one) => one.id === id)?.standing.state
      }
      expect(await standing()).toBe('active')
      const [counterfoil] = await scene.rows<{ id: string }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
      await revoke(counterfoil?.id ?? '')
      expect(await standing()).toBe('withdrawn')
    }
    await web.close()
  })
})
