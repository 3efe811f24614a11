import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogueOf, folderOf } from '../support/catalogue.ts'
import { openAuthorizingScene, pkce, publicWallet, type AuthorizingScene, type Tokens, type Wallet } from './authorizing-scene.ts'
import { credentialBody, makeKeyPair, makeProof, proofClaims, staffOf } from './issuer-scene.ts'

interface TypeFile {
  readonly schema: { readonly required: readonly string[]; readonly properties: object }
  readonly claims: readonly object[]
}

const residency = folderOf('residency')
const file = JSON.parse(residency.text) as TypeFile
/** The type of residents under another name, and otherwise as the changes say. */
const like = (id: string, changes: object = {}) => ({ ...residency, text: JSON.stringify({ ...file, id, ...changes }) })

let scene: AuthorizingScene
beforeAll(async () => {
  // No record has a nickname.
  const claims = [...file.claims, { path: ['nickname'], label: { en: 'Nickname', cy: 'Llysenw' }, disclosable: true }]
  const properties = { ...file.schema.properties, nickname: { type: 'string', minLength: 1, maxLength: 100 } }
  const optional = { mdoc: undefined, claims, schema: { ...file.schema, properties, required: file.schema.required.filter((name) => name !== 'resident_since') } }
  scene = await openAuthorizingScene({ types: catalogueOf(residency, like('badge', optional), like('later', { issuing: 'deferred' }), like('pass', { ...optional, offeredWhen: 'nickname' })) })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const detail = (configuration: string, more: object = {}) => ({ type: 'openid_credential', credential_configuration_id: configuration, ...more })
const details = (...members: readonly object[]) => ({ scope: undefined, authorization_details: JSON.stringify(members) })

const configurationsOf = ({ authorization_details: granted = [] }: Tokens) => granted.map((one) => [(one as unknown as { credential_configuration_id: string }).credential_configuration_id, ...one.credential_identifiers])

interface Collected {
  readonly credentials: readonly { readonly credential: string }[]
  readonly notification_id: string
  readonly transaction_id: string
}

async function collected(wallet: Wallet, token: string, body: Readonly<Record<string, string>>): Promise<Collected> {
  const answer = await scene.collect(wallet, token, body)
  expect(answer.statusCode, answer.body).toBeLessThan(203)
  return answer.json<Collected>()
}

const claimsOf = ({ credentials: [first] }: Collected) => parseSdJwt(first?.credential ?? '', { sha256: sha256Base64Url }).claims

async function at(wallet: Wallet, token: string, path: 'notification' | 'deferred', payload: object) {
  const headers = { authorization: `DPoP ${token}`, dpop: await scene.proof(wallet, path, { accessToken: token }) }
  return scene.inject({ method: 'POST', url: `/aldermoor/${path}`, payload, headers })
}

const newest = async (type: string): Promise<CounterfoilId> =>
  (await scene.rows<{ id: CounterfoilId }>('SELECT c.id FROM counterfoils c JOIN credential_offers o ON o.id = c.offer WHERE o.type_id = ? ORDER BY c.rowid DESC LIMIT 1', type))[0]?.id ?? ('' as CounterfoilId)

describe('a wallet that asks for several types at once', () => {
  it('by scopes, gets one token, by which it collects each, in any order and format', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, { scope: 'residency openid badge' })
    expect([tokens.scope, tokens.authorization_details]).toEqual(['residency badge', undefined])
    expect(claimsOf(await collected(wallet, tokens.access_token, { credential_configuration_id: 'badge-sd-jwt' }))['vct']).toContain('/types/badge/')
    expect(claimsOf(await collected(wallet, tokens.access_token, { credential_configuration_id: 'residency-sd-jwt' }))['vct']).toContain('/types/residency/')
    const none = await scene.collect(wallet, tokens.access_token, { credential_configuration_id: 'pass-sd-jwt' })
    expect([none.statusCode, none.json()]).toMatchObject([400, { error: 'credential_request_denied' }])
  })

  it('by details, gets identifiers for each configuration, and each credential by its own alone', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, details(detail('badge-sd-jwt'), detail('residency-sd-jwt'), detail('badge-jwt-vc')))
    expect(tokens.scope).toBeUndefined()
    expect(configurationsOf(tokens)).toEqual([
      ['badge-sd-jwt', 'badge-sd-jwt.current'],
      ['badge-jwt-vc', 'badge-jwt-vc.current'],
      ['residency-sd-jwt', 'residency-sd-jwt.current'],
    ])
    for (const [body, error] of [
      [{ credential_configuration_id: 'residency-sd-jwt' }, 'invalid_credential_request'],
      [{ credential_identifier: 'residency-jwt-vc.current' }, 'unknown_credential_identifier'],
      [{ credential_identifier: 'pass-sd-jwt.current' }, 'unknown_credential_identifier'],
      [{ credential_identifier: 'residency-sd-jwt' }, 'unknown_credential_identifier'],
    ] as const) {
      const answer = await scene.collect(wallet, tokens.access_token, body)
      expect([answer.statusCode, answer.json()]).toMatchObject([400, { error }])
    }
    for (const identifier of ['residency-sd-jwt.current', 'badge-sd-jwt.current']) await collected(wallet, tokens.access_token, { credential_identifier: identifier })
  })

  it('by a scope and details, gets identifiers for both, and is told its scope', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, { ...details(detail('badge-sd-jwt')), scope: 'residency badge' })
    expect(tokens.scope).toBe('residency')
    expect(configurationsOf(tokens).map(([configuration]) => configuration)).toEqual(['residency-sd-jwt', 'residency-jwt-vc', 'residency-vc-jwt', 'residency-mdoc', 'badge-sd-jwt'])
    for (const identifier of ['residency-sd-jwt.current', 'badge-sd-jwt.current']) await collected(wallet, tokens.access_token, { credential_identifier: identifier })
  })

  it('tells what became of each, and may ask again while the token lives', async () => {
    const wallet = publicWallet()
    const { access_token: token } = await scene.tokensOf(wallet, { scope: 'residency badge' })
    const [one, other] = [await collected(wallet, token, { credential_configuration_id: 'residency-sd-jwt' }), await collected(wallet, token, { credential_configuration_id: 'badge-sd-jwt' })]
    for (const { notification_id: id } of [one, other]) expect((await at(wallet, token, 'notification', { notification_id: id, event: 'credential_accepted' })).statusCode).toBe(204)
    const outcomes = await scene.rows('SELECT outcome FROM counterfoils WHERE id IN (?, ?)', await newest('residency'), await newest('badge'))
    expect(outcomes).toEqual([{ outcome: 'credential_accepted' }, { outcome: 'credential_accepted' }])
    for (const id of [`pass.${one.notification_id}`, `badge.${one.notification_id}`, other.notification_id.replace('badge.', '')]) {
      expect((await at(wallet, token, 'notification', { notification_id: id, event: 'credential_accepted' })).json()).toMatchObject({ error: 'invalid_notification_id' })
    }
  })

  it('refreshes all of them', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, details(detail('residency-sd-jwt'), detail('badge-sd-jwt')))
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    expect(configurationsOf(next)).toEqual(configurationsOf(tokens))
    for (const identifier of ['badge-sd-jwt.current', 'residency-sd-jwt.current']) await collected(wallet, next.access_token, { credential_identifier: identifier })
  })

  it('may want a part of them only, in the token request and when it refreshes, and nothing else', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet, { scope: 'residency badge' })
    const more = await scene.exchange(wallet, given, { authorization_details: JSON.stringify([detail('pass-sd-jwt')]) })
    expect([more.statusCode, more.json()]).toMatchObject([400, { error: 'invalid_authorization_details' }])
    const tokens = (await scene.exchange(wallet, given, { authorization_details: JSON.stringify([detail('badge-jwt-vc')]) })).json<Tokens>()
    expect(configurationsOf(tokens)).toEqual([['badge-jwt-vc', 'badge-jwt-vc.current']])
    expect((await scene.collect(wallet, tokens.access_token, { credential_configuration_id: 'residency-sd-jwt' })).statusCode).toBe(400)
    expect((await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>().scope).toBe('residency badge')
  })

  it('collects what waits beside what does not, also by the next token', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, { scope: 'residency later' })
    await collected(wallet, tokens.access_token, { credential_configuration_id: 'residency-sd-jwt' })
    const { transaction_id: transaction } = await collected(wallet, tokens.access_token, { credential_configuration_id: 'later-sd-jwt' })
    expect((await at(wallet, tokens.access_token, 'deferred', { transaction_id: transaction.replace('later.', 'pass.') })).json()).toMatchObject({ error: 'invalid_transaction_id' })
    scene.clock.advance(86_400)
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    expect(next.scope).toBe('later')
    const late = await at(wallet, next.access_token, 'deferred', { transaction_id: transaction })
    expect(late.statusCode, late.body).toBe(200)
    expect((await at(wallet, next.access_token, 'notification', { notification_id: late.json<Collected>().notification_id, event: 'credential_accepted' })).statusCode).toBe(204)
  })

  it('TOK-18: loses all of them when the code is shown again', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet, { scope: 'residency badge' })
    const { access_token: token } = (await scene.exchange(wallet, given)).json<Tokens>()
    await collected(wallet, token, { credential_configuration_id: 'badge-sd-jwt' })
    expect((await scene.exchange(wallet, given)).statusCode).toBe(400)
    for (const type of ['residency', 'badge']) expect((await scene.collect(wallet, token, { credential_configuration_id: `${type}-sd-jwt` })).statusCode).toBe(401)
  })

  it('refreshes none of them once any was revoked as lost', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, { scope: 'residency badge' })
    await collected(wallet, tokens.access_token, { credential_configuration_id: 'badge-sd-jwt' })
    await scene.issuer.changeStatus(scene.authority('aldermoor'), await newest('badge'), 'revoke', { staff: staffOf('aldermoor'), reason: 'reported_lost' })
    expect((await scene.refresh(wallet, tokens.refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
    expect((await scene.collect(wallet, tokens.access_token, { credential_configuration_id: 'residency-sd-jwt' })).statusCode).toBe(401)
  })
})

