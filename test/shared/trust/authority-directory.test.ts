import { describe, expect, it } from 'vitest'
import type { DidService } from '@counterfoil/shared/did/did-document'
import { noFormerKey, type DidResolver } from '@counterfoil/shared/did/did-resolver'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import { createAuthorityDirectory, listingType, type AuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import { erc1056Listing } from '@counterfoil/shared/trust/erc1056-listing'

const consortium = `did:ethr:0x7a69:0x${'c0'.repeat(20)}`
const didOf = (digit: string): string => `did:ethr:0x7a69:0x${digit.repeat(40)}`

const listing = (changes: JsonObject = {}): JsonObject => ({
  did: didOf('a'),
  letter: 'A',
  name: { en: 'Aldermoor', cy: 'Aldermoor' },
  issuer: 'https://issuer.example/aldermoor',
  verifier: 'https://verifier.example/aldermoor',
  ...changes,
})
const other = (changes: JsonObject = {}): JsonObject => listing({ did: didOf('b'), letter: 'B', issuer: 'https://issuer.example/brackenfield', ...changes })

const over = (resolver: DidResolver): AuthorityDirectory => createAuthorityDirectory({ listing: erc1056Listing({ consortium, resolver, clock: { now: () => epochSeconds(0) } }) })

function directoryOf(...listings: Json[]): AuthorityDirectory {
  const service = listings.map((serviceEndpoint, place): DidService => ({ id: `${consortium}#service-${place + 1}`, type: listingType, serviceEndpoint }))
  const document = { id: consortium, verificationMethod: [], authentication: [], assertionMethod: [], service: [{ id: `${consortium}#service-9`, type: 'HubService', serviceEndpoint: listing() }, ...service] }
  return over({ resolve: async (did) => (did === consortium ? { value: { document, metadata: {}, formerKey: noFormerKey }, observedAt: epochSeconds(0) } : null) })
}

describe('the directory of authorities', () => {
  it('finds an authority by its DID, its issuer and its letter', async () => {
    const directory = directoryOf(listing(), other())
    expect(await directory.byDid(didOf('a'))).toEqual(listing())
    expect(await directory.byIssuer('https://issuer.example/brackenfield')).toEqual(other())
    expect(await directory.byLetter('B')).toEqual(other())
    expect(await directory.all()).toHaveLength(2)
  })

  it('finds whose the issuer of a profile is, one part below the listed one', async () => {
    const below = other({ issuer: 'https://issuer.example/aldermoor/own' })
    const directory = directoryOf(listing(), below)
    expect(await directory.byIssuer('https://issuer.example/aldermoor/haip')).toEqual(listing())
    expect(await directory.byIssuer('https://issuer.example/aldermoor/own')).toEqual(below)
  })

  it('finds a DID in whatever case its address is written', async () => {
    expect(await directoryOf(listing()).byDid(didOf('A').replace('0x7A69', '0x7a69'))).toEqual(listing())
  })

  it.each<[string, (directory: AuthorityDirectory) => Promise<unknown>]>([
    ['a DID that is not listed', (directory) => directory.byDid(didOf('c'))],
    ['a DID of another network', (directory) => directory.byDid(didOf('a').replace('0x7a69', '0x1'))],
    ...['/', '/haip/', '/haip/more', '/HAIP', '/haip?x', '/..', '/%2e%2e', '//haip', '/haip#x'].map((more): [string, (directory: AuthorityDirectory) => Promise<unknown>] => [`an issuer with ${more} more`, (directory) => directory.byIssuer(`https://issuer.example/aldermoor${more}`)]),
    ['an issuer in another case', (directory) => directory.byIssuer('https://issuer.example/Aldermoor')],
    ['an issuer that begins the same', (directory) => directory.byIssuer('https://issuer.example/alder')],
    ['a letter in another case', (directory) => directory.byLetter('a')],
    ['no letter', (directory) => directory.byLetter('')],
  ])('finds nothing for %s', async (_what, find) => {
    expect(await find(directoryOf(listing(), other()))).toBeNull()
  })

  it('is empty when the consortium has no document, or none of its services is a listing', async () => {
    expect(await over({ resolve: () => null }).all()).toEqual([])
    expect(await directoryOf().all()).toEqual([])
  })

  it('knows an authority as it was listed last: it may have moved', async () => {
    const moved = listing({ issuer: 'https://new.example/aldermoor' })
    const directory = directoryOf(listing(), other(), moved)
    expect(await directory.byDid(didOf('a'))).toEqual(moved)
    expect(await directory.byIssuer('https://issuer.example/aldermoor')).toBeNull()
    expect(await directory.all()).toHaveLength(2)
  })

  it('gives what two authorities claim to neither of them', async () => {
    const directory = directoryOf(listing(), other({ letter: 'A', issuer: 'https://issuer.example/aldermoor' }))
    expect(await directory.byLetter('A')).toBeNull()
    expect(await directory.byIssuer('https://issuer.example/aldermoor')).toBeNull()
    expect(await directory.byDid(didOf('a'))).toEqual(listing())
  })

  it.each<[string, Json]>([
    ['text', 'https://issuer.example'],
    ['null', null],
    ['a list', [listing()]],
    ['no DID', listing({ did: null })],
    ['a DID of another method', listing({ did: 'did:web:aldermoor.example' })],
    ['a DID with a fragment', listing({ did: `${didOf('a')}#delegate-1` })],
    ['no letter', listing({ letter: '' })],
    ['two letters', listing({ letter: 'AB' })],
    ['a small letter', listing({ letter: 'a' })],
    ['a figure for a letter', listing({ letter: '1' })],
    ['no Welsh name', listing({ name: { en: 'Aldermoor' } })],
    ['a blank name', listing({ name: { en: ' ', cy: 'Aldermoor' } })],
    ['a name that reads backwards', listing({ name: { en: 'Alder\u202emoor', cy: 'Aldermoor' } })],
    ['a name of two lines', listing({ name: { en: 'Aldermoor\nApproved', cy: 'Aldermoor' } })],
    ['a name of 201 characters', listing({ name: { en: 'x'.repeat(201), cy: 'Aldermoor' } })],
    ['an address that is none', listing({ issuer: 'issuer.example' })],
    ['an address of a script', listing({ verifier: 'javascript:alert(1)' })],
    ['an address with a password', listing({ issuer: 'https://a:b@issuer.example' })],
    ['an address with a fragment', listing({ issuer: 'https://issuer.example/#x' })],
  ])('passes a listing over that is or has %s', async (_what, wrong) => {
    expect(await directoryOf(wrong, other()).all()).toEqual([other()])
  })
})
