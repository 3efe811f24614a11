import { beforeEach, describe, expect, it } from 'vitest'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import type { Json } from '@counterfoil/shared/kernel/json'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { ListDoubtful, ListUnavailable } from '@counterfoil/shared/signed-list/list-doubtful'
import { createListReader, type ListReader, type ListReaderOptions } from '@counterfoil/shared/signed-list/list-reader'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import { ListWriter, councilDid, listing, makeListKey, verifyOnNode, type WrittenEntry } from '../../support/signed-list.ts'

const start = 1_800_000_000
const did = councilDid('aldermoor')
const vct = 'https://types.example/residency/1'
const url = 'https://list.example/trust'
const hour = seconds(3600)
const accredit = (changes: object = {}): ListChange => ({ kind: 'accredit', to: 'issue', type: vct, did, until: start + 86_400, ...changes })

let clock: ReturnType<typeof fixedClock>
let writer: ListWriter
let served: { head: string; entries: string; mode: 'well' | 'down' | 'missing'; headsAsked: number; entriesAsked: number }
let facts: Map<string, Json>
const kept: KeptFacts = { read: (name) => facts.get(name), keep: (name, tell) => void facts.set(name, structuredClone(tell())), confirm: (name, tell) => void facts.set(name, structuredClone(tell())) }

const publish = (from: ListWriter = writer, changes: Parameters<ListWriter['head']>[0] = {}): void => {
  served.head = from.head({ iat: clock.now(), ...changes })
  served.entries = from.text
}

const fetchText: ListReaderOptions['fetchText'] = async (address) => {
  if (served.mode === 'down') throw new Error('unreachable')
  const isHead = address === `${url}/head.jwt`
  served[isHead ? 'headsAsked' : 'entriesAsked'] += 1
  return served.mode === 'missing' ? { status: 404, text: 'no' } : { status: 200, text: isHead ? served.head : served.entries }
}

const readerOf = (changes: Partial<ListReaderOptions> = {}): ListReader =>
  createListReader({ url, network: writer.network, founding: writer.founding, fetchText, verify: verifyOnNode, clock, freshFor: seconds(10), ...changes })

beforeEach(() => {
  clock = fixedClock(start)
  writer = new ListWriter(start).append([listing(did), accredit()])
  served = { head: '', entries: '', mode: 'well', headsAsked: 0, entriesAsked: 0 }
  facts = new Map()
  publish()
})

