import { CompactEncrypt, compactDecrypt, exportJWK, generateKeyPair, importJWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { credentialOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { Wallet } from '@counterfoil/wallet/assemble'
import { copiesLeft } from '@counterfoil/wallet/domain/credential-copies'
import { athOf, dpopProof, walletKey } from '../support/outside-wallet.ts'
import { recordsHeld } from './records-held.ts'
import { goodRecord, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, staffOf, walletUrl, type KeyPair, type Scene } from './issuer-scene.ts'
import { catalogueOf, folderOf } from '../support/catalogue.ts'
import { receiveToRedeem } from '../wallet/support/receive-to-redeem.ts'
import { walletAt } from '../wallet/support/wallet-at-issuer.ts'

/** A council's records that can go away, lose somebody or change. */
const council = { isAway: false, reads: 0, people: new Map<string, PersonRecord>() }
const records = recordsHeld(council.people, () => {
  council.reads += 1
  if (council.isAway) throw new Error('the system of record does not answer')
})

let scene: Scene
beforeAll(async () => {
  const residency = folderOf('residency')
  const variant = (id: string, issuing: string) => ({ ...residency, text: JSON.stringify({ ...JSON.parse(residency.text), id, issuing }) })
  scene = await openScene({ records, types: catalogueOf(residency, variant('permit', 'from-record'), variant('badge', 'deferred')) })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})
beforeEach(() => {
  council.isAway = false
})

let people = 0

/** Somebody whom the council knows, offered a type. */
async function offer(typeId: string, { record = goodRecord(`AL-8${(people += 1)}`), authority = 'aldermoor' } = {}) {
  council.people.set(record.reference, record)
  const type = scene.issuer.types.get(typeId)
  if (type === undefined) throw new Error('no such type')
  const id = `deferred-${String(people).padStart(12, '0')}` as OfferId
  const made = await scene.issuer.makeCredentialOffer({ authority: scene.authority(authority), type, person: record, id, staff: staffOf(authority), withTxCode: false })
  const shown = await scene.inject({ method: 'GET', url: new URL(made?.offerUri ?? walletUrl).pathname })
  return { id, record, code: shown.json().grants[preAuthorizedCodeGrant]['pre-authorized_code'] as string }
}

/** The same on the way to it. */
async function redeemed(typeId: string, options: Parameters<typeof offer>[1] = {}) {
  const { authority = 'aldermoor' } = options
  const { id, record, code } = await offer(typeId, options)
  const answer = await scene.token(code, null, { authority, retryKey: 'k'.repeat(43) })
  const { access_token: accessToken, refresh_token: refreshToken } = answer.json<{ access_token: string; refresh_token: string }>()
  return { id, record, code, accessToken, refreshToken }
}

const ask = async (accessToken: string, typeId: string, keys: readonly KeyPair[], nonce?: string) => {
  const given = nonce ?? (await scene.nonce())
  const proofs = keys.map((key) => makeProof(key, proofClaims(given, { iat: scene.clock.now() })))
  return scene.credentialWith(accessToken, { credential_configuration_id: `${typeId}-sd-jwt`, proofs: { jwt: proofs } })
}

const collect = (accessToken: string | null, body: unknown, authority = 'aldermoor') =>
  scene.inject({
    method: 'POST',
    url: `/${authority}/deferred`,
    headers: { 'content-type': 'application/json', ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }) },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })

interface Renewed {
  readonly access_token: string
  readonly refresh_token: string
}

const refresh = (refreshToken: string, { authority = 'aldermoor', headers }: { readonly authority?: string; readonly headers?: Readonly<Record<string, string>> } = {}) => {
  const form = scene.form({ grant_type: 'refresh_token', refresh_token: refreshToken })
  return scene.inject({ method: 'POST', url: `/${authority}/token`, payload: form.payload, headers: { ...form.headers, ...headers } })
}
const said = (answer: Awaited<ReturnType<typeof refresh>>) => [answer.statusCode, answer.json<{ error: string }>().error]

