import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChangeReason, CounterfoilId, StatusChange } from '@counterfoil/issuer/domain/counterfoil'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { signedBy, walletKey, type WalletKey } from '../../support/outside-wallet.ts'
import { until } from '../../support/until.ts'
import { govukClient, govukConfigFor, statusClient, subject } from './govuk-config-for.ts'
import { askCredential, codeIn, govukWallet, metadataOf, offerIn, proofOf } from './govuk-wallet.ts'
import { startOneLogin, type OneLogin } from './one-login.ts'
import { openProfileScene, type ProfileScene } from './profile-scene.ts'
import { startStatusListService, type StatusListService } from './status-list-service.ts'

let scene: ProfileScene
let oneLogin: OneLogin
let statusService: StatusListService
const issuer = (): string => scene.identifier('govuk')
beforeAll(async () => {
  oneLogin = await startOneLogin(subject, govukClient)
  statusService = await startStatusListService(statusClient, () => `${issuer()}/.well-known/jwks.json`)
  scene = await openProfileScene(() => ({ profiles: [otherProfiles.govuk], govuk: govukConfigFor(oneLogin, statusService) }), { wallet_subject_id: subject })
})
afterAll(async () => {
  await scene.close()
  await oneLogin.close()
  await statusService.close()
})

const day = 86_400_000
const change = async (kind: StatusChange): Promise<void> => {
  const [newest] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
  await scene.issuer.changeStatus(scene.authority, newest?.id ?? ('' as CounterfoilId), kind, { staff: scene.staff, reason: 'at_request' })
}

describe('a credential for the GOV.UK Wallet', () => {
  it('ends technically long before the document does, and says when to ask anew', async () => {
    const { validity } = await govukWallet().collect((await scene.offerFor('govuk')).link)
    expect(validity.validUntil.getTime() - validity.signed.getTime()).toBe(30 * day)
    expect(validity.expectedUpdate?.getTime()).toBe(validity.validUntil.getTime() - 7 * day)
  })

  it('may be told of as often as the wallet likes', async () => {
    const wallet = govukWallet()
    const credential = await wallet.collect((await scene.offerFor('govuk')).link)
    expect([await wallet.notify(credential, 'credential_accepted'), await wallet.notify(credential, 'credential_deleted'), await wallet.notify(credential, 'no_such_event')]).toEqual([204, 204, 400])
  })

  it('is refreshed in the app by a token that names none: the record is read anew', async () => {
    const wallet = govukWallet()
    await wallet.collect((await scene.offerFor('govuk')).link)
    const again = await wallet.refresh(issuer(), 'blue-badge-mdoc', oneLogin.tokenWith({ claims: { aud: issuer() } }))
    expect([await wallet.notify(again, 'credential_accepted'), await wallet.statusOf(again)]).toEqual([204, 0])
  })

  it('is not made for whom the council has nothing to refresh', async () => {
    const token = oneLogin.tokenWith({ claims: { aud: issuer(), sub: 'somebody else' } })
    expect((await askCredential(`${issuer()}/credential`, token, proofOf(walletKey(), { nonce: decodeJwt(token)['c_nonce'], aud: issuer() }))).status).toBe(401)
  })

  it('is revoked even if the status list service is away when staff revoke: it is told until it answers', async () => {
    const wallet = govukWallet()
    const credential = await wallet.collect((await scene.offerFor('govuk')).link)
    statusService.away(true)
    const before = statusService.asked.revoke
    await change('revoke')
    await until(() => statusService.asked.revoke > before + 1, 'it was told twice in vain')
    expect(await wallet.statusOf(credential)).toBe(0)
    statusService.away(false)
    await until(async () => (await wallet.statusOf(credential)) === 1, 'the service was told')
  })

  it('is not refreshed while it is suspended, nor once it was revoked', async () => {
    const refresh = async (): Promise<number> => {
      const token = oneLogin.tokenWith({ claims: { aud: issuer() } })
      return (await askCredential(`${issuer()}/credential`, token, proofOf(walletKey(), { nonce: decodeJwt(token)['c_nonce'], aud: issuer() }))).status
    }
    const changeAll = async (kind: StatusChange, reason: ChangeReason): Promise<void> => {
      const from = { suspend: 0, reinstate: 2, revoke: 0 } as const
      const standing = await scene.rows<{ id: CounterfoilId }>(`SELECT id FROM counterfoils WHERE status = ${from[kind]}`)
      for (const { id } of standing) await scene.issuer.changeStatus(scene.authority, id, kind, { staff: scene.staff, reason })
    }
    await govukWallet().collect((await scene.offerFor('govuk')).link)
    await changeAll('suspend', 'reported_lost')
    expect(await refresh()).toBe(401)
    await changeAll('reinstate', 'found_again')
    expect(await refresh()).toBe(200)
    await changeAll('revoke', 'issued_in_error')
    expect(await refresh()).toBe(401)
  })

  it.each<[what: string, token: () => Promise<string>]>([
    ['an offer', async () => oneLogin.tokenWith({ claims: { aud: issuer(), credential_identifiers: decodeJwt(codeIn(offerIn((await scene.offerFor('govuk')).link)))['credential_identifiers'] } })],
    [
      'a refresh',
      async () => {
        await govukWallet().collect((await scene.offerFor('govuk')).link)
        return oneLogin.tokenWith({ claims: { aud: issuer() } })
      },
    ],
  ])('is not issued while that service is away or the proof is bad, and costs %s nothing: the same token has it afterwards, for one key', async (_what, newToken) => {
    const token = await newToken()
    const given = { nonce: decodeJwt(token)['c_nonce'], aud: issuer() }
    const key = walletKey()
    const ask = async (proof: string) => askCredential(`${issuer()}/credential`, token, proof)
    statusService.away(true)
    expect((await ask(proofOf(key, given))).status).toBe(503)
    statusService.away(false)
    expect((await ask(proofOf(key, { ...given, aud: 'https://elsewhere.example' }))).status).toBe(400)
    expect((await askCredential(`${issuer()}/credential`, token, '')).status).toBe(400)
    const first = await ask(proofOf(key, given))
    expect(first.status).toBe(200)
    const count = async (): Promise<unknown> => scene.rows('SELECT count(*) AS issued FROM counterfoils')
    const issued = await count()
    // Its answer may have been lost.
    const again = await ask(proofOf(key, given))
    expect([again.status, ((await again.json()) as { notification_id: string }).notification_id]).toEqual([200, ((await first.json()) as { notification_id: string }).notification_id])
    expect((await ask(proofOf(walletKey(), given))).status).toBe(401)
    expect(await count()).toEqual(issued)
  })

  it('is issued once for one token that comes ten times at once', async () => {
    await govukWallet().collect((await scene.offerFor('govuk')).link)
    const token = oneLogin.tokenWith({ claims: { aud: issuer() } })
    const ask = () => askCredential(`${issuer()}/credential`, token, proofOf(walletKey(), { nonce: decodeJwt(token)['c_nonce'], aud: issuer() }))
    const answers = await Promise.all(Array.from({ length: 10 }, ask))
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, ...Array.from({ length: 9 }, () => 401)])
  })
})

