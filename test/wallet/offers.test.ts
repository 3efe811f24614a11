import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { groupOfferCode, makeOfferCode, secretOfOfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { Fault, type FaultCode } from '@counterfoil/wallet/domain/fault'
import { typeOf } from '../support/catalogue.ts'
import { makePng } from '../support/png.ts'
import { receiveToRedeem } from './support/receive-to-redeem.ts'
import { json, typed } from './support/stub-internet.ts'
import { issueCredential, keysOfProofs, partsOfJwt, preAuthorizedCode, publishOffer, txCode, type IssuerChanges } from './support/stub-issuer.ts'
import { vct } from './support/stub-world.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const codeOf = async (act: () => unknown): Promise<FaultCode | 'no fault'> => {
  try {
    await act()
  } catch (error) {
    if (error instanceof Fault) return error.code
    throw error
  }
  return 'no fault'
}

const changed = (members: JsonObject) => (value: JsonObject): JsonObject => ({ ...value, ...members })
const open = ({ wallet }: WalletWorld, link: string) => receiveToRedeem(wallet, link)

describe('an offer', () => {
  it('is shown with the name that the consortium gives its issuer, and collected with a key of its own', async () => {
    const world = await startWalletWorld()
    const received = await open(world, publishOffer(world))
    expect(received).toMatchObject({ authority: { name: { en: 'aldermoor Council' } }, name: { en: 'Residency', cy: 'Preswyliaeth' }, vct, configurationId: 'residency-sd-jwt' })
    expect(received.labels).toContainEqual({ path: ['address', 'postcode'], label: { en: 'Postcode', cy: 'Cod post' } })

    const { held, notification } = await world.wallet.collectCredential(received, await world.wallet.redeemOffer(received, txCode))
    expect(held).toMatchObject({ vct, claims: { given_name: 'Ada', address: { postcode: 'AL9 7ZQ' } }, issuer: { name: { en: 'aldermoor Council' } }, status: { index: 7 } })
    expect(notification).toEqual({ url: 'https://issuer.example/aldermoor/notification', id: 'n1', token: 't1' })
  })

  it('may hold what nobody knows, and so may all that its issuer answers', async () => {
    const world = await startWalletWorld()
    const surplus = changed({ surplus: { of: ['this'] } })
    const token = () => json({ access_token: 't1', token_type: 'Bearer', surplus: true, authorization_details: [{ type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt', credential_identifiers: ['of-ada'], surplus: 1 }, { type: 'surplus' }] })
    const respond: IssuerChanges['respond'] = (_, request) => json({ credentials: keysOfProofs(request).map((jwk) => ({ credential: issueCredential(world.aldermoor, jwk), surplus: 1 })), surplus: 1 })
    const received = await open(world, publishOffer(world, { offer: surplus, metadata: surplus, server: surplus, token, respond }))
    expect((await world.wallet.collectCredential(received, await world.wallet.redeemOffer(received, txCode))).held.claims['given_name']).toBe('Ada')
  })

  it('is redeemed at its issuer’s own authorization server, where that has another one for who signs in, which is never asked', async () => {
    const world = await startWalletWorld()
    const received = await open(world, publishOffer(world, { metadata: changed({ authorization_servers: ['https://login.example', issuer] }) }))
    expect((await world.wallet.collectCredential(received, await world.wallet.redeemOffer(received, txCode))).held.claims['given_name']).toBe('Ada')
    expect(world.internet.sent.filter(({ url }) => url.includes('login.example'))).toEqual([])
  })

  it('has the picture that its issuer gives it, which is then kept with the credential', async () => {
    const world = await startWalletWorld()
    const { art } = typeOf('residency').card
    world.internet.on('https://issuer.example/types/residency/1/card.svg', () => typed(art, 'image/svg+xml'))
    const received = await open(world, publishOffer(world))
    const { held } = await world.wallet.collectCredential(received, await world.wallet.redeemOffer(received, txCode))
    expect(held.card.art).toEqual({ svg: art, alt: { en: 'The outline of a house', cy: 'Amlinelliad o dŷ' } })
  })

  it('costs a handful of requests, each of the form that the standard has it', async () => {
    const world = await startWalletWorld()
    const received = await open(world, publishOffer(world))
    await world.wallet.collectCredential(received, await world.wallet.redeemOffer(received, txCode))
    const { internet } = world
    expect(internet.sentTo('https://issuer.example').map(({ method, url }) => `${method} ${url.slice(22)}`)).toEqual([
      'GET /aldermoor/offers/o1',
      'GET /.well-known/openid-credential-issuer/aldermoor',
      'GET /.well-known/oauth-authorization-server/aldermoor',
      'GET /types/residency/1/card.svg',
      'POST /aldermoor/token',
      'POST /aldermoor/nonce',
      'POST /aldermoor/credential',
    ])
    const [token] = internet.sentTo('https://issuer.example/aldermoor/token')
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
      'pre-authorized_code': preAuthorizedCode,
      tx_code: txCode,
      resource: 'https://issuer.example/aldermoor',
      retry_key: expect.stringMatching(/^[\w-]{22,}$/) as unknown,
    })
    const [request] = internet.sentTo('https://issuer.example/aldermoor/credential')
    expect(request?.authorization).toBe('Bearer t1')
    const body = JSON.parse(request?.body ?? '') as { credential_configuration_id: string; proofs: { jwt: [string] } }
    expect(Object.keys(body).toSorted()).toEqual(['credential_configuration_id', 'proofs'])
    const [header, payload] = partsOfJwt(body.proofs.jwt[0])
    expect(header).toEqual({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) } })
    expect(payload).toEqual({ aud: 'https://issuer.example/aldermoor', iat: world.clock.now, nonce: 'c-nonce-1' })
  })
})

