import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAuthorizingScene, pkce, publicWallet, type AuthorizingScene, type Tokens, type Wallet } from './authorizing-scene.ts'
import { staffOf } from './issuer-scene.ts'

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
    expect((await scene.exchange(wallet, before)).json()).toMatchObject({ error: 'invalid_grant' })
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

  it('leaves others to refresh as before', async () => {
    const [one, other] = [await collected(), await collected()]
    await change(one.credential, 'revoke', 'issued_in_error')
    expect((await scene.refresh(other.wallet, other.tokens.refresh_token)).statusCode).toBe(200)
  })
})
