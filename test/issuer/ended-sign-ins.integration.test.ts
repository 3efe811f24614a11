import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAuthorizingScene, pkce, publicWallet, type AuthorizingScene, type Tokens, type Wallet } from './authorizing-scene.ts'
import { inTheList } from './in-the-list.ts'
import { staffOf } from './issuer-scene.ts'
import { openDesk } from './staff-desk.ts'

let scene: AuthorizingScene
beforeAll(async () => {
  scene = await openAuthorizingScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

/** A wallet that collected by signing in, and what it got. */
async function collected(): Promise<{ readonly wallet: Wallet; readonly tokens: Tokens; readonly credential: CounterfoilId }> {
  const wallet = publicWallet()
  const tokens = await scene.tokensOf(wallet)
  expect((await scene.collect(wallet, tokens.access_token)).statusCode).toBe(200)
  return { wallet, tokens, credential: await newest() }
}

async function newest(): Promise<CounterfoilId> {
  const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
  if (row === undefined) throw new Error('nothing was issued')
  return row.id
}

const change = (credential: CounterfoilId, what: 'suspend' | 'revoke' | 'reinstate', reason: 'reported_lost' | 'issued_in_error' | 'found_again' | 'record_changed' | 'record_check' | 'check_passed') =>
  scene.issuer.changeStatus(scene.authority('aldermoor'), credential, what, { staff: staffOf('aldermoor'), reason })

const refused = async (wallet: Wallet, token: string): Promise<void> => {
  const answer = await scene.refresh(wallet, token)
  expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: 'invalid_grant' }])
}

describe('a wallet whose credential was suspended or revoked', () => {
  it.each([
    ['suspend', 'reported_lost'],
    ['revoke', 'issued_in_error'],
  ] as const)('gets no other one by its refresh token: %s', async (what, reason) => {
    const { wallet, tokens, credential } = await collected()
    await change(credential, what, reason)
    await refused(wallet, tokens.refresh_token)
  })

  it('gets none by a page or a code from before, which nothing came of yet', async () => {
    const { wallet, credential } = await collected()
    const { request_uri: requestUri } = (await scene.push(wallet, pkce().challenge)).json<{ request_uri: string }>()
    const { cookie } = await scene.signIn((await scene.come(wallet, requestUri)).cookie)
    const given = await scene.authorized(wallet)
    await change(credential, 'suspend', 'reported_lost')
    expect((await scene.look(cookie)).body).toContain('Sign in again')
    expect((await scene.exchange(wallet, given)).json()).toMatchObject({ error: 'invalid_grant' })
  })

  it('gets none long after it signed in, and none for a token that it was given just before', async () => {
    const { wallet, tokens, credential } = await collected()
    scene.clock.advance(3600)
    await scene.issuer.sweep()
    const second = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    await scene.issuer.sweep()
    await change(credential, 'revoke', 'issued_in_error')
    expect((await scene.collect(wallet, second.access_token)).statusCode).toBe(401)
    await refused(wallet, second.refresh_token)
  })

  it('signs in anew once it was found again', async () => {
    const { wallet, tokens, credential } = await collected()
    await change(credential, 'suspend', 'reported_lost')
    await change(credential, 'reinstate', 'found_again')
    await refused(wallet, tokens.refresh_token)
    expect((await scene.collect(wallet, (await scene.tokensOf(wallet)).access_token)).statusCode).toBe(200)
  })

  it('gets none by signing in anew while the record is being checked, neither by a page nor by a code from before', async () => {
    const { wallet, credential } = await collected()
    const before = await scene.authorized(wallet)
    await change(credential, 'suspend', 'record_check')
    const meanwhile = await scene.exchange(wallet, before)
    expect([meanwhile.statusCode, meanwhile.json()]).toMatchObject([503, { error: 'temporarily_unavailable' }])
    const { request_uri: requestUri } = (await scene.push(wallet, pkce().challenge)).json<{ request_uri: string }>()
    const { answer, cookie } = await scene.signIn((await scene.come(wallet, requestUri)).cookie)
    expect(answer.statusCode).toBe(303)
    const { body } = await scene.look(cookie)
    expect(body).toContain('The council is checking its record of you')
    expect(body).not.toContain('id="allow"')
    await change(credential, 'reinstate', 'check_passed')
    expect((await scene.collect(wallet, (await scene.tokensOf(wallet)).access_token)).statusCode).toBe(200)
  })

  it('gets the next one where the record changed', async () => {
    const { wallet, tokens, credential } = await collected()
    await change(credential, 'revoke', 'record_changed')
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    expect((await scene.collect(wallet, next.access_token)).statusCode).toBe(200)
  })

  it('gets nothing for a token from before the record changed, and the next one for the next token', async () => {
    const { wallet, tokens, credential } = await collected()
    const before = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    await change(credential, 'revoke', 'record_changed')
    const answer = await scene.collect(wallet, before.access_token)
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { error: 'invalid_token' }])
    const next = (await scene.refresh(wallet, before.refresh_token)).json<Tokens>()
    expect((await scene.collect(wallet, next.access_token)).statusCode).toBe(200)
  })

  it('leaves others to refresh as before', async () => {
    const [one, other] = [await collected(), await collected()]
    await change(one.credential, 'revoke', 'issued_in_error')
    expect((await scene.refresh(other.wallet, other.tokens.refresh_token)).statusCode).toBe(200)
  })
})

