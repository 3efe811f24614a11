import * as client from 'openid-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PlainBrowser, type Arrival } from '../support/plain-browser.ts'
import { post, sampleClaims, sampleMarkers } from '../verifier/support/holder.ts'
import { form, redeem, redirectUri, requestAt, secret, share, shareElsewhere, startProviderWorld, visit, type ProviderWorld, type Visit } from './support/provider-world.ts'

/** A place on the status list. */
const withdrawn = 11

let world: ProviderWorld
let party: client.Configuration
beforeAll(async () => {
  world = await startProviderWorld()
  party = await world.party('key')
  world.verifier.publisher.set(withdrawn, 1)
})
afterAll(() => world?.close())
afterEach(() => {
  world.switches.verifierUp = true
})

const parametersOf = ({ address }: Arrival): Readonly<Record<string, string>> => Object.fromEntries(new URL(address).searchParams)
const { address, ...named } = sampleClaims
const told = {
  given_name: named.given_name,
  family_name: named.family_name,
  birthdate: named.birth_date,
  address: { street_address: `${address.address_line_1}\n${address.address_line_2}`, locality: address.post_town, postal_code: address.postcode },
  counterfoil_fields: { uprn: address.uprn },
}

describe('somebody who is sent to sign in', () => {
  it.each(['key', 'secret'] as const)('by a relying party that shows itself by a %s, is told of in the words of OpenID Connect', async (by) => {
    const relying = await world.party(by)
    const visited = await visit(relying)
    expect(visited.here.page).toContain('Sign in to Blue Badges with your wallet')
    const back = await share(world, visited)
    expect(back.address).toMatch(/^https:\/\/badges\.example\/signed-in\?code=/)
    expect(parametersOf(back)).toMatchObject({ iss: world.issuer, state: visited.checks.expectedState })
    const tokens = await redeem(relying, visited, back)
    expect(tokens.claims()).toMatchObject({
      iss: world.issuer,
      ...told,
      verified_claims: [
        {
          verification: {
            trust_framework: 'counterfoil',
            time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
            evidence: [{ type: 'vouch', check_details: [{ check_method: 'vcrypt', txn: expect.any(String) }], attestation: { type: 'digital_attestation', reference_number: 'Residency', voucher: { organization: 'aldermoor Council' } } }],
          },
          claims: told,
        },
      ],
      counterfoil_receipt: expect.stringContaining('~'),
    })
    expect(tokens).not.toHaveProperty('refresh_token')
  })

  it('is somebody else each time, even in the same browser, and is asked each time', async () => {
    const first = await visit(party)
    const one = await redeem(party, first, await share(world, first))
    const second = await visit(party, {}, first.browser)
    expect(second.here.page).toContain('Sign in to Blue Badges')
    const two = await redeem(party, second, await share(world, second))
    expect(one.claims()?.sub).toMatch(/^[A-Za-z0-9_-]{32}$/)
    expect(two.claims()?.sub).not.toBe(one.claims()?.sub)
  })

  it('in two tabs at once, comes back to the one whose wallet answered', async () => {
    const first = await visit(party)
    const second = await visit(party, {}, first.browser)
    const backToSecond = await share(world, second)
    const backToFirst = await share(world, first)
    expect([backToFirst, backToSecond].map((back) => parametersOf(back)['state'])).toEqual([first.checks.expectedState, second.checks.expectedState])
  })

  it('can have their wallet on another device, and shows here the number that it shows there', async () => {
    const visited = await visit(party)
    const { codePage, number } = await shareElsewhere(world, visited)
    const early = await visited.browser.follow(codePage.address, {})
    expect(early.page).toContain('Which number does your wallet show?')
    const wrong = await visited.browser.follow(codePage.address, { number: number === '471' ? '472' : '471' })
    expect(wrong.page).toContain('Enter the three digits that your wallet shows.')
    const back = await visited.browser.follow(codePage.address, { number })
    expect((await redeem(party, visited, back)).claims()).toMatchObject(told)
  })

  it('reads Welsh where that is wanted first, and changes the language by a link', async () => {
    const visited = await visit(party, { ui_locales: 'fr cy-GB en' })
    expect(visited.here.page).toContain('Mewngofnodi i Bathodynnau Glas gyda’ch waled')
    expect((await visited.browser.follow(`${visited.here.address}?lang=en`)).page).toContain('Sign in to Blue Badges')
    expect((await visited.browser.follow(visited.here.address)).page).toContain('<html lang="en"')
  })

  it('can cancel, which the relying party is told', async () => {
    const visited = await visit(party)
    const back = await visited.browser.follow(`${visited.here.address}/cancel`, {})
    expect(parametersOf(back)).toMatchObject({ error: 'access_denied', state: visited.checks.expectedState, iss: world.issuer })
  })

  it.each<[what: string, words: string, answer: (visited: Visit) => Promise<Arrival>]>([
    ['declined', 'Nothing was shared', async ({ browser, here }) => {
      const request = await requestAt((await browser.ask(here.address, { flow: 'same_device' })).headers.get('location') ?? '')
      const { redirect_uri: wayBack } = (await (await post(request, { error: 'access_denied', state: request.state })).json()) as { redirect_uri: string }
      return browser.follow(wayBack)
    }],
    ['shown a credential that was withdrawn', 'This credential has been withdrawn', (visited) => share(world, visited, { index: withdrawn })],
    ['shown one of an issuer without accreditation', 'This credential can’t be accepted', (visited) => share(world, visited, { issuer: 'brackenfield' })],
    ['shown one that has expired', 'This credential has expired', (visited) => share(world, visited, { payload: { exp: Math.floor(Date.now() / 1000) - 1000 } })],
  ])('%s, reads why and can try again', async (_what, words, answer) => {
    const visited = await visit(party)
    const back = await answer(visited)
    expect([back.address, back.status]).toEqual([visited.here.address, 200])
    expect(back.page).toContain(words)
    const again = await share(world, visited)
    expect((await redeem(party, visited, again)).claims()).toMatchObject(told)
  })
})

