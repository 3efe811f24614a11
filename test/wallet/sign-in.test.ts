import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { authorizationServerMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { signInOfferObject, type SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { Fault, type FaultCode } from '@counterfoil/wallet/domain/fault'
import { offerLinkOf } from '@counterfoil/wallet/domain/offer-link'
import { isToSignIn, type ReceivedOffer } from '@counterfoil/wallet/use-cases/receive-offer'
import { json, type SentRequest } from './support/stub-internet.ts'
import { issueCredential, keyOfProof, partsOfJwt, publishOffer } from './support/stub-issuer.ts'
import { vct } from './support/stub-world.ts'
import { openWallet, startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const issuer = 'https://issuer.example/aldermoor'
const offer: SignInOffer = { credentialIssuer: issuer, configurationIds: ['residency-sd-jwt'], issuerState: 'state-of-the-issuer' }
const metadata = authorizationServerMetadata(issuer, { scopes: ['residency'], clientAuthentication: ['none'] })

/** A council where one can sign in. As issuers do, each of its endpoints wants its own nonce in the proof first. */
async function startWorld(changes: { readonly server?: JsonObject; readonly token?: (request: SentRequest) => Response } = {}): Promise<WalletWorld> {
  const world = await startWalletWorld()
  publishOffer(world, { offer: () => signInOfferObject(offer), server: () => ({ ...metadata, ...changes.server }) })
  const withNonce = (answer: (request: SentRequest) => Response) => (request: SentRequest): Response => {
    if (payloadOf(request)['nonce'] === 'nonce-of-the-server') return answer(request)
    const headers = { 'dpop-nonce': 'nonce-of-the-server', 'www-authenticate': 'DPoP error="use_dpop_nonce"' }
    return Response.json({ error: 'use_dpop_nonce' }, { status: request.url.endsWith('/credential') ? 401 : 400, headers })
  }
  const issued = (request: SentRequest): Response => json({ credentials: [{ credential: issueCredential(world.aldermoor, keyOfProof(request)) }], notification_id: 'n1' })
  world.internet.on(`${issuer}/par`, withNonce(() => json({ request_uri: 'urn:ietf:params:oauth:request_uri:r1', expires_in: 60 }, 201)))
  // As ours does: a code that is shown again, once its answer has left, is worth nothing any more.
  let used = false
  const once = (): Response => {
    if (used) return json({ error: 'invalid_grant' }, 400)
    used = true
    return json({ access_token: 't1', token_type: 'DPoP', expires_in: 300 })
  }
  world.internet.on(`${issuer}/token`, withNonce(changes.token ?? once))
  world.internet.on(`${issuer}/credential`, withNonce(issued))
  world.internet.on(`${issuer}/notification`, withNonce(() => new Response(null, { status: 204 })))
  return world
}

const payloadOf = ({ dpop }: SentRequest): JsonObject => (dpop === null ? {} : (partsOfJwt(dpop)[1] ?? {}))
const lastTo = ({ internet }: WalletWorld, path: string): SentRequest => internet.sentTo(`${issuer}${path}`).at(-1) ?? raise()
const formOf = ({ body }: SentRequest): Record<string, string> => Object.fromEntries(new URLSearchParams(body))

function raise(): never {
  throw new Error('Nothing was sent there.')
}

async function receive({ wallet }: WalletWorld): Promise<ReceivedOffer<SignInOffer>> {
  const received = await wallet.receiveOffer(offerLinkOf(`?credential_offer=${encodeURIComponent(JSON.stringify(signInOfferObject(offer)))}`))
  return isToSignIn(received) ? received : raise()
}

/** Leaves for the council, and says with what the citizen comes back when they agreed. */
async function leave(world: WalletWorld): Promise<Record<string, string>> {
  await world.wallet.beginSignIn(await receive(world), 'cy')
  return { code: 'c1', iss: issuer, state: formOf(lastTo(world, '/par'))['state'] ?? '' }
}

const linkOf = (answer: Readonly<Record<string, string>>): string => `?${new URLSearchParams(answer).toString()}`
const codeOf = (act: Promise<unknown>): Promise<FaultCode | 'no fault'> =>
  act.then(
    () => 'no fault',
    (error: unknown) => (error instanceof Fault ? error.code : Promise.reject(error as Error)),
  )

describe('collecting by signing in', () => {
  it('sends the citizen to the council with a request that was pushed, and collects what they agreed to', async () => {
    const world = await startWorld()
    const address = new URL(await world.wallet.beginSignIn(await receive(world), 'cy'))
    expect(address.origin + address.pathname).toBe(`${issuer}/authorize`)
    expect(Object.fromEntries(address.searchParams)).toEqual({ client_id: 'https://wallet.example', request_uri: 'urn:ietf:params:oauth:request_uri:r1' })
    const pushed = formOf(lastTo(world, '/par'))
    expect(pushed).toMatchObject({
      response_type: 'code',
      client_id: 'https://wallet.example',
      redirect_uri: 'https://wallet.example/collected',
      scope: 'residency',
      issuer_state: 'state-of-the-issuer',
      code_challenge_method: 'S256',
      ui_locales: 'cy',
    })

    const id = await world.wallet.finishSignIn(linkOf({ code: 'c1', iss: issuer, state: pushed['state'] ?? '' }))
    const token = formOf(lastTo(world, '/token'))
    expect(token).toMatchObject({ grant_type: 'authorization_code', code: 'c1', redirect_uri: 'https://wallet.example/collected' })
    expect(hash('sha256', token['code_verifier'] ?? '', 'base64url')).toBe(pushed['code_challenge'])
    expect(lastTo(world, '/credential').authorization).toBe('DPoP t1')
    expect(payloadOf(lastTo(world, '/credential'))).toMatchObject({ ath: hash('sha256', 't1', 'base64url'), htm: 'POST', htu: `${issuer}/credential` })
    expect(await world.wallet.vault.credentials()).toMatchObject([{ id, claims: { given_name: 'Ada' }, unconfirmed: { notification: { id: 'n1' } } }])
    expect(await world.wallet.vault.signIns()).toEqual([])
  })

  it('proves each step with the same key, which is another than the credential’s', async () => {
    const world = await startWorld()
    await world.wallet.finishSignIn(linkOf(await leave(world)))
    const keys = ['/par', '/token', '/credential'].map((path) => (partsOfJwt(lastTo(world, path).dpop ?? '')[0] ?? {})['jwk'])
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(1)
    expect(keyOfProof(lastTo(world, '/credential'))).not.toEqual(keys[0])
  })

  it('goes on where it was after a reload, with the keys that it had', async () => {
    const world = await startWorld()
    const answer = await leave(world)
    const reloaded = { ...world, wallet: await openWallet(world) }
    expect(await codeOf(reloaded.wallet.finishSignIn(linkOf(answer)))).toBe('no fault')
  })

  it('asks again for the same credential when an answer was lost', async () => {
    const world = await startWorld()
    const answer = await leave(world)
    world.internet.on(`${issuer}/credential`, () => json({ error: 'server_error' }, 500))
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('not_reachable')
    const first = keyOfProof(lastTo(world, '/credential'))
    world.internet.on(`${issuer}/credential`, (request) => json({ credentials: [{ credential: issueCredential(world.aldermoor, keyOfProof(request)) }] }))
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('no fault')
    expect(keyOfProof(lastTo(world, '/credential'))).toEqual(first)
  })

  it('shows the code once, however often and in however many tabs the citizen comes back', async () => {
    const world = await startWorld()
    const answer = await leave(world)
    const other = await openWallet(world)
    const [one, two] = await Promise.all([codeOf(world.wallet.finishSignIn(linkOf(answer))), codeOf(other.finishSignIn(linkOf(answer)))])
    expect([one, two].toSorted()).toEqual(['no fault', 'sign_in_unknown'])
    expect(world.internet.sentTo(`${issuer}/token`).filter(({ dpop }) => (partsOfJwt(dpop ?? '')[1] ?? {})['nonce'] !== undefined)).toHaveLength(1)
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it('tries an exchange whose answer was lost again, as long as the issuer may still be at it', async () => {
    const answers = [() => json({}, 503), () => json({ error: 'invalid_grant' }, 400), () => json({ access_token: 't1', token_type: 'DPoP', expires_in: 300 })]
    const world = await startWorld({ token: () => (answers.shift() ?? raise())() })
    const answer = await leave(world)
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('not_reachable')
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('not_reachable')
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('no fault')
  })

  it('gives up such an exchange after that', async () => {
    const answers = [() => json({}, 503), () => json({ error: 'invalid_grant' }, 400)]
    const world = await startWorld({ token: () => (answers.shift() ?? raise())() })
    const answer = await leave(world)
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('not_reachable')
    world.clock.now += 61
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('sign_in_over')
    expect(await world.wallet.vault.signIns()).toEqual([])
  })

  it('brings nothing back that was ended meanwhile', async () => {
    const world = await startWorld()
    const answer = await leave(world)
    world.internet.on(`${issuer}/credential`, async (request) => {
      await world.wallet.vault.endSignIn(answer['state'] ?? '')
      return json({ credentials: [{ credential: issueCredential(world.aldermoor, keyOfProof(request)) }] })
    })
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('sign_in_unknown')
    expect(await world.wallet.vault.credentials()).toEqual([])
  })

  it('leaves no key behind when the issuer wants no notice', async () => {
    const world = await startWorld()
    const answer = await leave(world)
    world.internet.on(`${issuer}/credential`, (request) => json({ credentials: [{ credential: issueCredential(world.aldermoor, keyOfProof(request)) }] }))
    const id = await world.wallet.finishSignIn(linkOf(answer))
    const [held] = await world.wallet.vault.credentials()
    await world.wallet.refuseCredential(held ?? raise())
    await expect.poll(() => codeOf(world.wallet.keys.sign(`sign-in ${id}`, 'x'))).toBe('key_missing')
  })

  it('tells the issuer in the end, with a proof by that key, which goes then', async () => {
    const world = await startWorld()
    const id = await world.wallet.finishSignIn(linkOf(await leave(world)))
    const [held] = await world.wallet.vault.credentials()
    await world.wallet.confirmCredential(held ?? raise())
    await expect.poll(() => world.internet.sentTo(`${issuer}/notification`).at(-1)?.body).toBe(JSON.stringify({ notification_id: 'n1', event: 'credential_accepted' }))
    expect(lastTo(world, '/notification').authorization).toBe('DPoP t1')
    await expect.poll(() => codeOf(world.wallet.keys.sign(`sign-in ${id}`, 'x'))).toBe('key_missing')
    expect(await codeOf(world.wallet.keys.sign(id, 'x'))).toBe('no fault')
  })
})

describe('coming back', () => {
  it.each([
    ['with a state that nobody gave', { state: 'guessed' }, 'sign_in_unknown'],
    ['without a state', { state: '' }, 'sign_in_unknown'],
    ['in the name of another issuer', { iss: 'https://issuer.example/brackenfield' }, 'sign_in_unknown'],
    ['in nobody’s name', { iss: '' }, 'sign_in_unknown'],
  ] as const)('%s collects nothing and sends nothing, and the citizen may still come back', async (_what, change, expected) => {
    const world = await startWorld()
    const answer = await leave(world)
    const before = world.internet.sentTo('https://issuer.example').length
    expect(await codeOf(world.wallet.finishSignIn(linkOf({ ...answer, ...change })))).toBe(expected)
    expect(world.internet.sentTo('https://issuer.example')).toHaveLength(before)
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('no fault')
  })

  it.each([
    ['because they cancelled', 'access_denied', 'sign_in_cancelled'],
    ['because the council refused', 'invalid_scope', 'sign_in_refused'],
  ] as const)('without a code %s leaves nothing behind', async (_what, error, expected) => {
    const world = await startWorld()
    const { state = '', iss = '' } = await leave(world)
    expect(await codeOf(world.wallet.finishSignIn(linkOf({ error, state, iss })))).toBe(expected)
    expect(await world.wallet.vault.signIns()).toEqual([])
  })

  it('twice gives no second credential', async () => {
    const world = await startWorld()
    const answer = await leave(world)
    await world.wallet.finishSignIn(linkOf(answer))
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('sign_in_unknown')
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it('after more than an hour is too late, and the next sign-in clears it away', async () => {
    const world = await startWorld()
    const answer = await leave(world)
    world.clock.now += 3601
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('sign_in_unknown')
    world.clock.now += 600
    await world.wallet.beginSignIn(await receive(world), 'en')
    expect(await world.wallet.vault.signIns()).toHaveLength(1)
  })

  it.each([
    ['refuses the code', () => json({ error: 'invalid_grant' }, 400), 'sign_in_over'],
    ['gives a token that anybody could use', () => json({ access_token: 't1', token_type: 'Bearer' }), 'sign_in_refused'],
    ['is away', () => json({}, 503), 'not_reachable'],
  ] as const)('collects nothing from a council that %s', async (_what, token, expected) => {
    const world = await startWorld({ token })
    expect(await codeOf(world.wallet.finishSignIn(linkOf(await leave(world))))).toBe(expected)
    expect(await world.wallet.vault.credentials()).toEqual([])
  })
})

describe('a council without a sign-in that can be trusted', () => {
  it.each<[string, JsonObject]>([
    ['pushes no requests', { pushed_authorization_request_endpoint: undefined }],
    ['doesn’t say who answers', { authorization_response_iss_parameter_supported: false }],
    ['knows no S256', { code_challenge_methods_supported: ['plain'] }],
    ['binds no tokens', { dpop_signing_alg_values_supported: [] }],
  ])('which %s sends nobody anywhere', async (_what, server) => {
    const world = await startWorld({ server })
    expect(await codeOf(receive(world).then((received) => world.wallet.beginSignIn(received, 'en')))).toBe('offer_not_usable')
    expect(world.internet.sentTo(`${issuer}/par`)).toEqual([])
  })

  it('which would send the citizen elsewhere is not used', async () => {
    const world = await startWorld({ server: { authorization_endpoint: 'https://evil.example/authorize' } })
    expect(await codeOf(receive(world))).toBe('offer_not_usable')
  })

  it('which doesn’t know this wallet says so', async () => {
    const world = await startWorld()
    world.internet.on(`${issuer}/par`, () => json({ error: 'invalid_client' }, 401))
    expect(await codeOf(receive(world).then((received) => world.wallet.beginSignIn(received, 'en')))).toBe('sign_in_refused')
    expect(await world.wallet.vault.signIns()).toEqual([])
  })
})

describe('the list of what a council gives', () => {
  it('names its accredited types', async () => {
    const world = await startWorld()
    expect(await world.wallet.typesBySignIn(world.aldermoor.listing)).toEqual([{ name: { en: 'Residency', cy: 'Preswyliaeth' }, vct, offer: { ...offer, issuerState: null } }])
  })

  it('is empty where there is no sign-in', async () => {
    const world = await startWalletWorld()
    publishOffer(world)
    expect(await world.wallet.typesBySignIn(world.aldermoor.listing)).toEqual([])
  })
})
