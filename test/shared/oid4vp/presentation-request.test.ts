import { describe, expect, it } from 'vitest'
import { clientIdOfDid, didOfClient, isKeyOf, parseClientId } from '@counterfoil/shared/oid4vp/client-id'
import { liesUnder, openid4vpLink, parsePresentationRequest, walletLink } from '@counterfoil/shared/oid4vp/presentation-request'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'

const did = 'did:ethr:0x7a69:0xAb00000000000000000000000000000000000001'
const clientId = clientIdOfDid(did)
const requestUri = 'http://localhost:4720/aldermoor/requests/abc'
const wallet = 'http://localhost:4730'

const fault = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof RequestRefused) return error.fault
    throw error
  }
  return 'accepted'
}

describe('a presentation request link', () => {
  it('is read as it was made', () => {
    for (const link of [walletLink(wallet, clientId, requestUri), openid4vpLink(clientId, requestUri)]) {
      const request = parsePresentationRequest(link.slice(link.indexOf('?')))
      expect(request.requestUri).toBe(requestUri)
      expect(request.clientId).toEqual({ prefix: 'decentralized_identifier', identifier: did, full: clientId })
    }
  })

  const query = (changes: Record<string, string | string[] | undefined>): URLSearchParams => {
    const parameters = new URLSearchParams()
    for (const [name, value] of Object.entries({ client_id: clientId, request_uri: requestUri, ...changes }))
      for (const each of value === undefined ? [] : [value].flat()) parameters.append(name, each)
    return parameters
  }

  it.each([
    ['no client_id', { client_id: undefined }, 'link_malformed'],
    ['no request_uri', { request_uri: undefined }, 'link_malformed'],
    ['client_id twice', { client_id: [clientId, clientId] }, 'link_malformed'],
    ['request_uri twice', { request_uri: [requestUri, requestUri] }, 'link_malformed'],
    ['a request by value beside it', { request: 'eyJ' }, 'link_malformed'],
    ['a method in capitals', { request_uri_method: 'POST' }, 'link_malformed'],
    ['a request_uri that is a script', { request_uri: 'javascript:alert(1)' }, 'request_uri_unusable'],
    ['a request_uri that is a file', { request_uri: 'file:///etc/passwd' }, 'request_uri_unusable'],
    ['a request_uri with a user', { request_uri: 'http://localhost:4720@evil.example/a' }, 'request_uri_unusable'],
    ['a request_uri of 5,000 characters', { request_uri: `${requestUri}${'a'.repeat(5000)}` }, 'request_uri_unusable'],
    ['a client without prefix', { client_id: did }, 'client_id_unknown'],
    ['an unknown prefix', { client_id: `entity:${did}` }, 'client_id_unknown'],
    ['a prefix alone', { client_id: 'decentralized_identifier:' }, 'client_id_unknown'],
    ['a prefix of Object', { client_id: '__proto__:x' }, 'client_id_unknown'],
  ])('is refused with %s', (_, changes, expected) => {
    expect(fault(() => parsePresentationRequest(query(changes)))).toBe(expected)
  })

  it('ignores parameters that only count inside the signed request', () => {
    expect(fault(() => parsePresentationRequest(query({ response_uri: 'http://evil.example', nonce: 'x' })))).toBe('accepted')
  })
})

describe('a client identifier', () => {
  it('names a DID only under its own prefix', () => {
    expect(didOfClient(parseClientId(clientId))).toBe(did)
    expect(fault(() => didOfClient(parseClientId(`x509_hash:abc`)))).toBe('client_id_unsupported')
    expect(fault(() => didOfClient(parseClientId('decentralized_identifier:not-a-did')))).toBe('client_id_unknown')
  })

  it('owns a key whose DID URL is of the same DID, whatever the case of its address', () => {
    expect(isKeyOf(did, `${did.toLowerCase()}#delegate-1`)).toBe(true)
    for (const other of [did, `${did}#`, `${did}1#delegate-1`, `did:ethr:0x7a69:0xab00000000000000000000000000000000000002#delegate-1`, `did:web:${did}#a`])
      expect(isKeyOf(did, other)).toBe(false)
    expect(isKeyOf('did:web:Council.example', 'did:web:council.example#a')).toBe(false)
  })
})

describe('an address under a base', () => {
  const base = 'http://localhost:4720/aldermoor'
  it.each(['/responses/a', '/a/b?c=d'])('holds for %s', (path) => {
    expect(liesUnder(base, base + path)).toBe(true)
    expect(liesUnder(`${base}/`, base + path)).toBe(true)
  })

  it.each([
    base,
    'http://localhost:4720/aldermoors/responses/a',
    'http://localhost:4720/aldermoor/../brackenfield/responses/a',
    'http://localhost:4720/aldermoor/%2e%2e/brackenfield',
    'http://localhost:4720/aldermoor/x%2f..%2f..%2fbrackenfield',
    'http://localhost:4721/aldermoor/responses/a',
    'https://localhost:4720/aldermoor/responses/a',
    'http://localhost:4720@evil.example/aldermoor/responses/a',
    'http://a@localhost:4720/aldermoor/responses/a',
    'http://evil.example/aldermoor/responses/a',
    'javascript:alert(1)',
    'data:text/html,x',
    '//localhost:4720/aldermoor/responses/a',
    '/aldermoor/responses/a',
    '',
  ])('does not hold for %s', (address) => {
    expect(liesUnder(base, address)).toBe(false)
  })
})
