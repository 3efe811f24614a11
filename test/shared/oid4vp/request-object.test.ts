import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { clientIdOfDid, parseClientId } from '@counterfoil/shared/oid4vp/client-id'
import { acceptRequestObject } from '@counterfoil/shared/oid4vp/accept-request'
import { authenticateDid } from '@counterfoil/shared/oid4vp/authenticate-did'
import { requestObjectHeader, signRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'

const now = 1_790_000_000
const did = 'did:ethr:0x7a69:0xab00000000000000000000000000000000000001'
const kid = `${did}#delegate-3`
const clientId = clientIdOfDid(did)
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const encryption = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const verifierUrl = 'http://localhost:4720/aldermoor'
const words = { en: 'Blue Badge renewal', cy: 'Adnewyddu Bathodyn Glas' }

const encode = (text: string): string => toBase64Url(utf8(text))
const signer = (input: string): string => sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')

const valid = {
  aud: 'https://self-issued.me/v2',
  client_id: clientId,
  response_type: 'vp_token',
  response_mode: 'direct_post.jwt',
  response_uri: `${verifierUrl}/responses/r1`,
  nonce: 'n-0123456789abcdef',
  state: 'r1',
  iat: now,
  exp: now + 300,
  dcql_query: { credentials: [] },
  client_metadata: { jwks: { keys: [{ ...encryption, kid: 'e1', alg: 'ECDH-ES', use: 'enc' }] }, encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'] },
  counterfoil_purpose: { form: words, purpose: words, lawful_basis: words, retention: words, contact: 'dpo@aldermoor.example', optional: ['birth_date'] },
}

const requestObject = (claims: object = {}, header: object = {}): string =>
  signRequestObject(encode(JSON.stringify({ alg: 'ES256', typ: 'oauth-authz-req+jwt', kid, ...header })), JSON.stringify({ ...valid, ...claims }), encode, signer)

const accept = (jwt: string, walletNonce: string | null = null) =>
  acceptRequestObject(jwt, {
    clientId: parseClientId(clientId),
    now,
    walletNonce,
    authenticate: authenticateDid({
      clientId: parseClientId(clientId),
      verifierUrl,
      verify: async ({ kid: named, signingInput, signature }) =>
        named === kid && verify('sha256', Buffer.from(signingInput), { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
    }),
  })

const fault = async (jwt: string, walletNonce: string | null = null): Promise<string> => {
  try {
    await accept(jwt, walletNonce)
  } catch (error) {
    if (error instanceof RequestRefused) return error.fault
    throw error
  }
  return 'accepted'
}

describe('a Request Object', () => {
  it('that is signed, complete and in time is accepted with what the wallet needs', async () => {
    const request = await accept(signRequestObject(requestObjectHeader({ kid, x5c: ['MIIB'] }), JSON.stringify(valid), encode, signer))
    expect(request).toMatchObject({ responseUri: valid.response_uri, nonce: valid.nonce, state: 'r1', expiresAt: now + 300 })
    expect(request.encryptTo).toMatchObject({ enc: 'A256GCM', key: { kid: 'e1', x: encryption.x } })
    expect(request.purpose?.form).toEqual(words)
  })

  it('with a redirect_uri beside direct_post says so, for it has to be answered with an error (WAL-08)', async () => {
    expect((await accept(requestObject())).hasRedirectUri).toBe(false)
    expect((await accept(requestObject({ redirect_uri: 'http://localhost:4740/' }))).hasRedirectUri).toBe(true)
  })

  it('may name members that we do not know, and an `iss` that is ignored', async () => {
    expect(await fault(requestObject({ iss: 'anyone', something: { else: 1 } }))).toBe('accepted')
  })

  it('that was fetched with a nonce of the wallet is accepted with that one alone', async () => {
    expect(await fault(requestObject({ wallet_nonce: 'w-1' }), 'w-1')).toBe('accepted')
    for (const other of [undefined, 'w-2', ['w-1']]) expect(await fault(requestObject({ wallet_nonce: other }), 'w-1')).toBe('wallet_nonce_wrong')
  })

  it('without our purpose is accepted and says so', async () => {
    for (const purpose of [undefined, 'x', { ...valid.counterfoil_purpose, contact: 'a\u202eb' }, { ...valid.counterfoil_purpose, form: { en: 'x' } }, { ...valid.counterfoil_purpose, purpose: { en: 'x'.repeat(501), cy: 'y' } }])
      expect((await accept(requestObject({ counterfoil_purpose: purpose }))).purpose).toBeNull()
  })

  it('lets the wallet take the first encryption key that it can use', async () => {
    const keys = [{ kty: 'RSA', kid: 'a' }, { ...encryption, alg: 'ECDH-ES+A128KW', kid: 'b' }, { ...encryption, x: 'AA', alg: 'ECDH-ES' }, { ...encryption, alg: 'ECDH-ES', kid: 'c' }]
    const request = await accept(requestObject({ client_metadata: { jwks: { keys } } }))
    expect(request.encryptTo).toMatchObject({ enc: 'A128GCM', key: { kid: 'c' } })
  })

  it.each([
    ['another client_id than the link (WAL-07)', { client_id: clientIdOfDid(`${did.slice(0, -1)}2`) }, 'client_id_mismatch'],
    ['no client_id', { client_id: undefined }, 'client_id_mismatch'],
    ['another audience', { aud: 'https://wallet.example' }, 'request_wrong_audience'],
    ['an array as audience', { aud: [valid.aud] }, 'request_wrong_audience'],
    ['no nonce (WAL-07)', { nonce: undefined }, 'nonce_missing'],
    ['a nonce with a space', { nonce: 'n 0123456789abcdef' }, 'nonce_missing'],
    ['another response type', { response_type: 'code' }, 'response_type_unsupported'],
    ['direct_post without encryption', { response_mode: 'direct_post' }, 'response_mode_unsupported'],
    ['an unknown response mode', { response_mode: 'fragment' }, 'response_mode_unsupported'],
    ['no response_uri', { response_uri: undefined }, 'response_uri_missing'],
    ['a response_uri elsewhere (WAL-09)', { response_uri: 'http://evil.example/responses/r1' }, 'response_uri_elsewhere'],
    ['a response_uri of another authority', { response_uri: 'http://localhost:4720/brackenfield/responses/r1' }, 'response_uri_elsewhere'],
    ['an expiry that has passed', { exp: now }, 'request_expired'],
    ['an expiry that is no number', { exp: '1' }, 'request_malformed'],
    ['an expiry beyond calendars', { exp: 1e15 }, 'request_malformed'],
    ['a negative issue date', { iat: -1 }, 'request_malformed'],
    ['an issue date ahead', { iat: now + 61 }, 'request_not_yet_valid'],
    ['no query', { dcql_query: undefined }, 'query_missing'],
    ['a scope instead of a query', { scope: 'residency' }, 'query_missing'],
    ['no encryption key', { client_metadata: {} }, 'encryption_key_unusable'],
    ['only content encryption we lack', { client_metadata: { ...valid.client_metadata, encrypted_response_enc_values_supported: ['A128CBC-HS256'] } }, 'encryption_key_unusable'],
    ['a state that is no text', { state: 1 }, 'request_malformed'],
  ])('is refused with %s', async (_, claims, expected) => {
    expect(await fault(requestObject(claims))).toBe(expected)
  })

  it.each([
    ['typ JWT', { typ: 'JWT' }, 'request_wrong_type'],
    ['alg none', { alg: 'none' }, 'request_wrong_type'],
    ['alg HS256', { alg: 'HS256' }, 'request_wrong_type'],
    ['crit', { crit: ['b64'] }, 'request_wrong_type'],
    ['crit of null', { crit: null }, 'request_wrong_type'],
    ['b64', { b64: true }, 'request_wrong_type'],
    ['no kid', { kid: undefined }, 'request_wrong_signer'],
    ['the kid of another DID', { kid: kid.replace('01#', '02#') }, 'request_wrong_signer'],
    ['a DID without fragment as kid', { kid: did }, 'request_wrong_signer'],
    ['a key that the DID does not have', { kid: `${did}#delegate-9` }, 'request_signature_wrong'],
  ])('is refused with %s in its header', async (_, header, expected) => {
    expect(await fault(requestObject({}, header))).toBe(expected)
  })

  it.each([
    ['its nonce named twice', `{"nonce":"n-of-somebody-else"`],
    ['its response_uri named twice, once by an escape', `{"response\\u005furi":"http://evil.example/r1"`],
    ['lists within lists', `{"x":${'['.repeat(40)}${']'.repeat(40)}`],
  ])('is refused with %s', async (_, start) => {
    const header = encode(JSON.stringify({ alg: 'ES256', typ: 'oauth-authz-req+jwt', kid }))
    expect(await fault(signRequestObject(header, `${start},${JSON.stringify(valid).slice(1)}`, encode, signer))).toBe('request_malformed')
  })

  it('is refused when one byte of it was altered', async () => {
    const jwt = requestObject()
    const [header = '', payload = '', signature = ''] = jwt.split('.')
    const other = encode(JSON.stringify({ ...valid, nonce: 'n-0123456789abcdeg' }))
    expect(await fault(`${header}.${other}.${signature}`)).toBe('request_signature_wrong')
    for (const text of ['', 'a', 'a.b', `${jwt}.x`, `${header}.${payload}`, `${header}.${payload}=.${signature}`, `${header}.bnVsbA.${signature}`, `${header}.W10.${signature}`, 'x'.repeat(70_000)])
      expect(await fault(text)).toBe('request_malformed')
  })
})