interface Attempt {
  readonly token: (given: { readonly aud: string; readonly identifier: string }) => string
  readonly proof?: (key: WalletKey, given: { readonly nonce: unknown; readonly aud: string }) => string
}

const good = ({ aud, identifier }: { readonly aud: string; readonly identifier: string }, claims: Readonly<Record<string, unknown>> = {}, header: Readonly<Record<string, unknown>> = {}): string =>
  oneLogin.tokenWith({ claims: { aud, credential_identifiers: [identifier], ...claims }, header })

async function attempt({ token: make, proof = proofOf }: Attempt): Promise<Response> {
  const [identifier = ''] = decodeJwt(codeIn(offerIn((await scene.offerFor('govuk')).link)))['credential_identifiers'] as readonly string[]
  const token = make({ aud: issuer(), identifier })
  const nonce = token.split('.').length === 3 ? decodeJwt(token)['c_nonce'] : 'none'
  return askCredential(`${issuer()}/credential`, token, proof(walletKey(), { nonce, aud: issuer() }))
}

const refused: readonly (readonly [what: string, error: string, status: number, Attempt])[] = [
  ['a token for another issuer', 'invalid_token', 401, { token: (given) => good({ ...given, aud: scene.identifier() }) }],
  ['a token of another server', 'invalid_token', 401, { token: (given) => good(given, { iss: 'https://token.example' }) }],
  ['a token that has expired', 'invalid_token', 401, { token: (given) => good(given, { exp: 1_700_000_000 }) }],
  ['a token without end', 'invalid_token', 401, { token: (given) => good(given, { exp: undefined }) }],
  ['a token without a name', 'invalid_token', 401, { token: (given) => good(given, { jti: undefined }) }],
  ['a token without a nonce', 'invalid_token', 401, { token: (given) => good(given, { c_nonce: undefined }) }],
  ['a token of another type', 'invalid_token', 401, { token: (given) => good(given, {}, { typ: 'JWT' }) }],
  ['a token by a key that the server does not publish', 'invalid_token', 401, { token: ({ aud, identifier }) => signedBy(walletKey(), { typ: 'at+jwt', kid: 'the-key-of-the-day' }, { iss: oneLogin.url, sub: subject, aud, jti: randomUUID(), c_nonce: 'n', exp: 4_000_000_000, credential_identifiers: [identifier] }) }],
  ['a token by a key of no known name', 'invalid_token', 401, { token: (given) => good(given, {}, { kid: 'unknown' }) }],
  ['a token that is not signed', 'invalid_token', 401, { token: (given) => `${good(given).split('.').slice(0, 2).join('.')}.` }],
  ["somebody else's wallet", 'invalid_token', 401, { token: (given) => good(given, { sub: 'urn:fdc:wallet.account.gov.uk:2024:another' }) }],
  ['an identifier that names no offer', 'invalid_token', 401, { token: (given) => good({ ...given, identifier: randomUUID() }) }],
  ['two identifiers', 'invalid_token', 401, { token: ({ aud, identifier }) => good({ aud, identifier }, { credential_identifiers: [identifier, randomUUID()] }) }],
  ['a token as the open profile gives it', 'invalid_token', 401, { token: () => 'an-opaque-token' }],
  ['a proof whose signature is wrong', 'invalid_proof', 400, { token: good, proof: (key, given) => `${proofOf(key, given).slice(0, -8)}AAAAAAAA` }],
  ['a proof with another nonce', 'invalid_nonce', 400, { token: good, proof: (key, given) => proofOf(key, { ...given, nonce: 'not_the_same_nonce' }) }],
  ['a proof for the authority itself', 'invalid_proof', 400, { token: good, proof: (key, given) => proofOf(key, { ...given, aud: scene.identifier() }) }],
  ['a proof by another wallet', 'invalid_proof', 400, { token: good, proof: (key, given) => proofOf(key, { ...given, iss: 'urn:another:wallet' }) }],
]