describe('a signed list', () => {
  it('is read in two round trips, then for nothing while it is fresh, then for one while nothing is new', async () => {
    const reader = readerOf()
    const list = await reader.read(hour)
    expect([...list.state.listed.keys()]).toEqual([did])
    expect([list.length, list.observedAt, served.headsAsked, served.entriesAsked]).toEqual([2, start, 1, 1])
    expect(reader.read(hour)).toBe(list)
    clock.advance(11)
    publish()
    expect(await reader.read(hour)).toMatchObject({ length: 2, observedAt: start + 11 })
    expect([served.headsAsked, served.entriesAsked]).toEqual([2, 1])
  })

  it('is asked for once by any number who want to know', async () => {
    const reader = readerOf()
    await Promise.all([reader.read(hour), reader.read(hour), reader.read(hour)])
    expect(served.headsAsked).toBe(1)
  })

  it('goes on where it was, whatever was put in the place of what is known', async () => {
    const reader = readerOf()
    await reader.read(hour)
    clock.advance(11)
    writer.append([{ kind: 'withdraw', to: 'issue', type: vct, did }])
    publish()
    expect([...(await reader.read(hour)).state.accredited]).toEqual([])
  })

  it('tells its age by its head: one that is held back grows old', async () => {
    const reader = readerOf()
    await reader.read(hour)
    clock.advance(3599)
    expect((await reader.read(hour)).observedAt).toBe(start)
    clock.advance(1)
    await expect(reader.read(hour)).rejects.toThrow('too old')
  })

  it('stands while it is away, within the limit, and is left alone for a moment', async () => {
    const reader = readerOf()
    await reader.read(hour)
    served.mode = 'down'
    clock.advance(600)
    expect(await reader.read(hour)).toMatchObject({ observedAt: start })
    served.mode = 'well'
    await reader.read(hour)
    expect(served.headsAsked).toBe(1)
    clock.advance(6)
    publish()
    expect(await reader.read(hour)).toMatchObject({ observedAt: start + 606 })
    served.mode = 'missing'
    clock.advance(3601)
    await expect(reader.read(hour)).rejects.toThrow(ListUnavailable)
  })

  it('is known again after a restart, and its age stays what it was', async () => {
    await readerOf({ kept }).read(hour)
    served.mode = 'down'
    clock.advance(600)
    expect(await readerOf({ kept }).read(hour)).toMatchObject({ length: 2, observedAt: start })
    clock.advance(3001)
    await expect(readerOf({ kept }).read(hour)).rejects.toThrow(ListUnavailable)
  })

  it('is judged again when it was kept: what was altered is no list', async () => {
    await readerOf({ kept }).read(hour)
    const [[name, told] = ['', null]] = [...facts]
    facts.set(name, { ...(told as object), entries: new ListWriter(start).entries })
    served.mode = 'down'
    await expect(readerOf({ kept }).read(hour)).rejects.toThrow(ListUnavailable)
  })

  it('changes hands: who governs no more signs no more, who publishes no more tells no head', async () => {
    const next = makeListKey()
    writer.append([writer.govern({ without: 0, publisher: next })])
    publish(writer, { by: next })
    expect((await readerOf().read(hour)).state.government?.governors).toHaveLength(4)
    publish(writer)
    await expect(readerOf().read(hour)).rejects.toThrow('signed by another')
    writer.append([accredit({ to: 'request' })])
    publish(writer, { by: next })
    await expect(readerOf().read(hour)).rejects.toThrow('lacks the signatures')
  })
})

describe('the key that signs for an identity', () => {
  const next = makeListKey()
  const handedOver = (list: ListWriter): ListWriter => list.append([{ kind: 'control', did, jwk: next.jwk }], { by: list.three.slice(0, 1) })
  const removal: ListChange = { kind: 'remove-key', did, kid: `${did}#1` }

  it('names its successor alone, which then signs alone and governs in its place', async () => {
    handedOver(writer).append([removal], { by: [next] })
    writer.append([accredit({ to: 'request' })], { by: [next, ...writer.three.slice(1)] })
    publish()
    const { state } = await readerOf().read(hour)
    expect([...state.removedKeys.keys()]).toEqual([`${did}#1`])
    expect(state.accredited.size).toBe(2)
  })

  it.each<[string, readonly ListChange[], (list: ListWriter) => readonly ReturnType<typeof makeListKey>[], string]>([
    ['signs alone no more', [removal], (list) => list.three.slice(0, 1), 'lacks the signatures'],
    ['decides no more with others', [accredit()], (list) => list.three, 'lacks the signatures'],
    ['takes the identity back by no signature of its own', [{ kind: 'control', did, jwk: makeListKey().jwk }], (list) => list.three.slice(0, 1), 'lacks the signatures'],
  ])('once replaced, %s', async (_, changes, by, why) => {
    handedOver(writer)
    writer.append(changes, { by: by(writer) })
    publish()
    await expect(readerOf().read(hour)).rejects.toThrow(why)
  })

  it.each<[string, (list: ListWriter) => ListChange]>([
    ['a key that was replaced', (list) => ({ kind: 'control', did, jwk: list.governors[0]?.jwk ?? next.jwk })],
    ['a key of another identity', (list) => ({ kind: 'control', did, jwk: list.governors[1]?.jwk ?? next.jwk })],
    ["the publisher's key", (list) => ({ kind: 'control', did, jwk: list.publisher.jwk })],
    ['its own key, to anchor with', () => ({ kind: 'anchor-key', did, jwk: next.jwk })],
    ['a replaced key, in a seat', (list) => list.govern()],
  ])('is never %s', async (_, change) => {
    handedOver(writer).append([change(writer)], { by: [next, ...writer.governors.slice(1, 4)] })
    publish()
    await expect(readerOf().read(hour)).rejects.toThrow('gives a key a second use')
  })
})