describe('a citizen who is asked for several', () => {
  it('sees each with its facts, and which one the council has no record for; that one is not granted', async () => {
    const wallet = publicWallet()
    const { verifier, challenge } = pkce()
    const { request_uri: requestUri } = (await scene.push(wallet, challenge, { scope: 'residency badge pass' })).json<{ request_uri: string }>()
    const { cookie } = await scene.signIn((await scene.come(wallet, requestUri)).cookie)
    const { body } = await scene.look(cookie)
    expect(body).toContain('Add these credentials to your wallet?')
    expect(body.match(/30 April 1961/g)).toHaveLength(2)
    expect(body).toContain('This one is not added: Aldermoor Borough Council has no complete record for it.')
    const code = new URL(String((await scene.decide(cookie, 'allow', body)).headers.location)).searchParams.get('code') ?? ''
    expect((await scene.exchange(wallet, { code, verifier })).json<Tokens>().scope).toBe('residency badge')
  })
})

describe('a wallet that was offered several configurations', () => {
  const redeemed = async (...wanted: readonly object[]): Promise<Tokens> => {
    const { code, txCode } = await scene.offer()
    const { payload, headers } = scene.form({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode, authorization_details: JSON.stringify(wanted) })
    return (await scene.inject({ method: 'POST', url: '/aldermoor/token', payload, headers })).json<Tokens>()
  }
  const collect = async ({ access_token: token }: Tokens, asked: object) =>
    scene.credentialWith(token, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.now() })), { credential_configuration_id: undefined, ...asked }))

  it('may name some of them with its code, gets identifiers, and collects by them alone', async () => {
    const tokens = await redeemed(detail('residency-jwt-vc'), detail('residency-sd-jwt', { claims: [{ path: ['given_name'] }] }))
    expect(configurationsOf(tokens)).toEqual([
      ['residency-jwt-vc', 'residency-jwt-vc.current'],
      ['residency-sd-jwt', 'residency-sd-jwt.current'],
    ])
    for (const [asked, error] of [
      [{ credential_configuration_id: 'residency-sd-jwt' }, 'invalid_credential_request'],
      [{ credential_identifier: 'residency-mdoc.current' }, 'unknown_credential_identifier'],
    ] as const) expect((await collect(tokens, asked)).json()).toMatchObject({ error })
    expect((await collect(tokens, { credential_identifier: 'residency-sd-jwt.current' })).statusCode).toBe(200)
  })
})

