import { beforeEach, describe, expect, it } from 'vitest'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import type { Json } from '@counterfoil/shared/kernel/json'
import { signedListTrust, type SignedListTrustOptions } from '@counterfoil/shared/signed-list/signed-list-trust'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import type { Trust } from '@counterfoil/shared/trust/trust'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import { ListWriter, councilDid, listing, makeListKey, verifyOnNode } from '../../support/signed-list.ts'

const start = 1_800_000_000
const did = councilDid('aldermoor')
const kid = `${did}#credential`
const vct = 'https://types.example/residency/1'
const asked = { kind: 'issue', scope: vct, did } as const
const key = makeListKey()
const dateOf = (instant: number): string => new Date(instant * 1000).toISOString()

let clock: ReturnType<typeof fixedClock>
let writer: ListWriter
let documents: Map<string, string>
let fetched: string[]
let isUp: boolean

const method = (changes: object = {}) => ({ id: kid, type: 'JsonWebKey', controller: did, publicKeyJwk: key.jwk, ...changes })
const document = (...methods: object[]): string => JSON.stringify({ id: did, verificationMethod: methods, assertionMethod: [kid] })

const options = (changes: Partial<SignedListTrustOptions> = {}): SignedListTrustOptions => ({
  list: writer.list('https://list.example/trust'),
  verify: verifyOnNode,
  clock,
  freshFor: seconds(10),
  keyStaleFor: seconds(3600),
  accreditationStaleFor: seconds(1800),
  fetchText: async (url) => {
    if (!isUp) throw new Error('away')
    return { status: 200, text: url.endsWith('head.jwt') ? writer.head({ iat: clock.now() }) : writer.text }
  },
  fetchDocument: async (url) => {
    fetched.push(url)
    if (!isUp) throw new Error('away')
    const text = documents.get(url)
    return text === undefined ? { status: 404, mediaType: 'text/html', text: '' } : { status: 200, mediaType: 'application/did+json', text }
  },
  ...changes,
})
const trustOf = (changes: Partial<SignedListTrustOptions> = {}): Trust => signedListTrust(options(changes))

beforeEach(() => {
  clock = fixedClock(start)
  writer = new ListWriter(start).append([listing(did), { kind: 'accredit', to: 'issue', type: vct, did, until: start + 1000 }])
  documents = new Map([['https://list.example/aldermoor/did.json', document(method())]])
  fetched = []
  isUp = true
})