type Row = readonly [what: string, changes: readonly ListChange[], how: (list: ListWriter) => WrittenEntry, why: string]
const alter = (text: string, change: (jws: { payload: string; signatures: { protected: string; signature: string }[] }) => void): string => {
  const jws = JSON.parse(text) as Parameters<typeof change>[0]
  change(jws)
  return JSON.stringify(jws)
}
const header = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url')

const badEntries: readonly Row[] = [
  ['two signatures', [accredit()], (list) => ({ by: list.three.slice(1) }), 'lacks the signatures'],
  ['no signature', [accredit()], () => ({ by: [] }), 'lacks the signatures'],
  ['three signatures of one', [accredit()], ({ three: [one] }) => ({ by: one === undefined ? [] : [one, one, one] }), 'lacks the signatures'],
  ['two signatures and one of a stranger', [accredit()], (list) => ({ by: [...list.three.slice(1), makeListKey()] }), 'lacks the signatures'],
  ['two signatures and one of the publisher', [accredit()], (list) => ({ by: [...list.three.slice(1), list.publisher] }), 'lacks the signatures'],
  ['a signature of something else', [accredit()], () => ({ text: (text) => alter(text, ({ signatures }) => void (signatures[0] = { ...(signatures[0] ?? { protected: '' }), signature: signatures[1]?.signature ?? '' })) }), 'lacks the signatures'],
  ['a payload that was altered', [accredit()], () => ({ text: (text) => alter(text, (jws) => void (jws.payload = Buffer.from(Buffer.from(jws.payload, 'base64url').toString().replace('issue', 'request')).toString('base64url'))) }), 'lacks the signatures'],
  ['a header that is not understood', [accredit()], () => ({ text: (text) => alter(text, ({ signatures }) => void (signatures[0] = { protected: header({ alg: 'ES256', typ: 'trust-list-entry+json', kid: 'x', crit: ['b64'] }), signature: 'x' })) }), 'makes no sense'],
  ['no algorithm', [accredit()], () => ({ text: (text) => alter(text, ({ signatures }) => void (signatures[0] = { protected: header({ alg: 'none', typ: 'trust-list-entry+json', kid: 'x' }), signature: '' })) }), 'makes no sense'],
  ['one owner\'s signature on what is not its own', [{ kind: 'remove-key', did: councilDid('brackenfield'), kid: `${councilDid('brackenfield')}#1` }], (list) => ({ by: list.three.slice(0, 1) }), 'lacks the signatures'],
  ['one owner\'s signature on its own key and something more', [{ kind: 'remove-key', did, kid: `${did}#1` }, accredit()], (list) => ({ by: list.three.slice(0, 1) }), 'lacks the signatures'],
  ['a gap', [accredit()], () => ({ entry: { number: 3 } }), 'has the number of another'],
  ['another order', [accredit()], () => ({ entry: { number: 1 } }), 'has the number of another'],
  ['another past', [accredit()], () => ({ entry: { previous: 'x' } }), 'does not follow'],
  ['another network', [accredit()], () => ({ entry: { network: 'did:web:other.example' } }), 'another network'],
  ['a time to come', [accredit()], () => ({ entry: { iat: start + 100 } }), 'of the future'],
  ['an end beyond ten years', [accredit({ until: start + 11 * 366 * 86_400 })], () => ({}), 'for too long'],
  ['a change that nobody knows', [{ kind: 'adopt', did } as unknown as ListChange], () => ({}), 'makes no sense'],
  ['an authority without a letter', [{ ...listing(did), authority: { did } } as unknown as ListChange], () => ({}), 'makes no sense'],
  ['an identity of the ledger', [accredit({ did: `did:ethr:0x1:0x${'a'.repeat(40)}` })], () => ({}), 'makes no sense'],
  ['a key of another identity', [{ kind: 'remove-key', did, kid: `${councilDid('brackenfield')}#1` }], () => ({}), 'makes no sense'],
  ['nothing to do', [], () => ({}), 'makes no sense'],
  ['rubbish', [accredit()], () => ({ text: () => '\u0000{' }), 'makes no sense'],
  ['a member twice', [accredit()], () => ({ text: (text) => text.replace('{', '{"payload":"",') }), 'makes no sense'],
  ['half of it', [accredit()], () => ({ text: (text) => text.slice(0, -40) }), 'makes no sense'],
  ['no end', [accredit()], () => ({ text: (text) => text + ' '.repeat(300_000) }), 'makes no sense'],
]