describe('an authorization request', () => {
  it.each<[what: string, changes: Readonly<Record<string, string | undefined>>]>([
    ['of an unknown client', { client_id: 'nobody' }],
    ['without a client', { client_id: undefined }],
    ['to another return address', { redirect_uri: 'https://evil.example/signed-in' }],
    ['to a return address with more behind it', { redirect_uri: `${redirectUri}/` }],
    ['to a return address with a query', { redirect_uri: `${redirectUri}?next=x` }],
    ['to a script', { redirect_uri: 'javascript:alert(1)' }],
    ['without a return address', { redirect_uri: undefined }],
  ])('%s is told to whoever is here, and sent nowhere', async (_what, changes) => {
    const { here } = await visit(party, changes)
    expect([new URL(here.address).origin, here.status]).toEqual([world.issuer, 400])
    expect(here.page).toContain('You can’t sign in here')
    expect(here.page).not.toMatch(/evil|alert/)
  })

  it.each<[what: string, changes: Readonly<Record<string, string | undefined>>, error: string]>([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a challenge of no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['that wants no page', { prompt: 'none' }, 'login_required'],
    ['that wants another prompt', { prompt: 'consent' }, 'invalid_request'],
    ['for the scope openid alone', { scope: 'openid' }, 'invalid_scope'],
    ['without openid', { scope: form, nonce: undefined }, 'invalid_scope'],
    ['for another form', { scope: 'openid leisure-concession' }, 'invalid_scope'],
    ['without a scope', { scope: undefined, nonce: undefined }, 'invalid_scope'],
    ['for a token', { response_type: 'token' }, 'unsupported_response_type'],
    ['for an ID token at once', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['with a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    ['with a registration', { registration: '{}' }, 'registration_not_supported'],
    ['of a long nonce', { nonce: 'n'.repeat(513) }, 'invalid_request'],
    ['of a long hint', { login_hint: 'h'.repeat(513) }, 'invalid_request'],
    ['of a negative age', { max_age: '-1' }, 'invalid_request'],
  ])('%s is refused to the relying party: $2', async (_what, changes, error) => {
    const visited = await visit(party, changes)
    expect(visited.here.address).toContain(redirectUri)
    const answered = visited.here.address.includes('#') ? Object.fromEntries(new URLSearchParams(new URL(visited.here.address).hash.slice(1))) : parametersOf(visited.here)
    expect(answered).toMatchObject({ error, state: visited.checks.expectedState, iss: world.issuer })
  })

  it('of a long state is refused', async () => {
    expect(parametersOf((await visit(party, { state: 's'.repeat(513) })).here)).toMatchObject({ error: 'invalid_request' })
    expect((await visit(party, { state: 's'.repeat(512) })).here.page).toContain('Sign in to Blue Badges')
  })

  it.each([{ max_age: '0' }, { max_age: '60' }, { prompt: 'login' }])('that wants a fresh sign-in (%o) gets one, and the time of it', async (changes) => {
    const visited = await visit(party, changes)
    const claims = (await redeem(party, visited, await share(world, visited))).claims()
    if ('max_age' in changes) expect(Math.abs((claims?.auth_time ?? 0) - Date.now() / 1000)).toBeLessThan(120)
  })

  it('for offline access gets none', async () => {
    const visited = await visit(party, { scope: `openid ${form} offline_access` })
    expect(await redeem(party, visited, await share(world, visited))).not.toHaveProperty('refresh_token')
  })

  it('with a parameter twice is understood in no way', async () => {
    const { address: asked } = await visit(party)
    expect((await new PlainBrowser().follow(`${asked}&redirect_uri=https://evil.example/`)).status).toBe(400)
  })
})

describe('a code', () => {
  it('is redeemed once, however many try at the same moment; what it told is gone', async () => {
    const visited = await visit(party)
    const back = await share(world, visited)
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => redeem(party, visited, back)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(redeem(party, visited, back)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it.each<[what: string, error: string, redeemed: (visited: Visit, back: Arrival) => Promise<unknown>]>([
    ['by another client', 'invalid_grant', async (visited, back) => redeem(await world.party('secret'), visited, back)],
    ['with a wrong secret', 'invalid_client', async (visited, back) => redeem(await world.party('secret', { secret: 'wrong, and as long as the right one is' }), visited, back).catch((error: client.WWWAuthenticateChallengeError) => Promise.reject(error.cause[0]?.parameters as unknown as Error))],
    ['with another verifier of PKCE', 'invalid_grant', (visited, back) => redeem(party, { ...visited, checks: { ...visited.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() } }, back)],
  ])('redeemed %s is refused: %s', async (_what, error, redeemed) => {
    const visited = await visit(party)
    await expect(redeemed(visited, await share(world, visited))).rejects.toMatchObject({ error })
  })

  it.each<[what: string, body: Record<string, string>, error: string]>([
    ['a refresh token', { grant_type: 'refresh_token', refresh_token: 'x' }, 'unsupported_grant_type'],
    ['the client alone', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['a password', { grant_type: 'password', username: 'x', password: 'x' }, 'unsupported_grant_type'],
    ['nothing', {}, 'invalid_request'],
    ['no code', { grant_type: 'authorization_code' }, 'invalid_request'],
  ])('can’t be replaced by %s', async (_what, body, error) => {
    const headers = { authorization: `Basic ${btoa(`badges-by-secret:${encodeURIComponent(secret)}`)}`, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(`${world.issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(body).toString() })
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([400, error])
  })
})

describe('a sign-in that can’t go on', () => {
  const wayOut = 'https://badges.example/'

  it('is finished by no browser but the one that began it: not on its page, nor on the way back from the wallet', async () => {
    const visited = await visit(party)
    const other = new PlainBrowser()
    for (const path of ['', '/another-device', '/wallet-app', '/finish']) {
      const seen = await other.follow(`${visited.here.address}${path}`)
      expect([seen.status, seen.page.includes('This sign-in has ended')]).toEqual([400, true])
    }
    const back = await share(world, { ...visited, browser: Object.assign(new PlainBrowser(), { ask: visited.browser.ask.bind(visited.browser), follow: other.follow.bind(other) }) })
    expect([back.status, back.page.includes('This sign-in has ended')]).toEqual([400, true])
  })

  it.each([
    ['the name of a browser', ['cf_openid_browser']],
    ['the cookie of a sign-in', ['cf_openid_sign_in', 'cf_openid_sign_in.sig']],
  ])('gives nobody who planted %s in a citizen’s browser what the citizen’s wallet shared', async (_what, planted) => {
    const mallory = await visit(party)
    await mallory.browser.ask(mallory.here.address, { flow: 'same_device' })
    const citizen = new PlainBrowser()
    for (const name of planted) citizen.plant(name, mallory.browser)
    const back = await share(world, { ...mallory, browser: Object.assign(new PlainBrowser(), { ask: mallory.browser.ask.bind(mallory.browser), follow: citizen.follow.bind(citizen) }) })
    expect([back.status, back.page.includes('This sign-in has ended')]).toEqual([400, true])
    expect((await citizen.follow(mallory.here.address)).status).toBe(400)
    expect((await mallory.browser.follow(`${mallory.here.address}/finish`)).page).toContain('Sign in to Blue Badges')
  })

  it('says so where its pages are gone back to, and leads to the relying party', async () => {
    const visited = await visit(party)
    const back = await share(world, visited)
    for (const path of ['', '/finish', '/another-device']) {
      const seen = await visited.browser.follow(`${visited.here.address}${path}`)
      expect([seen.status, seen.page.includes('This sign-in has ended'), seen.page.includes(`href="${wayOut}"`)]).toEqual([400, true, true])
    }
    expect((await visited.browser.follow(`${visited.here.address}/cancel`, {})).status).toBe(400)
    expect((await redeem(party, visited, back)).claims()).toMatchObject(told)
  })

  it('is the same when a button is pressed twice', async () => {
    const visited = await visit(party)
    const [one, two] = await Promise.all([visited.browser.ask(visited.here.address, { flow: 'same_device' }), visited.browser.ask(visited.here.address, { flow: 'same_device' })])
    expect([one.status, two.status]).toEqual([303, 303])
    const back = await share(world, visited)
    expect((await redeem(party, visited, back)).claims()).toMatchObject(told)
  })

  it('while the verifier is away is told in words, and to the relying party', async () => {
    const visited = await visit(party)
    world.switches.verifierUp = false
    const away = await visited.browser.follow(visited.here.address, { flow: 'same_device' })
    expect([away.status, away.page.includes('Try again'), away.page.includes('Go back to Blue Badges')]).toEqual([503, true, true])
    const back = await visited.browser.follow(`${visited.here.address}/unavailable`, {})
    expect(parametersOf(back)).toMatchObject({ error: 'temporarily_unavailable', state: visited.checks.expectedState })
  })

  it('while the verifier is away goes on when it is there again', async () => {
    const visited = await visit(party)
    world.switches.verifierUp = false
    expect((await visited.browser.follow(visited.here.address, { flow: 'cross_device' })).status).toBe(503)
    world.switches.verifierUp = true
    expect((await redeem(party, visited, await share(world, visited))).claims()).toMatchObject(told)
  })

  it('while the verifier is away on the way back from a wallet goes on with what was shared', async () => {
    const visited = await visit(party)
    const away = await share(world, visited, {}, () => (world.switches.verifierUp = false))
    expect([away.address, away.status]).toEqual([`${visited.here.address}/unavailable`, 503])
    world.switches.verifierUp = true
    const back = await visited.browser.follow(/href="([^"]+\/returned)"/.exec(away.page)?.[1]?.replace(/^/, world.issuer) ?? '')
    expect((await redeem(party, visited, back)).claims()).toMatchObject(told)
  })

  it('by cancelling takes nothing that a wallet still shares', async () => {
    const visited = await visit(party)
    const back = await share(world, visited, {}, async () => {
      // Whoever presses it and is led nowhere, too.
      await visited.browser.ask(`${visited.here.address}/cancel`, {})
      world.asked.length = 0
    })
    expect([back.status, world.asked]).toEqual([400, []])
  })

  it('understands nothing that isn’t a form’s text', async () => {
    const visited = await visit(party)
    const { codePage } = await shareElsewhere(world, visited)
    for (const sent of [{ number: 5 }, { number: ['471'] }, [], null]) expect((await visited.browser.ask(codePage.address, sent as unknown as Record<string, string>, 'application/json')).status).toBeLessThan(500)
  })

  it('is not begun by a made-up way back from a wallet', async () => {
    const browser = new PlainBrowser()
    for (const [path, status] of [[`/brackenfield/${form}?response_code=x`, 400], [`/brackenfield/${form}`, 400], [`/brackenfield/${form}?response_code=%00`, 400], ['/brackenfield/council-tax?response_code=x', 404], ['/interaction/x', 400]] as const) expect((await browser.follow(`${world.issuer}${path}`)).status, path).toBe(status)
    const visited = await visit(party)
    await visited.browser.ask(visited.here.address, { flow: 'same_device' })
    const back = await visited.browser.follow(`${world.issuer}/brackenfield/${form}?response_code=made-up`)
    expect([back.address, back.page.includes('Blue Badges')]).toEqual([visited.here.address, true])
  })
})

describe('the provider', () => {
  it('says of itself what it does, whatever host it is asked by', async () => {
    const metadata = (await (await fetch(`${world.issuer}/.well-known/openid-configuration`, { headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' } })).json()) as Record<string, unknown>
    expect(metadata).toMatchObject({
      issuer: world.issuer,
      authorization_endpoint: `${world.issuer}/auth`,
      token_endpoint: `${world.issuer}/token`,
      jwks_uri: `${world.issuer}/jwks`,
      scopes_supported: ['openid', form],
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      verified_claims_supported: true,
    })
    expect(metadata).not.toHaveProperty('userinfo_endpoint')
    const { keys } = (await (await fetch(`${world.issuer}/jwks`)).json()) as { keys: Record<string, unknown>[] }
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']])
  })

  it('lets no page of it run a script or stand in a frame', async () => {
    const visited = await visit(party)
    for (const seen of [await visited.browser.ask(visited.here.address), await fetch(`${world.issuer}/auth`, { headers: { accept: 'text/html' } })]) {
      expect(seen.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(seen.headers.get('content-security-policy')).not.toContain('script-src')
      expect(seen.headers.get('cache-control')).toContain('no-store')
    }
    expect(visited.here.page).not.toContain('<script')
  })

  it('takes no large body, whether it says its length or not, and none where the wish of a relying party comes by address', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
    const large = `client_id=badges-by-key&x=${'a'.repeat(100_000)}`
    const streamed = { body: new Blob([large]).stream(), duplex: 'half' }
    const answers = await Promise.all([fetch(`${world.issuer}/token`, { method: 'POST', headers, body: large }), fetch(`${world.issuer}/token`, { method: 'POST', headers, ...streamed }), fetch(`${world.issuer}/auth`, { method: 'POST', headers, body: 'client_id=badges-by-key' })])
    expect(answers.map(({ status }) => status)).toEqual([413, 400, 405])
  })

  it('logs nothing of what it told', () => {
    const lines = world.log.join('')
    expect(lines).toContain('answered')
    for (const { value } of sampleMarkers) expect(lines).not.toContain(value)
    expect(lines).not.toMatch(/response_code=|code=[A-Za-z0-9_-]{20}/)
  })

  it('judges no more secrets of one address in a minute than somebody gets wrong', async () => {
    const headers = { authorization: `Basic ${btoa('badges-by-secret:guessed')}`, 'content-type': 'application/x-www-form-urlencoded' }
    const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await fetch(`${world.issuer}/token`, { method: 'POST', headers, body: 'grant_type=authorization_code&code=x&redirect_uri=x' })).status))
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(30)
  })
})
