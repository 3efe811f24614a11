import { beforeEach, describe, expect, it } from 'vitest'
import { DidUnavailable, type DidResolver } from '@counterfoil/shared/did/did-resolver'
import { createWebResolver, type FetchedDocument } from '@counterfoil/shared/did/did-web'
import { didWebUrl } from '@counterfoil/shared/did/did-web-url'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

describe('where a did:web lies', () => {
  it.each([
    ['did:web:w3c-ccg.github.io', 'https://w3c-ccg.github.io/.well-known/did.json'],
    ['did:web:w3c-ccg.github.io:user:alice', 'https://w3c-ccg.github.io/user/alice/did.json'],
    ['did:web:example.com%3A3000:user:alice', 'https://example.com:3000/user/alice/did.json'],
    ['did:web:example.com%3a3000', 'https://example.com:3000/.well-known/did.json'],
    ['did:web:Aldermoor.Gov.UK', 'https://aldermoor.gov.uk/.well-known/did.json'],
    ['did:web:xn--bcher-kva.example:a%20b', 'https://xn--bcher-kva.example/a%20b/did.json'],
    ['did:web:localhost%3A4710:aldermoor', 'https://localhost:4710/aldermoor/did.json'],
  ])('%s is at %s', (did, url) => {
    expect(didWebUrl(did)).toBe(url)
  })

  it.each([
    ['an address in figures', 'did:web:127.0.0.1'],
    ['an address in one figure', 'did:web:2130706433'],
    ['an address of six', 'did:web:%5B%3A%3A1%5D'],
    ['a hexadecimal address', 'did:web:0x7f000001'],
    ['an address with a port', 'did:web:10.0.0.1%3A80'],
    ['a user', 'did:web:user@example.com'],
    ['a user, encoded', 'did:web:user%40example.com'],
    ['a slash', 'did:web:example.com/path'],
    ['a slash in its host, encoded', 'did:web:example.com%2Fpath'],
    ['a slash in its path, encoded', 'did:web:example.com:a%2Fb'],
    ['a slash encoded twice', 'did:web:example.com:a%252Fb'],
    ['a backslash', 'did:web:example.com:a%5Cb'],
    ['a way up', 'did:web:example.com:..:secret'],
    ['a way up, encoded', 'did:web:example.com:%2e%2e:secret'],
    ['where it is', 'did:web:example.com:.'],
    ['a question', 'did:web:example.com?x=1'],
    ['a fragment', 'did:web:example.com#key-1'],
    ['nothing in its path', 'did:web:example.com::a'],
    ['an end that is empty', 'did:web:example.com:'],
    ['no host', 'did:web:'],
    ['a port that is none', 'did:web:example.com%3A0'],
    ['a port beyond all', 'did:web:example.com%3A65536'],
    ['a port that is not encoded, which is a path', 'did:web:example.com:3000:'],
    ['a dot at its end', 'did:web:example.com.'],
    ['two dots', 'did:web:example..com'],
    ['a newline', 'did:web:example.com\n'],
    ['a zero byte', 'did:web:example.com:a%00'],
    ['letters beyond ASCII', 'did:web:bücher.example'],
    ['no end', `did:web:${'a.'.repeat(300)}example`],
    ['another method', 'did:webs:example.com'],
  ])('one with %s is none', (_, did) => {
    expect(didWebUrl(did)).toBeNull()
  })
})

const did = 'did:web:council.example'
const kid = `${did}#key-1`
const jwk = { kty: 'EC', crv: 'P-256', x: 'igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns', y: 'efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM' } as const
const method = { id: kid, type: 'JsonWebKey2020', controller: did, publicKeyJwk: jwk }
const sound = { '@context': 'https://www.w3.org/ns/did/v1', id: did, verificationMethod: [method], assertionMethod: [kid] }

let answer: () => Promise<FetchedDocument>
let asked: string[]
let clock: ReturnType<typeof fixedClock>
let resolver: DidResolver
const publish = (document: unknown, changes: Partial<FetchedDocument> = {}): void => {
  answer = async () => ({ status: 200, mediaType: 'application/did+json', text: typeof document === 'string' ? document : JSON.stringify(document), ...changes })
}
const fail = (): void => {
  answer = () => Promise.reject(new TypeError('fetch failed'))
}

beforeEach(() => {
  asked = []
  clock = fixedClock(1_800_000_000)
  publish(sound)
  const fetchDocument = (url: string): Promise<FetchedDocument> => {
    asked.push(url)
    return answer()
  }
  resolver = createWebResolver({ fetchDocument, clock, freshFor: seconds(300), staleFor: seconds(3600) })
})

