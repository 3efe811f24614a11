import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { authorizationCodeGrant, preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { dpopProof, walletKey } from '../../support/outside-wallet.ts'
import { makeProof } from '../issuer-scene.ts'
import { openProfileScene, type ProfileScene } from './profile-scene.ts'
import { answerKey, askSwiss, noncesOf, swissMetadata, swissOfferIn, swissToken, type SwissToken } from './swiyu-wallet.ts'

let scene: ProfileScene
let metadata: Awaited<ReturnType<typeof swissMetadata>>
const issuer = (): string => scene.identifier('swiyu')
beforeAll(async () => {
  scene = await openProfileScene(() => ({ profiles: [otherProfiles.swiyu] }))
  metadata = await swissMetadata(issuer(), scene.keyOf)
})
afterAll(() => scene.close())

const now = (): number => Math.floor(Date.now() / 1000)

async function tokenNow(): Promise<SwissToken> {
  const { link, txCode } = await scene.offerFor('swiyu')
  return swissToken(link, txCode ?? '', metadata)
}

/** A request as it should be, any part of it replaceable. */
async function bodyWith(changes: Readonly<Record<string, unknown>> = {}): Promise<Readonly<Record<string, unknown>>> {
  const { forProof } = await noncesOf(metadata)
  const jwt = [makeProof(walletKey(), { aud: issuer(), iat: now(), nonce: forProof })]
  return { credential_configuration_id: 'blue-badge-sd-jwt', proofs: { jwt }, credential_response_encryption: answerKey().asked, ...changes }
}

/** A token request with any proof. */
async function redeem(dpop: string | null): Promise<Response> {
  const { link, txCode } = await scene.offerFor('swiyu')
  const code = swissOfferIn(link).grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? ''
  return fetch(`${issuer()}/token`, { method: 'POST', ...(dpop === null ? {} : { headers: { dpop } }), body: new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode ?? '' }) })
}

const proof = (htu: string, nonce?: string): string => dpopProof(walletKey(), { htm: 'POST', htu, iat: now(), ...(nonce === undefined ? {} : { nonce }) })

const refused: readonly (readonly [what: string, error: string, status: number, ask: () => Promise<Response>])[] = [
  ['a code without the proof of a key', 'invalid_dpop_proof', 400, () => redeem(null)],
  ['a proof of a key without the nonce of the server', 'use_dpop_nonce', 400, () => redeem(proof(`${issuer()}/token`))],
  ['a proof of a key with a nonce of the open profile', 'use_dpop_nonce', 400, async () => redeem(proof(`${issuer()}/token`, (await noncesOf({ nonce_endpoint: `${scene.identifier()}/nonce` })).forProof))],
  ['a proof of a key for the open profile', 'invalid_dpop_proof', 400, async () => redeem(proof(`${scene.identifier()}/token`, (await noncesOf(metadata)).forDpop))],
  ['an authorization code', 'unsupported_grant_type', 400, () => fetch(`${issuer()}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: authorizationCodeGrant, code: 'x', client_id: 'https://wallet.example' }) })],
  ['a request in the open', 'invalid_encryption_parameters', 400, async () => askSwiss({ metadata, bound: await tokenNow(), body: await bodyWith() }, true)],
  ['a request that wants its answer in the open', 'invalid_encryption_parameters', 400, async () => askSwiss({ metadata, bound: await tokenNow(), body: await bodyWith({ credential_response_encryption: undefined }) })],
  ['a format that it does not have', 'unknown_credential_configuration', 400, async () => askSwiss({ metadata, bound: await tokenNow(), body: await bodyWith({ credential_configuration_id: 'blue-badge-mdoc' }) })],
  ['a credential identifier', 'unknown_credential_identifier', 400, async () => askSwiss({ metadata, bound: await tokenNow(), body: await bodyWith({ credential_configuration_id: undefined, credential_identifier: 'blue-badge-sd-jwt.current' }) })],
  ['eleven proofs', 'invalid_proof', 400, async () => {
    const { forProof } = await noncesOf(metadata)
    const jwt = Array.from({ length: 11 }, () => makeProof(walletKey(), { aud: issuer(), iat: now(), nonce: forProof }))
    return askSwiss({ metadata, bound: await tokenNow(), body: await bodyWith({ proofs: { jwt } }) })
  }],
  ['a token in other hands', 'invalid_token', 401, async () => askSwiss({ metadata, bound: { ...(await tokenNow()), key: walletKey() }, body: await bodyWith() })],
  ['a bound token as a bearer token', 'invalid_token', 401, async () => fetch(metadata.credential_endpoint, { method: 'POST', headers: { authorization: `Bearer ${(await tokenNow()).token}`, 'content-type': 'application/json' }, body: JSON.stringify(await bodyWith()) })],
]

describe('the swiyu profile refuses', () => {
  it.each(refused)('%s: %s', async (_what, error, status, ask) => {
    const answer = await ask()
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([status, error])
  })

  it('to hear of what became of a credential, to show an offer, and to send anybody to sign in', async () => {
    const bound = await tokenNow()
    const notified = await fetch(`${issuer()}/notification`, { method: 'POST', headers: { authorization: `DPoP ${bound.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ notification_id: 'x', event: 'credential_accepted' }) })
    const shown = await fetch(`${issuer()}/offers/anything`)
    const pushed = await fetch(`${issuer()}/par`, { method: 'POST', body: new URLSearchParams() })
    expect([notified.status, shown.status, pushed.status]).toEqual([404, 404, 404])
  })

  it('a code of the open profile, which is still good there', async () => {
    const made = await scene.offer()
    const { grants } = (await (await fetch(made.offerUri)).json()) as { grants: Record<string, { 'pre-authorized_code': string }> }
    const body = new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', tx_code: made.txCode ?? '' })
    const elsewhere = await fetch(`${issuer()}/token`, { method: 'POST', headers: { dpop: proof(`${issuer()}/token`, (await noncesOf(metadata)).forDpop) }, body })
    expect([elsewhere.status, (await fetch(`${scene.identifier()}/token`, { method: 'POST', body })).status]).toEqual([400, 200])
  })
})