describe('the GOV.UK profile refuses', () => {
  it.each(refused)('%s: %s', async (_what, error, status, asked) => {
    const answer = await attempt(asked)
    // The wallet's own tests want the code and nothing beside it.
    expect([answer.status, await answer.json()]).toEqual([status, { error }])
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/)
  })

  it('a token that was used, and an offer that was redeemed', async () => {
    const [identifier = ''] = decodeJwt(codeIn(offerIn((await scene.offerFor('govuk')).link)))['credential_identifiers'] as readonly string[]
    const given = { aud: issuer(), identifier }
    const ask = async (token: string): Promise<number> => (await askCredential(`${issuer()}/credential`, token, proofOf(walletKey(), { nonce: decodeJwt(token)['c_nonce'], aud: issuer() }))).status
    const token = good(given)
    expect([await ask(token), await ask(token), await ask(good(given))]).toEqual([200, 401, 401])
  })

  it('the sixth guess at whose offer it is, and then everybody', async () => {
    const [identifier = ''] = decodeJwt(codeIn(offerIn((await scene.offerFor('govuk')).link)))['credential_identifiers'] as readonly string[]
    const ask = async (sub: string): Promise<number> => {
      const token = good({ aud: issuer(), identifier }, { sub })
      return (await askCredential(`${issuer()}/credential`, token, proofOf(walletKey(), { nonce: decodeJwt(token)['c_nonce'], aud: issuer() }))).status
    }
    const guesses: number[] = []
    for (let guess = 0; guess < 5; guess += 1) guesses.push(await ask(`guess ${guess}`))
    expect([...guesses, await ask(subject)]).toEqual([401, 401, 401, 401, 401, 401])
  })

  it('to be asked without a token, and to give tokens or nonces of its own', async () => {
    const { credential_endpoint: endpoint } = await metadataOf(issuer())
    const answer = await fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    for (const path of ['token', 'nonce', 'par', 'deferred']) expect((await fetch(`${issuer()}/${path}`, { method: 'POST' })).status, path).toBe(404)
  })
})