describe('a did:web', () => {
  it('is its document, with the keys that it may assert with', async () => {
    const found = await resolver.resolve(did)
    expect(found?.value.document).toEqual({ id: did, verificationMethod: [method], authentication: [], assertionMethod: [kid] })
    expect(found?.observedAt).toBe(clock.now())
    expect(asked).toEqual(['https://council.example/.well-known/did.json'])
    expect(found && findVerificationKey(found.value.document, kid, 'assertionMethod')).toEqual(jwk)
    expect(found && findVerificationKey(found.value.document, kid, 'authentication')).toBeNull()
  })

  it('may have relative ids, and methods within a relationship, which are for that alone', async () => {
    publish({ id: did, verificationMethod: [{ ...method, id: '#key-1' }], assertionMethod: ['#key-1'], authentication: [{ ...method, id: '#key-2' }], service: [{ id: '#s', type: ['A', 'B'], serviceEndpoint: 'https://council.example' }] })
    const document = (await resolver.resolve(did))?.value.document
    expect(document).toMatchObject({ assertionMethod: [kid], authentication: [`${did}#key-2`], service: [{ id: `${did}#s`, type: 'A' }] })
    expect(document && findVerificationKey(document, `${did}#key-2`, 'assertionMethod')).toBeNull()
  })

  it.each([
    ['is of another DID', { ...sound, id: 'did:web:other.example' }],
    ['is of a DID in other letters', { ...sound, id: 'did:web:Council.example' }],
    ['has no id', { verificationMethod: [] }],
    ['holds a private key', { ...sound, verificationMethod: [{ ...method, publicKeyJwk: { ...jwk, d: 'gPh-VvVS8MbvKQ9LSVVmfnxnKjHn4Tqj0bmbpehRlpc' } }] }],
    ['has two methods of one id', { ...sound, verificationMethod: [method, method] }],
    ['has a method of another identity', { ...sound, verificationMethod: [{ ...method, id: 'did:web:other.example#key-1' }] }],
    ['has a method without a type', { ...sound, verificationMethod: [{ ...method, type: undefined }] }],
    ['has a method that is a text', { ...sound, verificationMethod: ['x'] }],
    ['has methods that are no list', { ...sound, verificationMethod: {} }],
    ['has a relationship that is no list', { ...sound, assertionMethod: kid }],
    ['has a relationship of numbers', { ...sound, assertionMethod: [1] }],
    ['has a service without an address', { ...sound, service: [{ id: '#s', type: 'A' }] }],
    ['has a thousand methods', { ...sound, verificationMethod: Array.from({ length: 1000 }, (_, place) => ({ ...method, id: `#${place}` })) }],
    ['has a member twice', `{"id":"${did}","id":"${did}"}`],
    ['is a list', [sound]],
    ['is no JSON', '<html>'],
    ['is nothing', ''],
  ])('a document that %s is none', async (_, document) => {
    publish(document)
    await expect(resolver.resolve(did)).rejects.toThrow(DidUnavailable)
  })

  it.each([
    ['as HTML', { mediaType: 'text/html' }],
    ['without a type', { mediaType: '' }],
    ['with a redirect', { status: 302 }],
    ['with an error', { status: 500 }],
    ['with no content', { status: 204 }],
  ])('a document that comes %s is none', async (_, changes) => {
    publish(sound, changes)
    await expect(resolver.resolve(did)).rejects.toThrow(DidUnavailable)
  })

  it('that is not there is none, and is asked for again after ten seconds', async () => {
    publish('', { status: 404 })
    expect(await resolver.resolve(did)).toBeNull()
    publish(sound)
    clock.advance(9)
    expect(resolver.resolve(did)).toBeNull()
    clock.advance(1)
    expect(await resolver.resolve(did)).not.toBeNull()
  })

  it('that was there and is gone is gone at once, when it is asked for', async () => {
    await resolver.resolve(did)
    publish('', { status: 410 })
    clock.advance(300)
    expect(await resolver.resolve(did)).toBeNull()
    fail()
    clock.advance(10)
    await expect(resolver.resolve(did)).rejects.toThrow(DidUnavailable)
  })

  it('is fetched once while it is fresh, without a promise, and once for all who ask at one time', async () => {
    await Promise.all(Array.from({ length: 10 }, async () => resolver.resolve(did)))
    clock.advance(299)
    expect(resolver.resolve(did)).not.toBeInstanceOf(Promise)
    expect(asked).toHaveLength(1)
  })

  it('is used for its limit while its server is away, with the age it has, and not a second longer', async () => {
    const known = await resolver.resolve(did)
    fail()
    clock.advance(3599)
    expect(await resolver.resolve(did)).toEqual(known)
    clock.advance(1)
    await expect(resolver.resolve(did)).rejects.toThrow(DidUnavailable)
  })

  it('a failure is remembered for ten seconds, so that nobody waits for it again', async () => {
    fail()
    await expect(resolver.resolve(did)).rejects.toThrow(DidUnavailable)
    publish(sound)
    clock.advance(9)
    await expect(resolver.resolve(did)).rejects.toThrow(DidUnavailable)
    expect(asked).toHaveLength(1)
    clock.advance(1)
    expect(await resolver.resolve(did)).not.toBeNull()
  })

  it('INV-22: a clock that was set back makes nothing younger', async () => {
    await resolver.resolve(did)
    fail()
    clock.advance(-1)
    await expect(resolver.resolve(did)).rejects.toThrow(DidUnavailable)
  })

  it('that is none is nobody’s question', () => {
    expect(resolver.resolve('did:web:127.0.0.1')).toBeNull()
    expect(asked).toEqual([])
  })
})