const claimsIn = (answer: Awaited<ReturnType<typeof collect>>) =>
  answer.json<{ credentials: { credential: string }[] }>().credentials.map(({ credential }) => parseSdJwt(credential, { sha256: sha256Base64Url }).claims)

/** What staff see of an offer. */
const shownTo = async (id: OfferId) => (await scene.issuer.cases.offer(scene.authority('aldermoor'), id)).stateNow

/** An issuing of a type that always waits, and what leads to it. */
async function waiting(keys = [makeKeyPair()]) {
  const person = await redeemed('badge')
  const answer = await ask(person.accessToken, 'badge', keys)
  return { ...person, keys, transactionId: answer.json().transaction_id as string, answer }
}

describe('an issuing that has to wait', () => {
  it('is announced by the metadata, answered by 202, and collected when its time has come', async () => {
    expect((await scene.inject({ method: 'GET', url: '/.well-known/openid-credential-issuer/aldermoor' })).json().deferred_credential_endpoint).toMatch(/\/aldermoor\/deferred$/)
    const { accessToken, transactionId, keys, answer } = await waiting()
    expect([answer.statusCode, answer.headers['cache-control'], answer.json()]).toEqual([202, 'no-store', { transaction_id: expect.stringMatching(/^[\w-]{43}$/), interval: 10 }])
    scene.clock.advance(10)
    const collected = await collect(accessToken, { transaction_id: transactionId, surprise: 1 })
    expect([collected.statusCode, collected.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(claimsIn(collected)).toMatchObject([{ given_name: 'Ceridwen', cnf: { jwk: keys[0]?.jwk } }])
    const noted = await scene.inject({ method: 'POST', url: '/aldermoor/notification', headers: { authorization: `Bearer ${accessToken}` }, payload: { notification_id: collected.json().notification_id, event: 'credential_accepted' } })
    expect(noted.statusCode).toBe(204)
  })

  it('is asked for and answered encrypted, and as the last request wants it', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), alg: 'ECDH-ES' }
    const { credential_request_encryption: to } = (await scene.inject({ method: 'GET', url: '/.well-known/openid-credential-issuer/aldermoor' })).json()
    const [issuerKey] = to.jwks.keys
    const send = async (accessToken: string, path: string, enc: string, body: object) => {
      const message = new TextEncoder().encode(JSON.stringify({ ...body, credential_response_encryption: { jwk, enc } }))
      const payload = await new CompactEncrypt(message).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', kid: issuerKey.kid }).encrypt(await importJWK(issuerKey, 'ECDH-ES'))
      const answer = await scene.inject({ method: 'POST', url: `/aldermoor/${path}`, headers: { 'content-type': 'application/jwt', authorization: `Bearer ${accessToken}` }, payload })
      const { plaintext, protectedHeader } = await compactDecrypt(answer.body, privateKey)
      return { how: [answer.statusCode, answer.headers['content-type'], protectedHeader.enc], content: JSON.parse(new TextDecoder().decode(plaintext)) }
    }
    const { accessToken } = await redeemed('badge')
    const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
    const first = await send(accessToken, 'credential', 'A128GCM', { credential_configuration_id: 'badge-sd-jwt', proofs: { jwt: [proof] } })
    expect([first.how, Object.keys(first.content)]).toEqual([[202, 'application/jwt', 'A128GCM'], ['transaction_id', 'interval']])
    scene.clock.advance(10)
    const collected = await send(accessToken, 'deferred', 'A256GCM', { transaction_id: first.content.transaction_id })
    expect([collected.how, collected.content.credentials.length]).toEqual([[200, 'application/jwt', 'A256GCM'], 1])
  })

  it('says what the record says at collection, not when it was offered; the database holds no claims and no key meanwhile', async () => {
    const { accessToken, transactionId, id, record, keys } = await waiting()
    expect(await shownTo(id)).toBe('deferred')
    const [row] = await scene.rows<{ sealed_claims: null; sealed_holders: Buffer }>('SELECT * FROM credential_offers o JOIN deferred_issuances d ON d.offer = o.id WHERE o.id = ?', id)
    expect(row?.sealed_claims).toBeNull()
    for (const stored of [JSON.stringify(row), row?.sealed_holders.toString('latin1')]) for (const secret of [transactionId, keys[0]?.jwk.x ?? '']) expect(stored).not.toContain(secret)
    council.people.set(record.reference, { ...record, fields: new Map([...record.fields, ['given_name', 'Carys']]) })
    scene.clock.advance(10)
    expect(claimsIn(await collect(accessToken, { transaction_id: transactionId }))).toMatchObject([{ given_name: 'Carys' }])
    expect(await shownTo(id)).toBe('issued')
  })

  it('is a batch when a batch was asked for', async () => {
    const keys = [makeKeyPair(), makeKeyPair(), makeKeyPair()]
    const { accessToken, transactionId } = await waiting(keys)
    scene.clock.advance(10)
    const claims = claimsIn(await collect(accessToken, { transaction_id: transactionId }))
    expect(claims.map(({ cnf }) => cnf)).toEqual(keys.map(({ jwk }) => ({ jwk })))
  })

  it('spends every nonce that was taken for it', async () => {
    const nonces = [await scene.nonce(), await scene.nonce()]
    const { accessToken } = await redeemed('badge')
    const proofs = nonces.map((nonce) => makeProof(makeKeyPair(), proofClaims(nonce, { iat: scene.clock.now() })))
    expect((await scene.credentialWith(accessToken, { credential_configuration_id: 'badge-sd-jwt', proofs: { jwt: proofs } })).statusCode).toBe(202)
    for (const nonce of nonces) expect((await ask((await redeemed('permit')).accessToken, 'permit', [makeKeyPair()], nonce)).json().error).toBe('invalid_nonce')
  })

  it('TOK-25 lets no token live longer than five minutes: its refresh token gives the next', async () => {
    const { accessToken, refreshToken, transactionId, id } = await waiting()
    expect(await scene.rows('SELECT token_expires_at - ? AS lives FROM credential_offers WHERE id = ?', scene.clock.now(), id)).toEqual([{ lives: 300 }])
    scene.clock.advance(300)
    expect(said(await collect(accessToken, { transaction_id: transactionId }))).toEqual([401, 'invalid_token'])
    const renewed = await refresh(refreshToken)
    expect([renewed.statusCode, renewed.json()]).toEqual([200, { access_token: expect.stringMatching(/^[\w-]{43}$/), token_type: 'Bearer', expires_in: 300, refresh_token: expect.stringMatching(/^offer\.[\w-]{43}$/) }])
    expect(renewed.json<Renewed>().refresh_token).not.toBe(refreshToken)
    expect((await collect(renewed.json<Renewed>().access_token, { transaction_id: transactionId })).statusCode).toBe(200)
  })

  it('goes on when the wallet comes days later, and ends after a week', async () => {
    const [soon, late] = [await waiting(), await waiting()]
    scene.clock.advance(6 * 86_400)
    await scene.issuer.sweep()
    expect((await collect((await refresh(soon.refreshToken)).json<Renewed>().access_token, { transaction_id: soon.transactionId })).statusCode).toBe(200)
    scene.clock.advance(86_400)
    await scene.issuer.sweep()
    const { access_token: token } = (await refresh(late.refreshToken)).json<Renewed>()
    expect(said(await collect(token, { transaction_id: late.transactionId }))).toEqual([400, 'credential_request_denied'])
    expect(await scene.rows('SELECT state FROM credential_offers WHERE id = ?', late.id)).toEqual([{ state: 'expired' }])
  })

  it('is bound, with all its tokens, to the key that its code was redeemed with', async () => {
    const key = walletKey()
    const proof = async (endpoint: string, accessToken?: string) => {
      const nonce = String((await scene.inject({ method: 'POST', url: '/aldermoor/nonce' })).headers['dpop-nonce'])
      return { dpop: dpopProof(key, { htm: 'POST', htu: `${issuerUrl}/aldermoor/${endpoint}`, iat: scene.clock.now(), nonce, ...(accessToken === undefined ? {} : { ath: athOf(accessToken) }) }) }
    }
    const offered = await offer('badge')
    const form = scene.form({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': offered.code })
    const redeemedBy = await scene.inject({ method: 'POST', url: '/aldermoor/token', payload: form.payload, headers: { ...form.headers, ...(await proof('token')) } })
    const { access_token: token, refresh_token: refreshToken } = redeemedBy.json<Renewed>()
    const asked = { credential_configuration_id: 'badge-sd-jwt', proofs: { jwt: [makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))] } }
    const told = await scene.inject({ method: 'POST', url: '/aldermoor/credential', payload: asked, headers: { authorization: `DPoP ${token}`, ...(await proof('credential', token)) } })
    scene.clock.advance(301)
    const byOther = dpopProof(walletKey(), { htm: 'POST', htu: `${issuerUrl}/aldermoor/token`, iat: scene.clock.now(), nonce: String((await scene.inject({ method: 'POST', url: '/aldermoor/nonce' })).headers['dpop-nonce']) })
    for (const headers of [{}, { dpop: byOther }]) expect(said(await refresh(refreshToken, { headers }))).toEqual([400, 'invalid_grant'])
    const renewed = (await refresh(refreshToken, { headers: await proof('token') })).json<Renewed & { token_type: string }>()
    expect(renewed.token_type).toBe('DPoP')
    const body = { transaction_id: told.json().transaction_id as string }
    expect(said(await collect(renewed.access_token, body))).toEqual([401, 'invalid_token'])
    // That answer got lost: the same key is answered again.
    const again = (await refresh(refreshToken, { headers: await proof('token') })).json<Renewed>()
    const collecting = async (one: string) => scene.inject({ method: 'POST', url: '/aldermoor/deferred', payload: body, headers: { authorization: `DPoP ${one}`, ...(await proof('deferred', one)) } })
    expect([(await collecting(renewed.access_token)).statusCode, (await collecting(again.access_token)).statusCode]).toEqual([401, 200])
    expect(said(await refresh(refreshToken, { headers: { dpop: byOther } }))).toEqual([400, 'invalid_dpop_proof'])
  })

  it('opens neither with the code again nor at the credential endpoint to another key', async () => {
    const { accessToken, code } = await waiting()
    expect((await scene.token(code, null, { retryKey: 'k'.repeat(43) })).json().error).toBe('invalid_grant')
    const answer = await ask(accessToken, 'badge', [makeKeyPair()])
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'credential_request_denied'])
  })

  it('is the same for a request that was repeated because its answer was lost', async () => {
    const { accessToken, transactionId, keys } = await waiting()
    const again = await ask(accessToken, 'badge', keys)
    expect([again.statusCode, again.json().transaction_id]).toEqual([202, transactionId])
  })

  it('is issued once when it is collected fifty times at once', async () => {
    const { accessToken, transactionId, id } = await waiting()
    scene.clock.advance(10)
    const answers = await Promise.all(Array.from({ length: 50 }, () => collect(accessToken, { transaction_id: transactionId })))
    expect(answers.map(({ statusCode }) => statusCode).filter((status) => ![200, 202, 400].includes(status))).toEqual([])
    const places = answers.filter(({ statusCode }) => statusCode === 200).map((answer) => JSON.stringify(claimsIn(answer)[0]?.['status']))
    expect(new Set(places).size).toBe(1)
    expect(await scene.rows('SELECT count(*) AS issued FROM counterfoils WHERE offer = ?', id)).toEqual([{ issued: 1 }])
  })
})

