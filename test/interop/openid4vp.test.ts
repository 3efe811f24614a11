import { readFileSync } from 'node:fs'
import { createHash, randomUUID, verify } from 'node:crypto'
import { Openid4vpClient, Openid4vpVerifier } from '@openid4vc/openid4vp'
import { CompactEncrypt, importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { decryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { parseAuthorizationResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import { clientIdOfDid } from '@counterfoil/shared/oid4vp/client-id'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { requestObjectHeader, requestObjectMediaType, signRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { formQuery } from '@counterfoil/shared/form-profile/form-query'
import { constantMembers, constantMetadata, requestObjectPayload } from '@counterfoil/verifier/domain/request-object-payload'
import { root } from '../support/source-files.ts'
import { encode, makeKey, signWith, type SigningKey } from '../wallet/support/stub-council.ts'
import { typed } from '../wallet/support/stub-internet.ts'
import { encryptionJwk, hold, openedAnswer, purpose, requestUriOf, residencyQuery, responseUriOf, sentToAskers } from '../wallet/support/stub-verifier.ts'
import { makeStubWorld, startOfWorld, vct } from '../wallet/support/stub-world.ts'
import { startWalletWorld } from '../wallet/support/wallet-world.ts'

// The library reads the machine's clock.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: startOfWorld * 1000 }))
afterAll(() => void vi.useRealTimers())

const notNeeded = (): never => {
  throw new Error('This flow needs no such cryptography.')
}
const callbacks = {
  hash: (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest()),
  generateRandom: () => crypto.getRandomValues(new Uint8Array(16)),
  decryptJwe: notNeeded,
  signJwt: notNeeded,
  verifyJwt: notNeeded,
  encryptJwe: async (encryptor: { readonly method: string }, data: string) => {
    const { publicJwk, alg, enc } = encryptor as unknown as { publicJwk: Parameters<typeof importJWK>[0]; alg: string; enc: string }
    return { jwe: await new CompactEncrypt(new TextEncoder().encode(data)).setProtectedHeader({ alg, enc }).encrypt(await importJWK(publicJwk, alg)), encryptionJwk: publicJwk as { kty: string } }
  },
}

const profile = JSON.parse(readFileSync(`${root}/packages/shared/forms/blue-badge-renewal.json`, 'utf8')) as FormProfile

describe('the OpenWallet Foundation’s library as a wallet', () => {
  it('takes the Request Object of a form of ours, and answers so that our verifier can read it', async () => {
    const { internet, aldermoor } = makeStubWorld()
    const clientId = clientIdOfDid(aldermoor.listing.did)
    const encryption = makeKey()
    const payload = requestObjectPayload({
      members: { client_id: clientId, response_mode: 'direct_post.jwt', response_uri: responseUriOf(aldermoor), nonce: 'n-0123456789abcdef', state: 's1', iat: startOfWorld, exp: startOfWorld + 300 },
      encryptionKey: { ...encryption.jwk, kid: 'e1', alg: 'ECDH-ES', use: 'enc' },
      constantMembers: constantMembers(profile, 'aldermoor', formQuery(profile, { vct, type: { w3cTypes: [] } })),
      constantMetadata: constantMetadata({ en: 'https://forms.example/privacy', cy: 'https://forms.example/preifatrwydd' }, 'https://verifier.example/aldermoor/erasures'),
    })
    const { kid, key } = aldermoor.keys.request
    const jwt = signRequestObject(requestObjectHeader({ kid }), payload, encode, (input) => signWith({ key }, input))
    internet.on(requestUriOf(aldermoor), () => typed(jwt, requestObjectMediaType))

    const verifyJwt = (_signer: unknown, { compact }: { readonly compact: string }) => {
      const [header = '', claims = '', signature = ''] = compact.split('.')
      return { verified: verify('sha256', Buffer.from(`${header}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')), signerJwk: { kty: 'EC' } } as const
    }
    const client = new Openid4vpClient({ callbacks: { ...callbacks, fetch: internet.fetch, verifyJwt } })
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: { client_id: clientId, request_uri: requestUriOf(aldermoor) } })
    expect(resolved).toMatchObject({ version: 100, client: { prefix: 'decentralized_identifier', identifier: aldermoor.listing.did } })
    expect(resolved.dcql?.query).toEqual(formQuery(profile, { vct, type: { w3cTypes: [] } }))

    const { jarm } = await client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: resolved.authorizationRequestPayload,
      authorizationResponsePayload: { vp_token: { residency: ['a.presentation~'] } },
      jarm: { encryption: { nonce: randomUUID() }, serverMetadata: { authorization_signing_alg_values_supported: [], authorization_encryption_alg_values_supported: ['ECDH-ES'], authorization_encryption_enc_values_supported: ['A256GCM'] } },
    })
    expect(parseAuthorizationResponse(decryptJwe(jarm?.responseJwt ?? '', encryption.key))).toEqual({ kind: 'answer', vpToken: { residency: ['a.presentation~'] }, state: 's1' })
  })
})

describe('the OpenWallet Foundation’s library as a verifier', () => {
  it('makes a request that our wallet shows, and reads the answer that our wallet gives', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const { internet, aldermoor, wallet } = world
    const signer: SigningKey = aldermoor.keys.request
    const verifier = new Openid4vpVerifier({
      callbacks: {
        ...callbacks,
        signJwt: (_signer, { header, payload }) => {
          const input = `${encode(header)}.${encode(payload)}`
          return { jwt: `${input}.${signWith(signer, input)}`, signerJwk: { kty: 'EC' } }
        },
      },
    })
    const request = {
      response_type: 'vp_token' as const,
      response_mode: 'direct_post.jwt' as const,
      client_id: clientIdOfDid(aldermoor.listing.did),
      response_uri: responseUriOf(aldermoor),
      nonce: 'n-0123456789abcdef',
      state: 'r1',
      dcql_query: { credentials: [residencyQuery()] },
      client_metadata: { jwks: { keys: [encryptionJwk] }, encrypted_response_enc_values_supported: ['A256GCM'] },
      counterfoil_purpose: purpose,
    }
    const made = await verifier.createOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: request,
      jar: { jwtSigner: { method: 'did', didUrl: signer.kid, alg: 'ES256' }, requestUri: requestUriOf(aldermoor), additionalJwtPayload: { aud: 'https://self-issued.me/v2' }, expiresInSeconds: 300 },
    })
    internet.on(requestUriOf(aldermoor), () => typed(made.jar?.authorizationRequestJwt ?? '', requestObjectMediaType))
    internet.on(responseUriOf(aldermoor), () => Response.json({}))

    const consent = await wallet.readRequest(parsePresentationRequest(made.authorizationRequest.slice(made.authorizationRequest.indexOf('?'))))
    const [asked] = consent.asked
    if (asked === undefined) return expect.fail()
    await wallet.answerRequest(consent, [{ queryId: asked.queryId, credential: asked.fitting[0].credential, facts: asked.fitting[0].required }])

    const answer = openedAnswer(sentToAskers(world).at(-1) ?? expect.fail())
    const read = verifier.validateOpenid4vpAuthorizationResponsePayload({ authorizationRequestPayload: request, authorizationResponsePayload: answer })
    expect(read).toMatchObject({ type: 'dcql', dcql: { presentations: { residency: [expect.stringMatching(/~/)] } } })
  })
})