const badGovernments: readonly [string, (list: ListWriter) => object][] = [
  ['half of the governors', () => ({ threshold: 2 })],
  ['more than there are', () => ({ threshold: 6 })],
  ['none', () => ({ threshold: 0 })],
  ['nobody', () => ({ governors: [] })],
  ['one of them twice', ({ governors: [one, two, three] }) => ({ governors: [one, two, three, one].map((governor) => ({ did: governor?.did, jwk: governor?.jwk })) })],
  ['one key twice', ({ governors: [one, two, three] }) => ({ threshold: 2, governors: [one, two, { did: three?.did, jwk: one?.jwk }].map((governor) => ({ did: governor?.did, jwk: governor?.jwk })) })],
  ['the publisher among them', ({ publisher, governors: [one, two] }) => ({ threshold: 2, governors: [one, two].map((governor) => ({ did: governor?.did, jwk: governor?.jwk })).concat({ did, jwk: publisher.jwk }) })],
  ['a private key', ({ publisher }) => ({ publisher: { ...publisher.jwk, d: 'AAAA' } })],
]

describe('a list with an entry that is not as it must be', () => {
  it.each(badEntries)('%s: cannot be told, and nothing before it neither', async (_what, changes, how, why) => {
    const reader = readerOf()
    await reader.read(hour)
    clock.advance(11)
    writer.append(changes, how(writer))
    publish()
    await expect(reader.read(hour)).rejects.toThrow(ListDoubtful)
    await expect(readerOf().read(hour)).rejects.toThrow(why)
  })

  it.each(badGovernments)('a government of %s makes no sense', async (_what, changes) => {
    writer.append([{ ...writer.govern(), ...changes(writer) }])
    publish()
    await expect(readerOf().read(hour)).rejects.toThrow('makes no sense')
  })

  it('a signature of one who left does not count, also one made before', async () => {
    const stale = writer.fork().append([accredit({ to: 'request' })])
    writer.append([writer.govern({ without: 0 })], { by: writer.governors.slice(1, 4) })
    const signedBefore = JSON.parse(stale.entries.at(-1) ?? '') as { payload: string; signatures: unknown[] }
    writer.append([accredit({ to: 'request' })], { text: (text) => JSON.stringify({ ...(JSON.parse(text) as object), signatures: (JSON.parse(text) as typeof signedBefore).signatures }) })
    publish()
    await expect(readerOf().read(hour)).rejects.toThrow('entry 3 lacks the signatures')
  })

  it('an authority ends its own key, and gives itself up, alone', async () => {
    writer.append([{ kind: 'remove-key', did, kid: `${did}#1` }], { by: writer.three.slice(0, 1) }).append([{ kind: 'give-up', did }], { by: writer.three.slice(0, 1) })
    publish()
    const { state } = await readerOf().read(hour)
    expect([[...state.removedKeys], [...state.givenUp]]).toEqual([[[`${did}#1`, 2]], [did]])
  })

  it('another founding is another network', async () => {
    const other = new ListWriter(start)
    publish(other)
    await expect(readerOf().read(hour)).rejects.toThrow('is not the founding of this network')
  })
})

