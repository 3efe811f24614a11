import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Fault, type FaultCode } from '@counterfoil/wallet/domain/fault'
import { offerLinkOf } from '@counterfoil/wallet/domain/offer-link'
import { isToSignIn } from '@counterfoil/wallet/use-cases/receive-offer'
import { json } from './support/stub-internet.ts'
import { issueCredential, keyOfProof, partsOfJwt, publishOffer } from './support/stub-issuer.ts'
import { vct } from './support/stub-world.ts'
import { openWallet, startWalletWorld } from './support/wallet-world.ts'
import { formOf, issuer, lastTo, leave, linkOf, offer, payloadOf, raise, receive, startSignInWorld } from './support/stub-sign-in.ts'

const codeOf = (act: Promise<unknown>): Promise<FaultCode | 'no fault'> =>
  act.then(
    () => 'no fault',
    (error: unknown) => (error instanceof Fault ? error.code : Promise.reject(error as Error)),
  )

describe('collecting by signing in', () => {
  it('asks by the identifier that came with the token, where one did, and by nothing else', async () => {
    const details = [{ type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt', credential_identifiers: ['residency-of-ada'] }]
    const world = await startSignInWorld({ token: () => json({ access_token: 't1', token_type: 'DPoP', expires_in: 300, refresh_token: 'r1', authorization_details: details }) })
    await world.wallet.finishSignIn(linkOf(await leave(world)))
    const { credential_identifier: identifier, credential_configuration_id: configuration, proofs } = JSON.parse(lastTo(world, '/credential').body) as JsonObject
    expect([identifier, configuration, typeof proofs]).toEqual(['residency-of-ada', undefined, 'object'])
    expect((await world.wallet.vault.credentials())[0]?.grant?.identifier).toBe('residency-of-ada')
  })

  it('asks for a configuration that has no scope by its details', async () => {
    const unscoped = ({ credential_configurations_supported: all, ...rest }: JsonObject) => ({ ...rest, credential_configurations_supported: Object.fromEntries(Object.entries(all as JsonObject).map(([id, one]) => [id, { ...(one as JsonObject), scope: undefined }])) })
    const world = await startSignInWorld({ metadata: unscoped })
    await leave(world)
    const { scope, authorization_details: details = '' } = formOf(lastTo(world, '/par'))
    expect([scope, JSON.parse(details)]).toEqual([undefined, [{ type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt' }]])
  })

  it('sends the citizen to the council with a request that was pushed, and collects what they agreed to', async () => {
    const world = await startSignInWorld()
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

    const [id] = (await world.wallet.finishSignIn(linkOf({ code: 'c1', iss: issuer, state: pushed['state'] ?? '' }))).ids
    const token = formOf(lastTo(world, '/token'))
    expect(token).toMatchObject({ grant_type: 'authorization_code', code: 'c1', redirect_uri: 'https://wallet.example/collected' })
    expect(hash('sha256', token['code_verifier'] ?? '', 'base64url')).toBe(pushed['code_challenge'])
    expect(lastTo(world, '/credential').authorization).toBe('DPoP t1')
    expect(payloadOf(lastTo(world, '/credential'))).toMatchObject({ ath: hash('sha256', 't1', 'base64url'), htm: 'POST', htu: `${issuer}/credential` })
    expect(await world.wallet.vault.credentials()).toMatchObject([{ id, claims: { given_name: 'Ada' }, unconfirmed: { notification: { id: 'n1' } } }])
    expect(await world.wallet.vault.signIns()).toEqual([])
  })

  it('takes an offer that names no grant for one to whoever signs in, where the council has that', async () => {
    const world = await startSignInWorld()
    const received = await world.wallet.receiveOffer(offerLinkOf(`?credential_offer=${encodeURIComponent(JSON.stringify({ credential_issuer: issuer, credential_configuration_ids: ['residency-sd-jwt'] }))}`))
    if (!isToSignIn(received)) return raise()
    await world.wallet.beginSignIn(received, 'en')
    const { state = '', issuer_state: issuerState } = formOf(lastTo(world, '/par'))
    expect(issuerState).toBeUndefined()
    expect(await codeOf(world.wallet.finishSignIn(linkOf({ code: 'c1', iss: issuer, state })))).toBe('no fault')
  })

  it('proves each step with the same key, which is another than the credential’s', async () => {
    const world = await startSignInWorld()
    await world.wallet.finishSignIn(linkOf(await leave(world)))
    const keys = ['/par', '/token', '/credential'].map((path) => (partsOfJwt(lastTo(world, path).dpop ?? '')[0] ?? {})['jwk'])
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(1)
    expect(keyOfProof(lastTo(world, '/credential'))).not.toEqual(keys[0])
  })

  it('says by the wallet’s clock when each proof was made, whatever the device’s says', async () => {
    const world = await startSignInWorld()
    await world.wallet.finishSignIn(linkOf(await leave(world)))
    expect(['/par', '/token', '/credential'].map((path) => payloadOf(lastTo(world, path))['iat'])).toEqual(Array(3).fill(world.clock.now))
  })

  it('goes on where it was after a reload, with the keys that it had', async () => {
    const world = await startSignInWorld()
    const answer = await leave(world)
    const reloaded = { ...world, wallet: await openWallet(world) }
    expect(await codeOf(reloaded.wallet.finishSignIn(linkOf(answer)))).toBe('no fault')
  })

  it('asks again for the same credential when an answer was lost', async () => {
    const world = await startSignInWorld()
    const answer = await leave(world)
    world.internet.on(`${issuer}/credential`, () => json({ error: 'server_error' }, 500))
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('not_reachable')
    const first = keyOfProof(lastTo(world, '/credential'))
    world.internet.on(`${issuer}/credential`, (request) => json({ credentials: [{ credential: issueCredential(world.aldermoor, keyOfProof(request)) }] }))
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('no fault')
    expect(keyOfProof(lastTo(world, '/credential'))).toEqual(first)
  })

  it('shows the code once, however often and in however many tabs the citizen comes back', async () => {
    const world = await startSignInWorld()
    const answer = await leave(world)
    const other = await openWallet(world)
    const [one, two] = await Promise.all([codeOf(world.wallet.finishSignIn(linkOf(answer))), codeOf(other.finishSignIn(linkOf(answer)))])
    expect([one, two].toSorted()).toEqual(['no fault', 'sign_in_unknown'])
    expect(world.internet.sentTo(`${issuer}/token`).filter(({ dpop }) => (partsOfJwt(dpop ?? '')[1] ?? {})['nonce'] !== undefined)).toHaveLength(1)
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it('tries an exchange whose answer was lost again, as long as the issuer may still be at it', async () => {
    const answers = [() => json({}, 503), () => json({ error: 'invalid_grant' }, 400), () => json({ access_token: 't1', token_type: 'DPoP', expires_in: 300 })]
    const world = await startSignInWorld({ token: () => (answers.shift() ?? raise())() })
    const answer = await leave(world)
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('not_reachable')
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('not_reachable')
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('no fault')
  })

  it('gives up such an exchange after that', async () => {
    const answers = [() => json({}, 503), () => json({ error: 'invalid_grant' }, 400)]
    const world = await startSignInWorld({ token: () => (answers.shift() ?? raise())() })
    const answer = await leave(world)
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('not_reachable')
    world.clock.now += 61
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('sign_in_over')
    expect(await world.wallet.vault.signIns()).toEqual([])
  })

  it('brings nothing back that was ended meanwhile', async () => {
    const world = await startSignInWorld()
    const answer = await leave(world)
    world.internet.on(`${issuer}/credential`, async (request) => {
      await world.wallet.vault.endSignIn(answer['state'] ?? '')
      return json({ credentials: [{ credential: issueCredential(world.aldermoor, keyOfProof(request)) }] })
    })
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('sign_in_unknown')
    expect(await world.wallet.vault.credentials()).toEqual([])
  })

  it('leaves no key behind when the issuer wants no notice', async () => {
    const world = await startSignInWorld()
    const answer = await leave(world)
    world.internet.on(`${issuer}/credential`, (request) => json({ credentials: [{ credential: issueCredential(world.aldermoor, keyOfProof(request)) }] }))
    const [id] = (await world.wallet.finishSignIn(linkOf(answer))).ids
    const [held] = await world.wallet.vault.credentials()
    await world.wallet.refuseCredential(held ?? raise())
    await expect.poll(() => codeOf(world.wallet.keys.sign(`sign-in ${id}`, 'x'))).toBe('key_missing')
  })

  it('tells the issuer in the end, with a proof by that key, which goes then', async () => {
    const world = await startSignInWorld()
    const [id] = (await world.wallet.finishSignIn(linkOf(await leave(world)))).ids
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
    ['WAL-06: with a state that nobody gave', { state: 'guessed' }, 'sign_in_unknown'],
    ['without a state', { state: '' }, 'sign_in_unknown'],
    ['in the name of another issuer', { iss: 'https://issuer.example/brackenfield' }, 'sign_in_unknown'],
    ['in nobody’s name', { iss: '' }, 'sign_in_unknown'],
  ] as const)('%s collects nothing and sends nothing, and the citizen may still come back', async (_what, change, expected) => {
    const world = await startSignInWorld()
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
    const world = await startSignInWorld()
    const { state = '', iss = '' } = await leave(world)
    expect(await codeOf(world.wallet.finishSignIn(linkOf({ error, state, iss })))).toBe(expected)
    expect(await world.wallet.vault.signIns()).toEqual([])
  })

  it('twice gives no second credential', async () => {
    const world = await startSignInWorld()
    const answer = await leave(world)
    await world.wallet.finishSignIn(linkOf(answer))
    expect(await codeOf(world.wallet.finishSignIn(linkOf(answer)))).toBe('sign_in_unknown')
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it('after more than an hour is too late, and the next sign-in clears it away', async () => {
    const world = await startSignInWorld()
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
    const world = await startSignInWorld({ token })
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
    ['has no such grant', { grant_types_supported: ['urn:ietf:params:oauth:grant-type:pre-authorized_code'] }],
  ])('which %s sends nobody anywhere', async (_what, server) => {
    const world = await startSignInWorld({ server })
    expect(await codeOf(receive(world).then((received) => world.wallet.beginSignIn(received, 'en')))).toBe('offer_not_usable')
    expect(world.internet.sentTo(`${issuer}/par`)).toEqual([])
  })

  it('which would send the citizen elsewhere is not used', async () => {
    const world = await startSignInWorld({ server: { authorization_endpoint: 'https://evil.example/authorize' } })
    expect(await codeOf(receive(world))).toBe('offer_not_usable')
  })

  it('which doesn’t know this wallet says so', async () => {
    const world = await startSignInWorld()
    world.internet.on(`${issuer}/par`, () => json({ error: 'invalid_client' }, 401))
    expect(await codeOf(receive(world).then((received) => world.wallet.beginSignIn(received, 'en')))).toBe('sign_in_refused')
    expect(await world.wallet.vault.signIns()).toEqual([])
  })
})

describe('the list of what a council gives', () => {
  it('names its accredited types, each once, with its formats in the order of our liking', async () => {
    const world = await startSignInWorld()
    expect(await world.wallet.typesBySignIn(world.aldermoor.listing)).toEqual([{ name: { en: 'Residency', cy: 'Preswyliaeth' }, vct, offer: { ...offer, configurationIds: ['sd-jwt', 'mdoc', 'jwt-vc', 'vc-jwt'].map((shape) => `residency-${shape}`), issuerState: null } }])
  })

  it('is empty where there is no sign-in', async () => {
    const world = await startWalletWorld()
    publishOffer(world)
    expect(await world.wallet.typesBySignIn(world.aldermoor.listing)).toEqual([])
  })
})