describe('trust by a signed list', () => {
  it('finds an authority, its key and its accreditation, each with its age, and the same answer while nothing changes', async () => {
    const trust = trustOf()
    const found = await trust.resolve(did)
    expect(findVerificationKey(found?.value.document ?? neverResolved(), kid, 'assertionMethod')).toEqual(key.jwk)
    expect(await createAuthorityDirectory(trust).byLetter('A')).toMatchObject({ did })
    expect(trust.accreditation(asked)).toEqual({ value: true, observedAt: start, block: 2 })
    expect(trust.resolve(did)).toBe(found)
    expect(trust.listing()).toBe(await trust.listing())
    clock.advance(11)
    const later = await trust.resolve(did)
    expect(later).toMatchObject({ observedAt: start + 11 })
    expect(later?.value).toBe(found?.value)
  })

  it('answers several questions together, in their order', async () => {
    expect((await trustOf().accreditations([asked, { ...asked, kind: 'request' }, { ...asked, scope: vct.toUpperCase() }, { ...asked, did: councilDid('dunmere') }])).map(({ value }) => value)).toEqual([true, false, false, false])
  })

  it('tells until when, also of one that has ended, and nothing of one that isn’t there or was withdrawn', async () => {
    const trust = signedListTrust(options())
    const ends = async () => (await trust.accreditedUntil([asked, { ...asked, kind: 'request' }])).map(({ value }) => value)
    expect(await ends()).toEqual([start + 1000, null])
    clock.advance(1001)
    expect(await ends()).toEqual([start + 1000, null])
    writer.append([{ kind: 'withdraw', to: 'issue', type: vct, did }])
    clock.advance(11)
    expect(await ends()).toEqual([null, null])
    isUp = false
    clock.advance(1801)
    await expect(ends()).rejects.toThrow(TrustUnavailable)
  })

  it('ends an accreditation at its end, and when it is withdrawn', async () => {
    const trust = trustOf()
    expect(await trust.accreditation(asked)).toMatchObject({ value: true })
    clock.advance(1000)
    expect(await trust.accreditation(asked)).toMatchObject({ value: false })
    writer.append([{ kind: 'accredit', to: 'issue', type: vct, did, until: start + 9000 }])
    clock.advance(11)
    expect(await trust.accreditation(asked)).toMatchObject({ value: true })
    writer.append([{ kind: 'withdraw', to: 'issue', type: vct, did }])
    clock.advance(11)
    expect(await trust.accreditation(asked)).toMatchObject({ value: false })
  })

  it('lists an authority as it was listed last, and no more when it is taken off', async () => {
    const trust = trustOf()
    writer.append([listing(did, 'Z')])
    expect((await trust.listing()).value).toMatchObject([{ letter: 'Z' }])
    writer.append([{ kind: 'unlist', did }])
    clock.advance(11)
    expect((await trust.listing()).value).toEqual([])
  })

  it.each([
    ['removed on the list, though its document has it', () => writer.append([{ kind: 'remove-key', did, kid }]), { fate: 'revoked', entry: 2 }],
    ['removed on the list, and gone from its document', () => [documents.clear(), documents.set('https://list.example/aldermoor/did.json', document(method({ id: `${did}#other` }))), writer.append([{ kind: 'remove-key', did, kid }])], { fate: 'revoked', entry: 2 }],
    ['revoked in its document', () => documents.set('https://list.example/aldermoor/did.json', document(method({ revoked: dateOf(start - 5) }))), { fate: 'revoked', at: start - 5 }],
    ['past its end', () => documents.set('https://list.example/aldermoor/did.json', document(method({ expires: dateOf(start) }))), { fate: 'expired', at: start }],
    ['gone, and never there for all one knows', () => documents.set('https://list.example/aldermoor/did.json', document()), null],
  ])('tells a key apart that is %s', async (_what, change, fate) => {
    change()
    const found = await trustOf().resolve(did)
    expect(found?.value.formerKey(kid)).toEqual(fate)
    expect(findVerificationKey(found?.value.document ?? neverResolved(), kid, 'assertionMethod')).toBeNull()
  })

  it('ends a key on time, while everything is fresh', async () => {
    documents.set('https://list.example/aldermoor/did.json', document(method({ expires: dateOf(start + 5) })))
    const trust = trustOf()
    expect((await trust.resolve(did))?.value.formerKey(kid)).toBeNull()
    clock.advance(5)
    expect((await trust.resolve(did))?.value.formerKey(kid)).toEqual({ fate: 'expired', at: start + 5 })
  })

  it('knows an identity as given up, whatever its document says', async () => {
    writer.append([{ kind: 'give-up', did }], { by: writer.three.slice(0, 1) })
    expect((await trustOf().resolve(did))?.value).toMatchObject({ metadata: { deactivated: true }, document: { assertionMethod: [] } })
    expect(fetched).toEqual([])
  })

  it('looks nothing up for an identity that the list never named, nor of another method', async () => {
    const trust = trustOf()
    for (const stranger of ['did:web:stranger.example', 'did:key:z6Mk', `did:ethr:0x1:0x${'a'.repeat(40)}`, did.toUpperCase()]) expect(await trust.resolve(stranger)).toBeNull()
    expect(fetched).toEqual([])
  })

  it('goes on while everything is away, each kind within its own limit, and after a restart', async () => {
    const facts = new Map<string, Json>()
    const note = (name: string, tell: () => Json): void => void facts.set(name, structuredClone(tell()))
    const kept = { read: (name: string) => facts.get(name), keep: note, confirm: note }
    writer.append([{ kind: 'accredit', to: 'issue', type: vct, did, until: start + 90_000 }])
    await trustOf({ kept }).resolve(did)
    isUp = false
    clock.advance(1799)
    const trust = trustOf({ kept })
    expect(await trust.accreditation(asked)).toEqual({ value: true, observedAt: start, block: 3 })
    clock.advance(1)
    await expect(trust.accreditation(asked)).rejects.toThrow(TrustUnavailable)
    expect(await trust.resolve(did)).toMatchObject({ observedAt: start })
    clock.advance(1800)
    await expect(trust.resolve(did)).rejects.toThrow(TrustUnavailable)
  })

  it('is as old as the older of the list and the document', async () => {
    const trust = trustOf()
    await trust.resolve(did)
    isUp = false
    clock.advance(600)
    expect(await trust.resolve(did)).toMatchObject({ observedAt: start })
  })

  it.each([
    ['rubbish', '{'],
    ['another identity', document().replace(did, councilDid('dunmere'))],
    ['a date that is none', document(method({ expires: 'soon' }))],
  ])('cannot tell a key of a document that is %s', async (_what, text) => {
    documents.set('https://list.example/aldermoor/did.json', text)
    await expect(trustOf().resolve(did)).rejects.toThrow(TrustUnavailable)
  })
})

const neverResolved = (): never => {
  throw new Error('not resolved')
}