/** A wallet that was filled up by its refresh token since: what it holds now, and what it held. */
async function filledUp(): Promise<{ readonly wallet: Wallet; readonly tokens: Tokens; readonly older: CounterfoilId; readonly newer: CounterfoilId }> {
  const { wallet, tokens: first, credential: older } = await collected()
  scene.clock.advance(3600)
  const tokens = (await scene.refresh(wallet, first.refresh_token)).json<Tokens>()
  expect((await scene.collect(wallet, tokens.access_token)).statusCode).toBe(200)
  return { wallet, tokens, older, newer: await newest() }
}

const standing = (...ids: readonly CounterfoilId[]) => Promise.all(ids.map((id) => inTheList(scene, id)))
const told = (id: CounterfoilId) => scene.rows<{ event: string; actor: string; reason: string }>("SELECT event, actor, reason FROM audit_entries WHERE object = ? AND reason IS NOT NULL ORDER BY sequence", id)

describe('what came by one sign-in, then and by its refreshes', () => {
  it.each(['older', 'newer'] as const)('is revoked by one decision, about the %s, and nothing more is given', async (meant) => {
    const held = await filledUp()
    await change(held[meant], 'revoke', 'issued_in_error')
    expect(await standing(held.older, held.newer)).toEqual([1, 1])
    for (const id of [held.older, held.newer]) expect(await told(id)).toEqual([{ event: 'credential.revoked', actor: `staff:${staffOf('aldermoor').subject}`, reason: 'issued_in_error' }])
    await refused(held.wallet, held.tokens.refresh_token)
    await expect(change(held.older, 'revoke', 'issued_in_error')).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is shown to staff as what changes together', async () => {
    const { newer } = await filledUp()
    const [row] = await scene.rows<{ person: string }>('SELECT person FROM counterfoils WHERE id = ?', newer)
    const desk = await openDesk(scene, 'aldermoor')
    const page = async () => (await desk.get(`/staff/people/${row?.person ?? ''}`)).body
    expect((await page()).split(`id="credential-${newer}"`)[1]?.split('id="credential-')[0]).toContain('Its wallet was given 2 in turn')
    await change(newer, 'revoke', 'issued_in_error')
    expect((await page()).split(`id="credential-${newer}"`)[1]?.split('id="credential-')[0]).not.toContain('in turn')
  })

  it('is suspended and reinstated together, whichever of them staff choose', async () => {
    const { older, newer } = await filledUp()
    await change(newer, 'suspend', 'reported_lost')
    expect(await standing(older, newer)).toEqual([2, 2])
    await change(older, 'reinstate', 'found_again')
    expect(await standing(older, newer)).toEqual([0, 0])
    expect([(await told(older)).length, (await told(newer)).length]).toEqual([2, 2])
  })

  it('ends once, when two of the staff revoke both at the same moment', async () => {
    const { older, newer } = await filledUp()
    const outcomes = await Promise.allSettled([older, newer].map((id) => change(id, 'revoke', 'issued_in_error')))
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const events = [...(await told(older)), ...(await told(newer))].map(({ event }) => event)
    expect([await standing(older, newer), events.toSorted()]).toEqual([[1, 1], ['credential.change_refused', 'credential.revoked', 'credential.revoked']])
  })

  it('INV-06 leaves nothing valid, when a wallet is given the next one while staff revoke', async () => {
    const { wallet, tokens, credential } = await collected()
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    const [answer] = await Promise.all([scene.collect(wallet, next.access_token), change(credential, 'revoke', 'issued_in_error')])
    const last = await newest()
    expect([200, 401]).toContain(answer.statusCode)
    expect(last !== credential).toBe(answer.statusCode === 200)
    expect(await standing(credential, last)).toEqual([1, 1])
  })

  it('is no more than that: who signs in twice, with two telephones, has two, and one can be lost', async () => {
    const { older, newer } = await filledUp()
    const { credential: other } = await collected()
    await change(newer, 'suspend', 'reported_lost')
    expect(await standing(older, newer, other)).toEqual([2, 2, 0])
  })

  it('is left alone once it has expired', async () => {
    const { wallet, tokens, credential } = await collected()
    scene.clock.advance(300 * 86_400)
    await scene.issuer.sweep()
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    expect((await scene.collect(wallet, next.access_token)).statusCode).toBe(200)
    scene.clock.advance(100 * 86_400)
    await scene.issuer.sweep()
    const last = await newest()
    await change(last, 'revoke', 'issued_in_error')
    expect([await standing(credential, last), await told(credential)]).toEqual([[0, 1], []])
  })
})