const issuer = 'https://issuer.example/aldermoor'
const grants = (grant: JsonObject) => ({ grants: { 'urn:ietf:params:oauth:grant-type:pre-authorized_code': grant } })
const byValue = (offer: object): string => `?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`
const offered = { credential_issuer: issuer, credential_configuration_ids: ['residency-sd-jwt'], ...grants({ 'pre-authorized_code': preAuthorizedCode }) }

describe('an offer link', () => {
  it.each([
    ['both by value and by reference (OFF-03)', `${byValue(offered)}&credential_offer_uri=https%3A%2F%2Fissuer.example%2Faldermoor%2Foffers%2Fo1`, 'link_not_understood'],
    ['by reference twice', '?credential_offer_uri=https%3A%2F%2Fissuer.example%2Fa&credential_offer_uri=https%3A%2F%2Fissuer.example%2Fb', 'link_not_understood'],
    ['of the shape of a draft', byValue({ credential_issuer: issuer, credentials: ['residency-sd-jwt'], grants: offered.grants }), 'link_not_understood'],
    ['that is not JSON', '?credential_offer=%7B', 'link_not_understood'],
    ['without anything', '', 'link_not_understood'],
    ['to a file', '?credential_offer_uri=file%3A%2F%2F%2Fetc%2Fpasswd', 'link_not_understood'],
    ['to a script', '?credential_offer_uri=javascript%3Aalert(1)', 'link_not_understood'],
    ['to an address with a user before its host', '?credential_offer_uri=https%3A%2F%2Fissuer.example%40evil.example%2Faldermoor%2Foffers%2Fo1', 'link_not_understood'],
    ['to an address that nobody vouches for', '?credential_offer_uri=https%3A%2F%2Fevil.example%2Foffers%2Fo1', 'issuer_unknown'],
    ['to the host of an issuer, outside what is its own', '?credential_offer_uri=https%3A%2F%2Fissuer.example%2Felsewhere%2Foffers%2Fo1', 'issuer_unknown'],
    ['to a listed host by http', '?credential_offer_uri=http%3A%2F%2Fissuer.example%2Faldermoor%2Foffers%2Fo1', 'issuer_unknown'],
    ['to a private address', '?credential_offer_uri=http%3A%2F%2F192.168.0.1%2Foffers%2Fo1', 'issuer_unknown'],
    ['by value, of an unknown issuer (WAL-03)', byValue({ ...offered, credential_issuer: 'https://evil.example' }), 'issuer_unknown'],
    ['by value, of a name that looks like an issuer', byValue({ ...offered, credential_issuer: 'https://issuer.exаmple/aldermoor' }), 'issuer_unknown'],
    ['by value, of a listed issuer with a slash too many', byValue({ ...offered, credential_issuer: `${issuer}/` }), 'issuer_unknown'],
    ['by value, of an issuer that is no address', byValue({ ...offered, credential_issuer: 'Aldermoor Council' }), 'offer_not_usable'],
  ] as const)('%s is refused, and nothing is fetched but the ledger', async (_what, link, expected) => {
    const world = await startWalletWorld()
    publishOffer(world)
    expect(await codeOf(() => open(world, link))).toBe(expected)
    expect(world.internet.sent.filter(({ url }) => !url.startsWith('https://ledger.example'))).toEqual([])
  })

  it('of an unknown issuer is told with the address it came from', async () => {
    const world = await startWalletWorld()
    await expect(open(world, byValue({ ...offered, credential_issuer: 'https://xn--exmple-4uf.example/a' }))).rejects.toMatchObject({ host: 'xn--exmple-4uf.example' })
  })
})