describe("a type whose record is read at issuing", () => {
  it('is issued at once, by what the record says now', async () => {
    const { accessToken, record } = await redeemed('permit')
    council.people.set(record.reference, { ...record, fields: new Map([...record.fields, ['given_name', 'Non']]) })
    const answer = await ask(accessToken, 'permit', [makeKeyPair()])
    expect([answer.statusCode, claimsIn(answer)[0]?.['given_name']]).toEqual([200, 'Non'])
  })

  it('waits while the record cannot be reached, or lacks a fact, and is collected afterwards', async () => {
    const [away, incomplete] = [await redeemed('permit'), await redeemed('permit')]
    council.isAway = true
    const first = await ask(away.accessToken, 'permit', [makeKeyPair()])
    council.isAway = false
    council.people.set(incomplete.record.reference, { ...incomplete.record, fields: new Map([...incomplete.record.fields, ['uprn', '']]) })
    const second = await ask(incomplete.accessToken, 'permit', [makeKeyPair()])
    expect([first.statusCode, second.statusCode]).toEqual([202, 202])
    expect(await scene.rows("SELECT reason FROM audit_entries WHERE event = 'offer.deferred' AND object IN (?, ?)", away.id, incomplete.id)).toEqual([{ reason: 'record_away' }, { reason: 'record_incomplete' }])
    scene.clock.advance(10)
    const stillIncomplete = await collect(incomplete.accessToken, { transaction_id: second.json().transaction_id })
    expect([stillIncomplete.statusCode, stillIncomplete.json()]).toEqual([202, { transaction_id: second.json().transaction_id, interval: 10 }])
    expect((await collect(away.accessToken, { transaction_id: first.json().transaction_id })).statusCode).toBe(200)
    council.people.set(incomplete.record.reference, incomplete.record)
    scene.clock.advance(10)
    expect((await collect(incomplete.accessToken, { transaction_id: second.json().transaction_id })).statusCode).toBe(200)
  })

  it('is not repeated while the record cannot be reached, and then is', async () => {
    const { accessToken } = await redeemed('permit')
    const key = makeKeyPair()
    const nonce = await scene.nonce()
    expect((await ask(accessToken, 'permit', [key], nonce)).statusCode).toBe(200)
    council.isAway = true
    const refused = await ask(accessToken, 'permit', [key], nonce)
    expect([refused.statusCode, refused.json().error]).toEqual([503, 'temporarily_unavailable'])
    council.isAway = false
    expect((await ask(accessToken, 'permit', [key], nonce)).statusCode).toBe(200)
  })
})

