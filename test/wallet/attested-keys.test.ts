import { describe, expect, it } from 'vitest'
import { keyNamesOf } from '@counterfoil/wallet/domain/credential-copies'
import { attestationTrust } from '@counterfoil/issuer/adapters/attestation-trust'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { verifyKeyAttestation, type AttestedKeys } from '@counterfoil/shared/oid4vci/key-attestation'
import { offerLinkOf } from '@counterfoil/wallet/domain/offer-link'
import { attester } from '@counterfoil/wallet/server/provider/attester'
import { judgePossession } from '@counterfoil/wallet/server/provider/judge-possession'
import { walletProvider } from '../support/outside-wallet.ts'
import { receiveToRedeem } from './support/receive-to-redeem.ts'
import { json, type SentRequest } from './support/stub-internet.ts'
import { issueCredential, partsOfJwt, publishOffer, txCode } from './support/stub-issuer.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const walletUrl = 'https://wallet.example'
const provider = await walletProvider()
const proof = { proof_signing_alg_values_supported: ['ES256'] }
type Proofs = { readonly jwt?: readonly string[]; readonly attestation?: readonly string[] }

interface Attested extends WalletWorld {
  readonly link: string
  /** What the issuer judged, of each Credential Request. */
  readonly judged: AttestedKeys<string>[]
}

/** An issuer that takes proofs of these types for residency, and gives a credential for each key that is attested. */
async function startWorld(types: JsonObject, attests = true): Promise<Attested> {
  const world = await startWalletWorld(undefined, { server: { attests, relays: false } })
  const judged: AttestedKeys<string>[] = []
  const link = publishOffer(world, { metadata: (metadata) => withProofTypes(metadata, types), batchSize: 3 })
  const ours = attester(walletUrl, { key: provider.key.privateKey, x5c: provider.x5c, until: Number.MAX_SAFE_INTEGER }, systemClock)
  world.internet.on(`${walletUrl}/provider/key-attestations`, ({ body }) => {
    const { proofs, nonce } = JSON.parse(body) as { proofs: string[]; nonce: string }
    return json({ key_attestation: ours.attestKeys(proofs.map((one) => judgePossession(one, { walletUrl, now: world.clock.now, nonce })), nonce).jwt })
  })
  world.internet.on('https://issuer.example/aldermoor/credential', (request) => {
    const attested = verifyKeyAttestation(attestationIn(request), epochSeconds(systemClock.now()), { verifyEs256: verifyEs256ByJwk, readNonce: (nonce) => nonce, trustedKeyOf: attestationTrust([provider.ca.certificate], systemClock) })
    judged.push(attested)
    return json({ credentials: attested.keys.map(({ jwk }, place) => ({ credential: issueCredential(world.aldermoor, jwk, { payload: { status: { status_list: { uri: 'https://issuer.example/aldermoor/status-lists/1', idx: 7 + place } } } }) })) })
  })
  return { ...world, link, judged }
}

function withProofTypes(metadata: JsonObject, types: JsonObject): JsonObject {
  const configurations = metadata['credential_configurations_supported'] as Record<string, JsonObject>
  return { ...metadata, credential_configurations_supported: { ...configurations, 'residency-sd-jwt': { ...configurations['residency-sd-jwt'], proof_types_supported: types } } }
}

const proofsIn = ({ body }: SentRequest): Proofs => (JSON.parse(body) as { proofs: Proofs }).proofs
function attestationIn(request: SentRequest): string | undefined {
  const { jwt = [], attestation = [] } = proofsIn(request)
  return attestation[0] ?? (partsOfJwt(jwt[0] ?? '..')[0] as { readonly key_attestation?: string }).key_attestation
}

async function collect({ wallet, link }: Attested): Promise<number> {
  const received = await receiveToRedeem(wallet, link)
  const { held } = await wallet.collectCredential(received, await wallet.redeemOffer(received, txCode))
  return keyNamesOf(held).length
}

const lastRequest = ({ internet }: WalletWorld): SentRequest => internet.sentTo('https://issuer.example/aldermoor/credential').at(-1) ?? raise()

function raise(): never {
  throw new Error('Nothing was asked for.')
}

describe('where an issuer wants attested keys', () => {
  it('one proof carries the attestation of them all, and a copy comes for each', async () => {
    const world = await startWorld({ jwt: { ...proof, key_attestations_required: {} } })
    expect(await collect(world)).toBe(3)
    const { jwt = [], ...others } = proofsIn(lastRequest(world))
    expect([jwt.length, others]).toEqual([1, {}])
    const [header] = partsOfJwt(jwt[0] ?? '..')
    expect(world.judged).toMatchObject([{ nonce: 'c-nonce-1', expires: true, keyStorage: [], userAuthentication: [] }])
    expect(world.judged[0]?.keys.map(({ jwk }) => jwk)).toContainEqual(header?.['jwk'])
  })

  it('the attestation alone is the proof where it takes no other', async () => {
    const world = await startWorld({ attestation: { ...proof, key_attestations_required: {} } })
    expect(await collect(world)).toBe(3)
    expect(Object.entries(proofsIn(lastRequest(world))).map(([type, proofs]) => [type, proofs.length])).toEqual([['attestation', 1]])
  })

  it('the provider is told of keys and the issuer’s nonce, and of nothing else', async () => {
    const world = await startWorld({ jwt: { ...proof, key_attestations_required: {} } })
    await collect(world)
    const asked = world.internet.sentTo(`${walletUrl}/provider`)
    expect(asked.map(({ body }) => Object.keys(JSON.parse(body) as object))).toEqual([['proofs', 'nonce']])
    for (const one of (JSON.parse(asked[0]?.body ?? '') as { proofs: string[] }).proofs) expect(partsOfJwt(one)[1]).toEqual({ aud: walletUrl, iat: world.clock.now, nonce: 'c-nonce-1' })
  })

  it.each<[string, JsonObject, boolean]>([
    ['kept in tested hardware', { key_attestations_required: { key_storage: ['iso_18045_high', 'iso_18045_basic'] } }, true],
    ['that ask for their user each time', { key_attestations_required: { user_authentication: ['iso_18045_basic'] } }, true],
    ['that somebody attests, and nobody attests this wallet’s', { key_attestations_required: {} }, false],
  ])('%s, its offer is no use to this wallet, and nobody is asked for a code', async (_what, policy, attests) => {
    const world = await startWorld({ jwt: { ...proof, ...policy } }, attests)
    await expect(world.wallet.receiveOffer(offerLinkOf(world.link))).rejects.toMatchObject({ code: 'offer_not_usable' })
    expect(world.internet.sentTo('https://issuer.example/aldermoor/token')).toEqual([])
  })
})

it('nobody is asked to attest keys where the issuer merely takes it', async () => {
  const world = await startWorld({ jwt: proof, attestation: proof })
  await collect(world).catch(() => 0)
  expect(world.internet.sentTo(`${walletUrl}/provider`)).toEqual([])
  expect(proofsIn(lastRequest(world)).jwt).toHaveLength(3)
})
