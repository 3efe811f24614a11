import { describe, expect, it } from 'vitest'
import { accessTokenResponse, parseAccessTokenRequest } from '@counterfoil/shared/oauth/access-token-request'
import { authorizationServerMetadata, preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'

const good = { grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': 'code' }

describe('an access token request', () => {
  it('is read with its transaction code, or without', () => {
    expect(parseAccessTokenRequest({ ...good, tx_code: '493536', x: '1' })).toEqual({ preAuthorizedCode: 'code', txCode: '493536', details: [], retryKey: null })
    expect(parseAccessTokenRequest(good).txCode).toBeNull()
  })

  it('is read with the key by which a wallet asks again, when it is one', () => {
    const key = crypto.randomUUID()
    expect(parseAccessTokenRequest({ ...good, retry_key: key }).retryKey).toBe(key)
    for (const other of ['', 'short', `${key}\u0000`, 'é'.repeat(40), 'a'.repeat(129), [key, key], 1]) expect(parseAccessTokenRequest({ ...good, retry_key: other }).retryKey).toBeNull()
  })

  it('TOK-10: passes a transaction code on as it came, for nothing is equal to it but itself', () => {
    for (const code of ['', ' 493536', '493536\u0000', '٤٩٣٥٣٦']) expect(parseAccessTokenRequest({ ...good, tx_code: code }).txCode).toBe(code)
  })

  it.each<[string, string, unknown, string]>([
    ['TOK-12', 'nothing', undefined, 'invalid_request'],
    ['TOK-12', 'text', 'grant_type=x', 'invalid_request'],
    ['TOK-12', 'no grant type', { ...good, grant_type: undefined }, 'invalid_request'],
    ['TOK-12', 'another grant', { ...good, grant_type: 'authorization_code' }, 'unsupported_grant_type'],
    ['TOK-14', 'two grant types', { ...good, grant_type: [preAuthorizedCodeGrant, preAuthorizedCodeGrant] }, 'unsupported_grant_type'],
    ['TOK-12', 'no code', { grant_type: preAuthorizedCodeGrant }, 'invalid_request'],
    ['TOK-12', 'an empty code', { ...good, 'pre-authorized_code': '' }, 'invalid_request'],
    ['TOK-14', 'two codes', { ...good, 'pre-authorized_code': ['a', 'b'] }, 'invalid_request'],
    ['TOK-10', 'a number as transaction code', { ...good, tx_code: 493536 }, 'invalid_request'],
    ['TOK-14', 'two transaction codes', { ...good, tx_code: ['1', '2'] }, 'invalid_request'],
    ['TOK', 'two authorization_details', { ...good, authorization_details: ['[]', '[]'] }, 'invalid_request'],
    ['TOK', 'authorization_details that are no list', { ...good, authorization_details: '{}' }, 'invalid_authorization_details'],
    ['TOK-12', 'an inherited code', Object.assign(Object.create({ 'pre-authorized_code': 'x' }) as object, { grant_type: preAuthorizedCodeGrant }), 'invalid_request'],
  ])('%s: of %s is refused', (_row, _what, body, code) => {
    expect(() => parseAccessTokenRequest(body)).toThrow(expect.objectContaining({ code }))
  })
})

describe('the authorization server', () => {
  it('says that it knows one grant, and its answer how long a token lives', () => {
    expect(authorizationServerMetadata('https://issuer.example/a')).toMatchObject({ issuer: 'https://issuer.example/a', grant_types_supported: [preAuthorizedCodeGrant], token_endpoint: 'https://issuer.example/a/token', authorization_details_types_supported: ['openid_credential'] })
    expect(accessTokenResponse({ token: 't', lifetime: 300, type: 'Bearer', refreshToken: null, access: { scopes: [], details: [] } })).toEqual({ access_token: 't', token_type: 'Bearer', expires_in: 300 })
  })
})
