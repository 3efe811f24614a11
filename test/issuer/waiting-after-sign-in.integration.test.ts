import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { catalogueOf, folderOf } from '../support/catalogue.ts'
import { copiesLeft } from '@counterfoil/wallet/domain/credential-copies'
import { isToSignIn } from '@counterfoil/wallet/use-cases/receive-offer'
import { walletAt } from '../wallet/support/wallet-at-issuer.ts'
import { issuerUrl, walletUrl } from './issuer-scene.ts'
import { openAuthorizingScene, publicWallet, type AuthorizingScene, type Tokens, type Wallet } from './authorizing-scene.ts'

let scene: AuthorizingScene
beforeAll(async () => {
  const residency = folderOf('residency')
  scene = await openAuthorizingScene({ types: catalogueOf({ ...residency, text: JSON.stringify({ ...JSON.parse(residency.text), id: 'badge', issuing: 'deferred' }) }) })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

async function deferred(wallet: Wallet, token: string, transactionId: string) {
  const headers = { authorization: `DPoP ${token}`, dpop: await scene.proof(wallet, 'deferred', { accessToken: token }) }
  return scene.inject({ method: 'POST', url: '/aldermoor/deferred', payload: { transaction_id: transactionId }, headers })
}

/** Somebody has signed in for what has to wait, and their wallet was told so. */
async function waiting() {
  const wallet = publicWallet()
  const tokens = await scene.tokensOf(wallet, { scope: 'badge' })
  const answer = await scene.collect(wallet, tokens.access_token, { credential_configuration_id: 'badge-sd-jwt' })
  expect(answer.statusCode).toBe(202)
  return { wallet, tokens, transactionId: answer.json<{ transaction_id: string }>().transaction_id }
}

describe('an issuing that waits for a citizen who signed in', () => {
  it('TOK-25 is collected by the token that its refresh token gives, days later, and then renewed by another', async () => {
    const { wallet, tokens, transactionId } = await waiting()
    scene.clock.advance(3 * 86_400)
    expect((await deferred(wallet, tokens.access_token, transactionId)).json()).toMatchObject({ error: 'invalid_token' })
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    expect([next.token_type, next.expires_in, next.scope]).toEqual(['DPoP', 300, 'badge'])
    expect((await deferred(wallet, next.access_token, transactionId)).statusCode).toBe(200)
    expect(await scene.rows('SELECT count(*) AS many FROM counterfoils')).toEqual([{ many: 1 }])
    // Nothing waits any more: refreshing drafts anew.
    const later = (await scene.refresh(wallet, next.refresh_token)).json<Tokens>()
    expect((await scene.collect(wallet, later.access_token, { credential_configuration_id: 'badge-sd-jwt' })).statusCode).toBe(202)
  })

  it('is collected though the answer to its refresh token got lost', async () => {
    const { wallet, tokens, transactionId } = await waiting()
    scene.clock.advance(3 * 86_400)
    const lost = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    scene.clock.advance(86_400)
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    expect((await deferred(wallet, lost.access_token, transactionId)).json()).toMatchObject({ error: 'invalid_token' })
    expect((await deferred(wallet, next.access_token, transactionId)).statusCode).toBe(200)
    expect((await scene.refresh(wallet, next.refresh_token)).statusCode).toBe(200)
  })

  it('TOK-20 ends when a refresh token is shown again after the next one was', async () => {
    const { wallet, tokens, transactionId } = await waiting()
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    const last = (await scene.refresh(wallet, next.refresh_token)).json<Tokens>()
    expect((await scene.refresh(wallet, tokens.refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
    scene.clock.advance(10)
    expect((await deferred(wallet, last.access_token, transactionId)).statusCode).not.toBe(200)
    expect(await scene.rows("SELECT count(*) AS many FROM deferred_issuances WHERE state = 'waiting' AND sealed_holders IS NOT NULL")).toEqual([{ many: 1 }])
  })

  it('is given to no other wallet, though it refreshes what it has itself', async () => {
    const [mine, other] = [await waiting(), await waiting()]
    const theirs = (await scene.refresh(other.wallet, other.tokens.refresh_token)).json<Tokens>()
    scene.clock.advance(10)
    expect((await deferred(other.wallet, theirs.access_token, mine.transactionId)).json()).toMatchObject({ error: 'invalid_transaction_id' })
    expect((await deferred(mine.wallet, mine.tokens.access_token, mine.transactionId)).statusCode).toBe(200)
  })
})

describe('the wallet of this repository', () => {
  // Its library makes proofs by the computer's clock.
  const later = (seconds: number): void => {
    scene.clock.advance(seconds)
    vi.setSystemTime(scene.clock.now() * 1000)
  }
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
    later(1)
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('waits for what a citizen signed in for, has it by its refresh token, and is filled up by the next ones without them', async () => {
    const { wallet } = await walletAt(scene)
    const received = await wallet.receiveOffer({ by: 'value', offer: { credentialIssuer: `${issuerUrl}/aldermoor`, configurationIds: ['badge-sd-jwt'], issuerState: null } })
    if (!isToSignIn(received)) expect.fail()
    const { searchParams } = new URL(await wallet.beginSignIn(received, 'en'))
    const here = await scene.come({ ...publicWallet(), clientId: walletUrl }, searchParams.get('request_uri') ?? '')
    const back = await scene.decide((await scene.signIn(here.cookie)).cookie, 'allow')
    await expect(wallet.finishSignIn(new URL(String(back.headers.location)).search)).rejects.toMatchObject({ code: 'issued_later' })

    later(3600)
    await wallet.keepUp()
    const [held = expect.fail()] = await wallet.vault.credentials()
    expect([copiesLeft(held), held.claims['given_name']]).toEqual([5, 'Ceridwen'])
    await wallet.confirmCredential(held)

    await wallet.vault.amend(held.id, (present) => ({ ...present, copies: [], shownFor: 'an exchange' }))
    await wallet.keepUp()
    expect(await wallet.vault.waiting()).toMatchObject([{ id: held.id, renews: true }])
    later(10)
    await wallet.keepUp()
    const [filled = expect.fail(), ...others] = await wallet.vault.credentials()
    expect([filled.id, copiesLeft(filled), filled.credential === held.credential, others, await wallet.vault.waiting()]).toEqual([held.id, 5, false, [], []])
  })
})
