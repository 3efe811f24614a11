import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientIdOfDid, didOfClient, isKeyOf, parseClientId } from '@counterfoil/shared/oid4vp/client-id'

const did = `did:ethr:0x7a69:0x${'aB'.repeat(20)}`
const faultOf = (attempt: () => unknown): unknown => {
  try {
    return attempt()
  } catch (error) {
    return (error as { fault?: string }).fault
  }
}

describe('a client identifier', () => {
  it.each([
    ['decentralized_identifier:did:example:123', 'decentralized_identifier', 'did:example:123'],
    ['redirect_uri:https://client.example.org/cb', 'redirect_uri', 'https://client.example.org/cb'],
    ['x509_san_dns:client.example.org', 'x509_san_dns', 'client.example.org'],
    ['x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk', 'x509_hash', 'Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk'],
    ['verifier_attestation:verifier.example', 'verifier_attestation', 'verifier.example'],
    ['openid_federation:https://federation-verifier.example.com', 'openid_federation', 'https://federation-verifier.example.com'],
  ])('%s is taken apart, and stays whole to be compared', (full, prefix, identifier) => {
    expect(parseClientId(full)).toEqual({ prefix, identifier, full })
  })

  it.each([
    ['none', ''],
    ['a bare address', 'https://client.example.org'],
    ['a bare DID', did],
    ['a prefix without its colon', 'redirect_uri'],
    ['a prefix and one character more', 'redirect_uriX'],
    ['a prefix and nothing', 'redirect_uri:'],
    ['a prefix in another case', 'Redirect_uri:https://x'],
    ['a prefix after a space', ' redirect_uri:https://x'],
    ['an inherited name as prefix', 'constructor:x'],
    ['a prefix of the wallet itself', 'origin:https://x'],
    ['1,025 characters', `redirect_uri:${'x'.repeat(1012)}`],
  ])('that is %s is refused', (_what, full) => {
    expect(faultOf(() => parseClientId(full))).toBe('client_id_unknown')
  })

  it('of an authority names its DID', () => {
    expect(didOfClient(parseClientId(clientIdOfDid(did)))).toBe(did)
  })

  it.each([
    ['another kind', 'x509_san_dns:client.example.org', 'client_id_unsupported'],
    ['a DID URL', `${clientIdOfDid(did)}#delegate-1`, 'client_id_unknown'],
    ['a DID with a path', `${clientIdOfDid(did)}/x`, 'client_id_unknown'],
    ['no DID', 'decentralized_identifier:https://x', 'client_id_unknown'],
    ['a DID and a line break', `${clientIdOfDid(did)}\n`, 'client_id_unknown'],
    ['a prefix twice', 'decentralized_identifier:decentralized_identifier:did:x:y', 'client_id_unknown'],
  ])('of %s names no DID', (_what, full, fault) => {
    expect(faultOf(() => didOfClient(parseClientId(full)))).toBe(fault)
  })

  it('of any text is taken apart or refused, and is never a fault', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = faultOf(() => parseClientId(text))
        if (typeof found !== 'string') expect(found).toMatchObject({ full: text })
      }),
    )
  })
})

describe('a key of an identity', () => {
  it.each<[string, string, boolean]>([
    ['its own', `${did}#delegate-1`, true],
    ['its own in another case of the address', `${did.replaceAll('aB', 'ab')}#delegate-1`, true],
    ['of another identity', `did:ethr:0x7a69:0x${'cd'.repeat(20)}#delegate-1`, false],
    ['of one that begins the same', `${did}0#delegate-1`, false],
    ['without fragment', did, false],
    ['with an empty fragment', `${did}#`, false],
    ['a fragment alone', '#delegate-1', false],
    ['of a method that looks the same', `${did.replace('did:ethr', 'did:Ethr')}#delegate-1`, false],
  ])('is %s: %s', (_what, kid, expected) => {
    expect(isKeyOf(did, kid)).toBe(expected)
  })

  it('of another method is compared letter by letter', () => {
    expect(isKeyOf('did:web:a.example', 'did:web:A.example#1')).toBe(false)
    expect(isKeyOf('did:web:a.example', 'did:web:a.example#1')).toBe(true)
  })
})