describe('of refresh tokens of an issuing that waits, refused is', () => {
  it('TOK-20 one that was used, and what waits ends', async () => {
    const { refreshToken, transactionId, id } = await waiting()
    const next = (await refresh(refreshToken)).json<Renewed>()
    await expect.poll(() => scene.rows("SELECT state FROM authorization_steps WHERE offer = ? AND state <> 'open'", id)).toEqual([{ state: 'used' }])
    expect(said(await refresh(refreshToken))).toEqual([400, 'invalid_grant'])
    expect(said(await refresh(next.refresh_token))).toEqual([400, 'invalid_grant'])
    expect((await collect(next.access_token, { transaction_id: transactionId })).statusCode).not.toBe(200)
    expect(await scene.rows('SELECT o.state, d.state AS waits, d.sealed_holders FROM credential_offers o JOIN deferred_issuances d ON d.offer = o.id WHERE o.id = ?', id)).toEqual([{ state: 'expired', waits: 'ended', sealed_holders: null }])
  })

  it('one of another authority, one that nobody gave, and none; they leave it as it was', async () => {
    const { refreshToken } = await waiting()
    expect(said(await refresh(refreshToken, { authority: 'brackenfield' }))).toEqual([400, 'invalid_grant'])
    expect(said(await refresh(`offer.${'A'.repeat(43)}`))).toEqual([400, 'invalid_grant'])
    expect(said(await refresh(''))).toEqual([400, 'unsupported_grant_type'])
    expect((await refresh(refreshToken)).statusCode).toBe(200)
  })

  it('one while nothing waits, which is good once something does', async () => {
    const { accessToken, refreshToken } = await redeemed('badge')
    expect(said(await refresh(refreshToken))).toEqual([400, 'invalid_grant'])
    expect((await ask(accessToken, 'badge', [makeKeyPair()])).statusCode).toBe(202)
    expect((await refresh(refreshToken)).statusCode).toBe(200)
  })

  it('all but one of fifty at once', async () => {
    const { refreshToken } = await waiting()
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshToken)))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
  })

  it('any, for a type that never has to wait: none is given', async () => {
    expect((await redeemed('residency')).refreshToken).toBeUndefined()
  })
})