describe('a wallet that asks for claims', () => {
  const badge = async (claims: readonly object[]) => {
    const wallet = publicWallet()
    const { access_token: token } = await scene.tokensOf(wallet, details(detail('badge-sd-jwt', { claims })))
    return claimsOf(await collected(wallet, token, { credential_identifier: 'badge-sd-jwt.current' }))
  }

  it('gets them, and those that every credential of the type has; an optional one that it leaves out is left out', async () => {
    expect(await badge([{ path: ['given_name'] }])).toMatchObject({ given_name: 'Ceridwen', family_name: 'Ashdown', address: { postcode: 'AL1 2BC' } })
    expect(await badge([{ path: ['given_name'] }])).not.toHaveProperty('resident_since')
    expect(await badge([{ path: ['resident_since'], mandatory: true }, { path: ['address', 'uprn'] }, { path: ['unheard_of'] }])).toHaveProperty('resident_since', '2009-09-01')
  })

  it('shows its citizen what it will get, and no more', async () => {
    const wallet = publicWallet()
    const { request_uri: requestUri } = (await scene.push(wallet, pkce().challenge, details(detail('badge-sd-jwt', { claims: [{ path: ['given_name'] }] })))).json<{ request_uri: string }>()
    const { cookie } = await scene.signIn((await scene.come(wallet, requestUri)).cookie)
    const { body } = await scene.look(cookie)
    expect(body).toContain('Ceridwen')
    expect(body).not.toContain('Resident since')
  })

  it('gets by the token request no claim that its citizen was not shown', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet, details(detail('badge-sd-jwt', { claims: [{ path: ['given_name'] }] })))
    const wanted = (mandatory: boolean) => ({ authorization_details: JSON.stringify([detail('badge-sd-jwt', { claims: [{ path: ['resident_since'], mandatory }] })]) })
    expect((await scene.exchange(wallet, given, wanted(true))).json()).toMatchObject({ error: 'invalid_grant' })
    const { access_token: token } = (await scene.exchange(wallet, given, wanted(false))).json<Tokens>()
    expect(claimsOf(await collected(wallet, token, { credential_identifier: 'badge-sd-jwt.current' }))).not.toHaveProperty('resident_since')
  })

  it('is given nothing where the record lacks what it can not do without', async () => {
    const wallet = publicWallet()
    const { request_uri: requestUri } = (await scene.push(wallet, pkce().challenge, details(detail('badge-sd-jwt', { claims: [{ path: ['nickname'], mandatory: true }] })))).json<{ request_uri: string }>()
    const { cookie } = await scene.signIn((await scene.come(wallet, requestUri)).cookie)
    expect((await scene.look(cookie)).body).not.toContain('id="allow"')
  })
})