const badHeads: readonly [string, () => void, string][] = [
  ['is shorter than it was', () => publish(writer, { length: 1 }), 'shorter than it was'],
  ['has another end', () => publish(writer, { last: 'x' }), 'ends otherwise'],
  ['is of another network', () => publish(writer, { network: 'did:web:other.example' }), 'another network'],
  ['is of the future', () => publish(writer, { iat: clock.now() + 61 }), 'of the future'],
  ['is signed by a governor', () => publish(writer, { by: writer.three[0] ?? makeListKey() }), 'signed by another'],
  ['is rubbish', () => void (served.head = '<html>'), 'makes no sense'],
  ['is a number', () => void (served.head = '7'), 'makes no sense'],
  ['has four parts', () => void (served.head += '.x'), 'makes no sense'],
  ['tells a length beyond all', () => publish(writer, { length: 5001 }), 'makes no sense'],
  ['says that it is signed by nothing', () => void (served.head = `${header({ alg: 'none', typ: 'trust-list-head+jwt' })}.${served.head.split('.')[1] ?? ''}.x`), 'makes no sense'],
]

describe('a list whose head', () => {
  it.each(badHeads)('%s: cannot be told', async (_what, spoil, why) => {
    const reader = readerOf()
    await reader.read(hour)
    clock.advance(11)
    spoil()
    await expect(reader.read(hour)).rejects.toThrow(why)
    await expect(reader.read(hour)).rejects.toThrow(ListDoubtful)
    publish()
    expect(await reader.read(hour)).toMatchObject({ length: 2 })
  })

  it('belongs to a fork of what is known: cannot be told, also after a restart', async () => {
    const fork = writer.fork().append([accredit({ to: 'request' })])
    writer.append([{ kind: 'withdraw', to: 'issue', type: vct, did }])
    publish()
    const reader = readerOf({ kept })
    await reader.read(hour)
    for (const longer of [false, true]) {
      clock.advance(11)
      if (longer) fork.append([accredit()])
      publish(fork)
      await expect(reader.read(hour)).rejects.toThrow(ListDoubtful)
      await expect(readerOf({ kept }).read(hour)).rejects.toThrow(ListDoubtful)
    }
  })

  it('belongs to a list that was cut back: cannot be told, also after a restart', async () => {
    const before = writer.fork()
    writer.append([{ kind: 'withdraw', to: 'issue', type: vct, did }])
    publish()
    await readerOf({ kept }).read(hour)
    clock.advance(11)
    publish(before)
    await expect(readerOf({ kept }).read(hour)).rejects.toThrow('shorter than it was')
  })

  it('is an earlier one of the same list: makes nothing younger and nothing older', async () => {
    clock.advance(100)
    publish()
    const reader = readerOf()
    await reader.read(hour)
    clock.advance(11)
    publish(writer, { iat: start })
    expect(await reader.read(hour)).toMatchObject({ observedAt: start + 100 })
  })

  it('is of the time that is, though a clock that was ahead saw a later one', async () => {
    const reader = readerOf()
    clock.advance(1200)
    publish()
    await reader.read(hour)
    clock.advance(-1200)
    publish()
    expect(await reader.read(hour)).toMatchObject({ observedAt: start })
  })

  it('is ahead of its entries: is only not there yet', async () => {
    const reader = readerOf()
    await reader.read(hour)
    clock.advance(11)
    const entries = served.entries
    writer.append([accredit()])
    publish()
    served.entries = entries
    expect(await reader.read(hour)).toMatchObject({ length: 2, observedAt: start })
    clock.advance(6)
    publish()
    expect(await reader.read(hour)).toMatchObject({ length: 3 })
  })
})