describe('of deferred requests, refused is', () => {
  it.each<[row: string, body: (id: string) => unknown, error: string]>([
    ['CRD-21 an invented transaction', () => ({ transaction_id: 'A'.repeat(43) }), 'invalid_transaction_id'],
    ['no transaction', () => ({}), 'invalid_credential_request'],
    ['an empty one', () => ({ transaction_id: '' }), 'invalid_credential_request'],
    ['a number', () => ({ transaction_id: 7 }), 'invalid_credential_request'],
    ['a list', (id) => ({ transaction_id: [id] }), 'invalid_credential_request'],
    ['CRD-10 null', () => 'null', 'invalid_credential_request'],
    ['CRD-10 no JSON', () => '{', 'invalid_credential_request'],
    ['CRD-10 a member twice', (id) => `{"transaction_id":"x","transaction_id":"${id}"}`, 'invalid_credential_request'],
    ['CRD-15 an encrypted answer to a request in the open', (id) => ({ transaction_id: id, credential_response_encryption: { enc: 'A256GCM' } }), 'invalid_encryption_parameters'],
  ])('%s', async (_row, body, error) => {
    const { accessToken, transactionId } = await waiting()
    scene.clock.advance(10)
    const answer = await collect(accessToken, body(transactionId))
    expect([answer.statusCode, answer.json().error]).toEqual([400, error])
    expect((await collect(accessToken, { transaction_id: transactionId })).statusCode).toBe(200)
  })

  it('CRD-22 a transaction that was collected', async () => {
    const { accessToken, transactionId, id } = await waiting()
    scene.clock.advance(10)
    expect((await collect(accessToken, { transaction_id: transactionId })).statusCode).toBe(200)
    await expect.poll(() => scene.rows('SELECT state FROM deferred_issuances WHERE offer = ?', id)).toEqual([{ state: 'collected' }])
    const answer = await collect(accessToken, { transaction_id: transactionId })
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_transaction_id'])
  })

  it("CRD-23 another wallet's token, or none, or another authority's", async () => {
    const [mine, other] = [await waiting(), await waiting()]
    scene.clock.advance(10)
    const answer = await collect(other.accessToken, { transaction_id: mine.transactionId })
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_transaction_id'])
    const { accessToken } = await redeemed('residency')
    expect((await collect(accessToken, { transaction_id: mine.transactionId })).json().error).toBe('invalid_transaction_id')
    for (const [token, authority] of [[null, 'aldermoor'], ['A'.repeat(43), 'aldermoor'], [mine.accessToken, 'brackenfield']] as const) {
      expect((await collect(token, { transaction_id: mine.transactionId }, authority)).statusCode).toBe(401)
    }
  })

  it('CRD-24 no key in it but the holders that were proven: others that come along are passed over, and one to encrypt to is taken from no open request', async () => {
    const { accessToken, transactionId, keys } = await waiting()
    scene.clock.advance(10)
    const [holder, encryption] = [makeKeyPair(), { jwk: { ...makeKeyPair().jwk, alg: 'ECDH-ES', use: 'enc' }, enc: 'A256GCM' }]
    const swapped = await collect(accessToken, { transaction_id: transactionId, credential_response_encryption: encryption })
    expect([swapped.statusCode, swapped.json().error]).toEqual([400, 'invalid_encryption_parameters'])
    const proof = makeProof(holder, proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
    const collected = await collect(accessToken, { transaction_id: transactionId, proofs: { jwt: [proof] } })
    expect(claimsIn(collected)).toMatchObject([{ cnf: { jwk: keys[0]?.jwk } }])
  })

  it('CRD-25 nothing, but no work is done either, for who comes sooner than told', async () => {
    const { accessToken, transactionId } = await waiting()
    const before = council.reads
    scene.clock.advance(4)
    const early = await collect(accessToken, { transaction_id: transactionId })
    expect([early.statusCode, early.json().interval]).toEqual([202, 6])
    council.isAway = true
    scene.clock.advance(6)
    await collect(accessToken, { transaction_id: transactionId })
    const again = await collect(accessToken, { transaction_id: transactionId })
    expect([again.statusCode, again.json().interval, council.reads - before]).toEqual([202, 10, 1])
  })

  it('CRD-26 what staff withdrew, and whom the record no longer holds', async () => {
    const [withdrawn, gone] = [await waiting(), await waiting()]
    await scene.issuer.cases.withdraw(scene.authority('aldermoor'), withdrawn.id, staffOf('aldermoor'))
    council.people.delete(gone.record.reference)
    scene.clock.advance(10)
    for (const { accessToken, transactionId } of [withdrawn, gone, gone]) {
      const answer = await collect(accessToken, { transaction_id: transactionId })
      expect([answer.statusCode, answer.json().error]).toEqual([400, 'credential_request_denied'])
    }
    expect(await scene.rows("SELECT reason FROM audit_entries WHERE event = 'offer.withdrawn' AND object = ?", gone.id)).toEqual([{ reason: 'record_gone' }])
  })
})

describe('the wallet of this repository', () => {
  const offered = async (wallet: Wallet, typeId: string) => {
    const { code } = await offer(typeId)
    const object = credentialOfferObject({ credentialIssuer: `${issuerUrl}/aldermoor`, configurationIds: [`${typeId}-sd-jwt`], preAuthorizedCode: code, txCode: null })
    return receiveToRedeem(wallet, `?credential_offer=${encodeURIComponent(JSON.stringify(object))}`)
  }

  it('collects five copies at once, and neither the request nor the answer can be read on its way', async () => {
    const { wallet, sent } = await walletAt(scene)
    const received = await offered(wallet, 'residency')
    const collected = await wallet.collectCredential(received, await wallet.redeemOffer(received, null))
    expect([copiesLeft(collected.held), collected.held.claims['given_name']]).toEqual([5, 'Ceridwen'])
    const request = sent.find(({ url }) => url.endsWith('/credential'))
    expect(request?.body.split('.')).toHaveLength(5)
  })

  it('waits for what the council prepares, longer than its token lives, and has it in the end', async () => {
    const { wallet, sent } = await walletAt(scene)
    const received = await offered(wallet, 'badge')
    const opened = await wallet.redeemOffer(received, null)
    await expect(wallet.collectCredential(received, opened)).rejects.toMatchObject({ code: 'issued_later' })
    council.isAway = true
    scene.clock.advance(10)
    expect(await wallet.keepUp()).toBe(10)
    scene.clock.advance(3600)
    council.isAway = false
    expect(await wallet.keepUp()).toBeNull()
    const [held = expect.fail()] = await wallet.vault.credentials()
    expect([copiesLeft(held), held.claims['given_name'], sent.filter(({ url }) => url.endsWith('/token')).length]).toEqual([5, 'Ceridwen', 2])
    await wallet.confirmCredential(held)
    await expect.poll(() => sent.filter(({ url }) => url.endsWith('/notification')).length).toBe(1)
  })
})