const configuration = 'residency-sd-jwt'
const configured = (members: JsonObject) => (metadata: JsonObject): JsonObject => {
  const supported = metadata['credential_configurations_supported'] as Record<string, JsonObject>
  return { ...metadata, credential_configurations_supported: { ...supported, [configuration]: { ...supported[configuration], ...members } } }
}

describe('an offer of a listed issuer', () => {
  it.each<[string, IssuerChanges, FaultCode]>([
    ['that is used up', { offer: () => null }, 'offer_not_usable'],
    ['without a code', { offer: changed(grants({})) }, 'offer_not_usable'],
    ['with an empty code', { offer: changed(grants({ 'pre-authorized_code': '' })) }, 'offer_not_usable'],
    ['in the name of another issuer', { offer: changed({ credential_issuer: 'https://evil.example' }) }, 'issuer_unknown'],
    ['with configurations that the issuer does not have', { offer: changed({ credential_configuration_ids: ['permit'] }) }, 'offer_not_usable'],
    ['with names of Object for configurations', { offer: changed({ credential_configuration_ids: ['__proto__', 'constructor', 'toString'] }) }, 'offer_not_usable'],
    ['with one configuration twice', { offer: changed({ credential_configuration_ids: [configuration, configuration] }) }, 'offer_not_usable'],
    ['in another format alone', { metadata: changed({ credential_configurations_supported: { [configuration]: { format: 'ldp_vc', credential_definition: { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'] } } } }) }, 'offer_not_usable'],
    ['whose metadata is of another issuer', { metadata: changed({ credential_issuer: 'https://issuer.example/brackenfield' }) }, 'offer_not_usable'],
    ['whose metadata is no object', { metadata: () => [] }, 'offer_not_usable'],
    ['whose metadata is of draft 11', { metadata: changed({ credential_configurations_supported: undefined, credentials_supported: [{ id: configuration, format: 'vc+sd-jwt', vct }] }) }, 'offer_not_usable'],
    ['whose metadata is of draft 14', { metadata: changed({ credential_configurations_supported: { [configuration]: { format: 'vc+sd-jwt', vct, claims: {} } } }) }, 'offer_not_usable'],
    ['whose authorization server says it is another (mix-up, WAL-04)', { server: changed({ issuer: 'https://issuer.example/brackenfield' }) }, 'offer_not_usable'],
    ['that names another authorization server (mix-up, WAL-04)', { metadata: changed({ authorization_servers: ['https://login.example'] }) }, 'offer_not_usable'],
    ['that names another listed issuer as its authorization server', { metadata: changed({ authorization_servers: ['https://issuer.example/brackenfield'] }) }, 'offer_not_usable'],
    ['whose token endpoint lies elsewhere', { server: changed({ token_endpoint: 'https://evil.example/token' }) }, 'offer_not_usable'],
    ['whose token endpoint climbs out of what is its own', { server: changed({ token_endpoint: `${issuer}/../brackenfield/token` }) }, 'offer_not_usable'],
    ['whose credential endpoint lies elsewhere', { metadata: changed({ credential_endpoint: 'https://evil.example/credential' }) }, 'offer_not_usable'],
    ['whose nonce endpoint lies elsewhere', { metadata: changed({ nonce_endpoint: 'https://evil.example/nonce' }) }, 'offer_not_usable'],
    ['whose notification endpoint lies elsewhere', { metadata: changed({ notification_endpoint: 'https://evil.example/n' }) }, 'offer_not_usable'],
    ['whose configuration has no type', { metadata: configured({ vct: undefined }) }, 'offer_not_usable'],
    ['of a type that it may not issue', { metadata: configured({ vct: 'https://issuer.example/types/passport/1' }) }, 'issuer_not_accredited'],
  ])('%s is refused before anybody enters a code', async (_what, changes, expected) => {
    const world = await startWalletWorld()
    expect(await codeOf(async () => open(world, publishOffer(world, changes)))).toBe(expected)
    expect(world.internet.sent.filter(({ method, url }) => method === 'POST' && !url.startsWith('https://ledger.example'))).toEqual([])
    expect(world.internet.sent.filter(({ url }) => /evil|login|brackenfield/.test(url))).toEqual([])
  })

  it('that is accredited for nothing is refused', async () => {
    const world = await startWalletWorld()
    expect(await codeOf(async () => open(world, publishOffer(world, { council: world.brackenfield })))).toBe('issuer_not_accredited')
  })

  it.each<[string, () => Response, FaultCode]>([
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.example/o' } }), 'sent_elsewhere'],
    ['nothing that is there any more', () => new Response(null, { status: 404 }), 'offer_gone'],
    ['10 MiB', () => typed('x'.repeat(10 * 1024 * 1024), 'application/json'), 'not_reachable'],
    ['a fault', () => new Response(null, { status: 503 }), 'not_reachable'],
    ['a page', () => typed('<html>', 'text/html'), 'offer_not_usable'],
  ])('whose address answers with %s is refused, and nothing else is asked', async (_what, answer, expected) => {
    const world = await startWalletWorld()
    const link = publishOffer(world)
    world.internet.on(`${issuer}/offers/o1`, answer)
    expect(await codeOf(() => open(world, link))).toBe(expected)
    expect(world.internet.sentTo('https://issuer.example')).toHaveLength(1)
    expect(world.internet.sentTo('https://evil.example')).toEqual([])
  })

  it.each<[string, (document: string) => Response, FaultCode]>([
    ['is not there', () => new Response(null, { status: 404 }), 'offer_not_usable'],
    ['leads elsewhere', () => new Response(null, { status: 301, headers: { location: 'https://evil.example/' } }), 'sent_elsewhere'],
    ['fails', () => new Response(null, { status: 500 }), 'not_reachable'],
    ['comes as a page', (document) => typed(document, 'text/html'), 'offer_not_usable'],
    ['is too large', (document) => typed(`${document}${' '.repeat(3 * 1024 * 1024)}`, 'application/json'), 'not_reachable'],
    ['is half of it', (document) => typed(document.slice(0, 200), 'application/json'), 'offer_not_usable'],
  ])('whose metadata %s is refused', async (_what, answer, expected) => {
    const world = await startWalletWorld()
    const link = publishOffer(world)
    const address = 'https://issuer.example/.well-known/openid-credential-issuer/aldermoor'
    const document = await (await world.internet.fetch(address)).text()
    world.internet.on(address, () => answer(document))
    expect(await codeOf(() => open(world, link))).toBe(expected)
    expect(world.internet.sentTo('https://evil.example')).toEqual([])
  })

  it('with 5,000 configurations is still read, or refused, soon', async () => {
    const world = await startWalletWorld()
    const many = (metadata: JsonObject): JsonObject => {
      const supported = metadata['credential_configurations_supported'] as JsonObject
      return { ...metadata, credential_configurations_supported: { ...supported, ...Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`c${index}`, { format: 'dc+sd-jwt', vct: `v${index}` }])) } }
    }
    const began = performance.now()
    expect(await codeOf(async () => open(world, publishOffer(world, { metadata: many })))).toBe('no fault')
    expect(performance.now() - began).toBeLessThan(30_000)
  })
})

describe('names in the metadata', () => {
  const { art } = typeOf('residency').card
  const named = (name: string) => configured({ credential_metadata: { display: [{ name, locale: 'en-GB', logo: { uri: 'https://tracker.example/pixel.svg' }, background_color: 'url(https://tracker.example/)' }] } })
  it.each([
    ['markup', '<img src=x onerror=alert(1)>', 'Credential'],
    ['an override of the reading direction', 'Aldermoor\u202e licnuoC', 'Aldermoor licnuoC'],
    ['letters of another alphabet that look like ours', 'Аldermoor Council', 'Credential'],
    ['pictures', 'Aldermoor 🏛️', 'Credential'],
    ['letters in bold', '𝐀ldermoor', 'Aldermoor'],
    ['a heap of marks', 'A\u0301\u0302\u0303\u0304\u0305ldermoor', 'Credential'],
    ['1 MiB', 'x'.repeat(1024 * 1024), `${'x'.repeat(79)}…`],
    ['a line break', 'Aldermoor\nCouncil', 'AldermoorCouncil'],
    ['Welsh letters', 'Trwydded yrŵyl', 'Trwydded yrŵyl'],
    ['nothing', '', 'Credential'],
  ])('with %s are shown as plain text or not at all (WAL-01)', async (_what, name, shown) => {
    const world = await startWalletWorld()
    const received = await open(world, publishOffer(world, { metadata: named(name) }))
    expect(received.name.en).toBe(shown)
    expect(received.authority.name.en).toBe('aldermoor Council')
    expect(received.card).toEqual({ background: '#1d3d5c', text: '#ffffff' })
    expect(world.internet.sentTo('https://tracker.example')).toEqual([])
  })

  it.each([
    ['a PNG', `data:image/png;base64,${makePng().toString('base64')}`, { png: makePng().toString('base64') }],
    ['shapes', `data:image/svg+xml,${encodeURIComponent(art)}`, { svg: art }],
  ])('may bring their logo along as %s, for which nobody is asked', async (_what, uri, picture) => {
    const world = await startWalletWorld()
    const received = await open(world, publishOffer(world, { metadata: configured({ credential_metadata: { display: [{ name: 'Residency', logo: { uri, alt_text: 'A house' } }] } }) }))
    expect(received.card.art).toEqual({ ...picture, alt: { en: 'A house', cy: 'A house' } })
  })

  it('may come with a logo that holds a script, or is huge: it is never looked at', async () => {
    const world = await startWalletWorld()
    const logo = { uri: `data:image/svg+xml;base64,${btoa('<svg onload="alert(1)"/>')}${'A'.repeat(1024 * 1024)}`, alt_text: 'x' }
    const received = await open(world, publishOffer(world, { metadata: configured({ credential_metadata: { display: [{ name: 'Residency', logo }] } }) }))
    expect(JSON.stringify(received)).not.toContain('svg')
  })
})

describe('a typed code of an offer', () => {
  const code = makeOfferCode('A', cryptoRandom)

  it('leads to the same offer as its link', async () => {
    const world = await startWalletWorld()
    const uri = await world.wallet.findOffer(groupOfferCode(code).toLowerCase())
    expect(uri).toBe(`${issuer}/offers/${await secretOfOfferCode(code, issuer)}`)
    expect(world.internet.sentTo('https://issuer.example')).toEqual([])
  })

  it.each([
    ['a wrong character', code.slice(0, 6) + (code.charAt(6) === '2' ? '3' : '2') + code.slice(7)],
    ['a letter that no council has', makeOfferCode('Q', cryptoRandom)],
    ['a character too few', code.slice(0, -1)],
    ['a character too many', `${code}2`],
  ])('with %s is told at once, and nobody is asked for it', async (_what, typedCode) => {
    const world = await startWalletWorld()
    expect(await codeOf(() => world.wallet.findOffer(typedCode))).toBe('offer_code_wrong')
    expect(world.internet.sentTo('https://issuer.example')).toEqual([])
  })
})

describe('an access token', () => {
  const redeem = async (changes: IssuerChanges, given: string | null = txCode): Promise<FaultCode | 'no fault'> => {
    const world = await startWalletWorld()
    const received = await open(world, publishOffer(world, changes))
    return codeOf(() => world.wallet.redeemOffer(received, given))
  }
  const refused = (error: string, status = 400): IssuerChanges => ({ token: () => json({ error, error_description: 'x' }, status) })

  it.each<[string, IssuerChanges, FaultCode]>([
    ['a wrong code', refused('invalid_grant'), 'wrong_code'],
    ['a wrong code that was the last', { token: () => json({ error: 'invalid_grant', counterfoil_tries_left: 0 }, 400) }, 'offer_locked'],
    ['a request that it does not take', refused('invalid_request'), 'offer_gone'],
    ['too many requests', refused('slow_down', 429), 'not_reachable'],
    ['a fault of its own', { token: () => new Response('oops', { status: 500 }) }, 'not_reachable'],
    ['a redirect', { token: () => new Response(null, { status: 307, headers: { location: 'https://evil.example/token' } }) }, 'sent_elsewhere'],
    ['a page', { token: () => typed('<html>', 'text/html') }, 'offer_gone'],
    ['no token', { token: () => json({ token_type: 'Bearer' }) }, 'offer_gone'],
    ['a token that must be bound to a key', { token: () => json({ access_token: 't', token_type: 'DPoP' }) }, 'offer_not_usable'],
  ])('is not had when the issuer answers with %s', async (_what, changes, expected) => {
    expect(await redeem(changes)).toBe(expected)
  })

  it.each([
    [{}, null],
    [{ counterfoil_tries_left: 3 }, 3],
    [{ counterfoil_tries_left: '3' }, null],
    [{ counterfoil_tries_left: -1 }, null],
  ])('that was not had for a wrong code says how many tries are left where its issuer does, and only there: %j', async (members, triesLeft) => {
    const world = await startWalletWorld()
    const received = await open(world, publishOffer(world, { token: () => json({ error: 'invalid_grant', ...members }, 400) }))
    // However often: no other issuer's rule is known.
    for (let attempt = 0; attempt < 6; attempt += 1) await expect(world.wallet.redeemOffer(received, '000000')).rejects.toMatchObject({ code: 'wrong_code', triesLeft })
  })

  it('is not had for an offer that asks for a transaction code without one, and nothing is sent', async () => {
    const world = await startWalletWorld()
    const received = await open(world, publishOffer(world))
    await expect(world.wallet.redeemOffer(received, null)).rejects.toBeInstanceOf(Fault)
    expect(world.internet.sentTo(`${issuer}/token`)).toEqual([])
  })
})
