import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CouncilClientId } from '@counterfoil/issuer/domain/council-client'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { hashOf } from '../council-systems.ts'
import { govukClient, govukConfigFor, subject } from './govuk-config-for.ts'
import { codeIn, govukWallet, offerIn } from './govuk-wallet.ts'
import { startOneLogin, type OneLogin } from './one-login.ts'
import { jwtPart } from './wallet-tools.ts'
import { openProfileScene, type ProfileScene } from './profile-scene.ts'
import { swissWallet } from './swiyu-wallet.ts'

// What a council's own system offers to the wallets of every profile, by the API.

let scene: ProfileScene
let oneLogin: OneLogin
let token: string
const secret = 'a-secret-of-a-system-that-nobody-could-ever-guess'
beforeAll(async () => {
  oneLogin = await startOneLogin(subject, govukClient)
  const crm = { id: 'crm' as CouncilClientId, authority: 'aldermoor', scopes: ['offers:write'], proof: { method: 'client_secret_basic', secretHashes: [hashOf(secret)] } } as const
  scene = await openProfileScene(() => ({ profiles: Object.values(otherProfiles), govuk: govukConfigFor(oneLogin, null), councilClients: new Map([[crm.id, crm]]) }), { wallet_subject_id: subject })
  const answer = await fetch(`${scene.identifier()}/api/token`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`crm:${secret}`).toString('base64')}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) })
  token = ((await answer.json()) as { access_token: string }).access_token
})
afterAll(async () => {
  await scene.close()
  await oneLogin.close()
})

interface Answer {
  readonly status: number
  readonly body: { readonly offer: string; readonly openid_credential_offer: string; readonly credential_offer: object | null; readonly tx_code: string | null; readonly expires_at: string; readonly code?: string; readonly detail?: string }
}

async function offer(more: object, key = randomUUID() as string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': `"${key}"` }
  const answer = await fetch(`${scene.identifier()}/api/offers`, { method: 'POST', headers, body: JSON.stringify({ credential_type: 'blue-badge', person_reference: 'AL-0001', ...more }) })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

describe('a council\'s own system', () => {
  it('offers to swiyu by value, with a code that is redeemed there and nowhere else', async () => {
    const key = randomUUID()
    const made = await offer({ profile: 'swiyu' }, key)
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ profile: 'swiyu', credential_offer_uri: null, wallet_link: null, typed_code: null, credential_offer: expect.objectContaining({ credential_issuer: scene.identifier('swiyu') }) as object })])
    expect(await offer({ profile: 'swiyu' }, key)).toEqual(made)
    const [held] = await swissWallet(scene.keyOf).collect(made.body.openid_credential_offer, made.body.tx_code ?? '', 1)
    expect(held?.claims).toMatchObject({ given_name: 'Ada', badge_number: 'Q7X2ZK' })
    const other = await offer({ profile: 'swiyu' })
    const elsewhere = other.body.openid_credential_offer.replace(encodeURIComponent(`"credential_issuer":"${scene.identifier('swiyu')}"`), encodeURIComponent(`"credential_issuer":"${scene.identifier()}"`))
    expect(elsewhere).not.toBe(other.body.openid_credential_offer)
    const code = codeIn(offerIn(elsewhere))
    const refused = await fetch(`${scene.identifier()}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': code, tx_code: other.body.tx_code ?? '' }) })
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([400, 'invalid_grant'])
  })

  it('offers to the GOV.UK Wallet by value, for an hour; sent again, the same offer has its code signed anew', async () => {
    const key = randomUUID()
    const [made, again] = [await offer({ profile: 'govuk' }, key), await offer({ profile: 'govuk' }, key)]
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ profile: 'govuk', tx_code: null, wallet_link: null, credential_offer_uri: null, openid_credential_offer: expect.stringContaining('https://mobile.account.gov.uk/wallet/add?credential_offer=') as string })])
    const named = ({ body }: Answer) => jwtPart(codeIn(offerIn(body.openid_credential_offer)), 1)['credential_identifiers']
    expect([again.body.offer, again.body.expires_at, named(again)]).toEqual([made.body.offer, made.body.expires_at, named(made)])
    await govukWallet().collect(again.body.openid_credential_offer)
    expect(await scene.rows('SELECT profile FROM counterfoils ORDER BY rowid DESC LIMIT 1')).toEqual([{ profile: 'govuk' }])
  })

  it.each([
    ['an offer to haip', { profile: 'haip' }, 400, 'sign-in-offers'],
    ['an offer to haip by value', { profile: 'haip', by: 'value' }, 400, 'sign-in-offers'],
    ['an address for swiyu', { profile: 'swiyu', by: 'reference' }, 400, 'by value alone'],
    ['an address for the GOV.UK Wallet', { profile: 'govuk', by: 'reference' }, 400, 'by value alone'],
    ['a code to type for swiyu', { profile: 'swiyu', typed_code: true }, 400, 'typed'],
    ['a transaction code for the GOV.UK Wallet', { profile: 'govuk', tx_code: true }, 400, 'transaction code'],
    ['how one looks for the GOV.UK Wallet', { profile: 'govuk', tx_code: { length: 8 } }, 400, 'transaction code'],
    ['a type that the GOV.UK Wallet doesn\'t take', { profile: 'govuk', credential_type: 'library-card' }, 404, 'type of credential'],
  ])('is refused %s', async (_what, more, status, told) => {
    const answer = await offer(more)
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(told)])
  })
})
