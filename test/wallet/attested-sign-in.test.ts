import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { authorizationServerMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { signInOfferObject, type SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { attester } from '@counterfoil/wallet/server/provider/attester'
import { judgePossession } from '@counterfoil/wallet/server/provider/judge-possession'
import { Fault } from '@counterfoil/wallet/domain/fault'
import { offerLinkOf } from '@counterfoil/wallet/domain/offer-link'
import { isToSignIn } from '@counterfoil/wallet/use-cases/receive-offer'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { walletKey } from '../support/outside-wallet.ts'
import { json, type SentRequest } from './support/stub-internet.ts'
import { issueCredential, keyOfProof, partsOfJwt, publishOffer } from './support/stub-issuer.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const walletUrl = 'https://wallet.example'
const issuer = 'https://issuer.example/aldermoor'
const offer: SignInOffer = { credentialIssuer: issuer, configurationIds: ['residency-sd-jwt'], issuerState: null }
const metadata = authorizationServerMetadata(issuer, { scopes: ['residency'], clientAuthentication: ['attest_jwt_client_auth'] }, false)

interface Changes {
  readonly server?: JsonObject
  readonly attests?: boolean
}

/** A council that wants attested wallets, and a wallet whose own server attests it. */
async function startWorld({ server = {}, attests = true }: Changes = {}): Promise<WalletWorld> {
  const world = await startWalletWorld(undefined, { server: { attests, relays: false } })
  const clock = { now: () => epochSeconds(world.clock.now) }
  const ours = attester(walletUrl, { key: walletKey().privateKey, x5c: ['AAAA'], until: world.clock.now + 86_400 }, clock)
  publishOffer(world, { offer: () => signInOfferObject(offer), server: () => ({ ...metadata, ...server }) })
  world.internet.on(`${walletUrl}/provider/client-attestations`, ({ body }) => {
    const key = judgePossession((JSON.parse(body) as JsonObject)['proof'], { walletUrl, now: clock.now(), nonce: null })
    return json({ client_attestation: ours.attestClient(key).jwt })
  })
  world.internet.on(`${issuer}/par`, () => json({ request_uri: 'urn:ietf:params:oauth:request_uri:r1', expires_in: 60 }, 201))
  world.internet.on(`${issuer}/token`, () => json({ access_token: 't1', token_type: 'DPoP', expires_in: 300 }))
  world.internet.on(`${issuer}/credential`, (request) => json({ credentials: [{ credential: issueCredential(world.aldermoor, keyOfProof(request)) }] }))
  return world
}

/** Signs in and collects. */
async function collect(world: WalletWorld): Promise<void> {
  await leave(world)
  const state = new URLSearchParams(lastTo(world, '/par').body).get('state') ?? ''
  await world.wallet.finishSignIn(`?${new URLSearchParams({ code: 'c1', iss: issuer, state }).toString()}`)
}

async function leave({ wallet }: WalletWorld): Promise<void> {
  const received = await wallet.receiveOffer(offerLinkOf(`?credential_offer=${encodeURIComponent(JSON.stringify(signInOfferObject(offer)))}`))
  if (!isToSignIn(received)) throw new Error('not to sign in')
  await wallet.beginSignIn(received, 'en')
}

function lastTo({ internet }: WalletWorld, path: string): SentRequest {
  const request = internet.sentTo(`${issuer}${path}`).at(-1)
  if (request === undefined) throw new Error('Nothing was sent there.')
  return request
}

const attestationIn = ({ headers }: SentRequest): JsonObject => partsOfJwt(headers.get('oauth-client-attestation') ?? '..')[1] ?? {}
const proofIn = ({ headers }: SentRequest): readonly JsonObject[] => partsOfJwt(headers.get('oauth-client-attestation-pop') ?? '..')

describe('where an issuer takes attested wallets', () => {
  it('each step shows an attestation, and a proof of its key for that server alone', async () => {
    const world = await startWorld()
    await collect(world)
    for (const path of ['/par', '/token']) {
      const request = lastTo(world, path)
      expect(attestationIn(request)).toMatchObject({ sub: walletUrl })
      const [header, claims] = proofIn(request)
      expect(header).toEqual({ alg: 'ES256', typ: 'oauth-client-attestation-pop+jwt' })
      expect(claims).toMatchObject({ iss: walletUrl, aud: issuer, jti: expect.any(String), iat: expect.any(Number) })
      expect(claims).not.toHaveProperty('challenge')
      expect(new URLSearchParams(request.body).get('client_id')).toBe(walletUrl)
    }
    expect(lastTo(world, '/credential').headers.has('oauth-client-attestation')).toBe(false)
  })

  it('the key stays through one sign-in, and is another one in the next: nobody can link them', async () => {
    const world = await startWorld()
    const keyAt = (path: string): unknown => attestationIn(lastTo(world, path))['cnf']
    await collect(world)
    const first = [keyAt('/par'), keyAt('/token')]
    expect(first[1]).toEqual(first[0])
    await leave(world)
    expect(keyAt('/par')).not.toEqual(first[0])
  })

  it('the provider is told of a key, and neither of the issuer nor of anything else', async () => {
    const world = await startWorld()
    await collect(world)
    const asked = world.internet.sentTo(`${walletUrl}/provider`)
    expect(asked).toHaveLength(2)
    for (const { body, headers } of asked) {
      expect(Object.keys(JSON.parse(body) as object)).toEqual(['proof'])
      expect(partsOfJwt((JSON.parse(body) as { proof: string }).proof)[1]).toEqual({ aud: walletUrl, iat: world.clock.now })
      expect([...headers.keys()]).toEqual(['content-type'])
    }
  })

  it('a server that has wallets ask for a challenge finds it in the proof, a new one each time', async () => {
    const world = await startWorld({ server: { challenge_endpoint: `${issuer}/challenge` } })
    let given = 0
    world.internet.on(`${issuer}/challenge`, ({ method }) => json({ attestation_challenge: `${method}-${(given += 1)}` }))
    await collect(world)
    expect(['/par', '/token'].map((path) => proofIn(lastTo(world, path))[1]?.['challenge'])).toEqual(['POST-1', 'POST-2'])
  })

  it.each([
    ['at another address', { challenge_endpoint: 'https://evil.example/challenge' }, 'offer_not_usable'],
    ['that is no address', { challenge_endpoint: 7 }, 'offer_not_usable'],
    ['that gives none', { challenge_endpoint: `${issuer}/nonce` }, 'not_reachable'],
  ] as const)('a challenge %s is not asked for twice, and nothing is pushed', async (_what, server, code) => {
    const world = await startWorld({ server })
    await expect(leave(world)).rejects.toMatchObject({ code })
    expect(world.internet.sentTo(`${issuer}/par`)).toEqual([])
  })

  it('nothing is pushed while the provider is away', async () => {
    const world = await startWorld()
    world.internet.on(`${walletUrl}/provider/client-attestations`, () => json({ code: 'too_many_requests' }, 429))
    await expect(leave(world)).rejects.toSatisfy((error) => error instanceof Fault && error.code === 'not_reachable')
    expect(world.internet.sentTo(`${issuer}/par`)).toEqual([])
    expect(await world.wallet.vault.signIns()).toEqual([])
  })
})

it.each([
  ['the issuer takes no attested wallets', { server: { token_endpoint_auth_methods_supported: ['none'] } }],
  ['the wallet’s server attests nothing', { attests: false }],
])('nobody is asked to attest anything where %s', async (_what, changes) => {
  const world = await startWorld(changes)
  await collect(world)
  expect(world.internet.sentTo(`${walletUrl}/provider`)).toEqual([])
  expect(lastTo(world, '/token').headers.has('oauth-client-attestation')).toBe(false)
})
