import { open } from '@counterfoil/issuer/domain/profile'
import { inflateSync } from 'node:zlib'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { deflatedBlocks } from '@counterfoil/issuer/adapters/deflated-blocks'
import { listForms } from '@counterfoil/issuer/adapters/list-forms/list-forms'
import type { DeflatedBytes, Es256Signer, StandingList } from '@counterfoil/issuer/ports'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { statusPublisher } from '@counterfoil/issuer/use-cases/publish-status-list'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { readStatus, statusValue } from '@counterfoil/shared/status-list/status-bits'
import { describe, expect, it } from 'vitest'

const key = { kid: 'did:example:1#2', x5c: [] }
const authority: Authority = { id: 'aldermoor', letter: 'A', name: { en: 'A', cy: 'A' }, did: 'did:example:1', serviceUrl: 'http://localhost', identifier: 'http://localhost/aldermoor', profile: open }

/** A publisher whose key signs elsewhere, when the test says so. */
function withDistantKey() {
  let signing: Pick<Es256Signer<'status'>, 'kid' | 'x5c'> = key
  const waiting: { readonly sign: () => void; readonly fail: () => void }[] = []
  const publisher = statusPublisher({
    clock: fixedClock(1_764_000_000),
    lists: { open: async () => {}, standing: async () => ({ size: 64, entries: [] }), standingAsOf: async () => null },
    countBuilt: () => 0,
    signerOf: () => ({ ...signing, role: 'status', sign: () => new Promise<string>((resolve, reject) => void waiting.push({ sign: () => resolve('signature'), fail: () => reject(new Error('away')) })) }),
    deflated: deflatedBlocks,
    forms: listForms,
    fingerprint: sha256Base64Url,
    every: seconds(0),
  })
  const asked = (count: number) => expect.poll(() => waiting.length).toBe(count)
  const use = (other: typeof signing): void => void (signing = other)
  return { publisher, use, waiting, asked, publish: () => publisher.publish(authority, 1, 'jwt'), revoke: (index: number) => publisher.apply({ statusIssuer: authority.id, statusList: 1, index, status: statusValue.revoked }) }
}

const headerOf = (token: string | Uint8Array | undefined): unknown => JSON.parse(Buffer.from(String(token).split('.')[0] ?? '', 'base64url').toString())

function statusIn(token: string | Uint8Array | undefined, index: number): number | null {
  const payload = JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as { status_list: { lst: string } }
  return readStatus({ bits: 2, bytes: new Uint8Array(inflateSync(Buffer.from(payload.status_list.lst, 'base64url'))) }, index)
}

describe('a status list that is signed elsewhere', () => {
  it('is signed once for readers who come together', async () => {
    const { publish, waiting, asked } = withDistantKey()
    const readers = [publish(), publish(), publish()]
    await asked(1)
    waiting[0]?.sign()
    expect(new Set((await Promise.all(readers)).map((list) => list?.content)).size).toBe(1)
    await publish()
    expect(waiting).toHaveLength(1)
  })

  it('holds a revocation that was committed while it was signed, for the next reader', async () => {
    const { publish, revoke, waiting, asked } = withDistantKey()
    const before = publish()
    await asked(1)
    await revoke(7)
    const after = publish()
    await asked(2)
    waiting[1]?.sign()
    expect(statusIn((await after)?.content, 7)).toBe(statusValue.revoked)
    // The older one comes back last, and must not take the newer one's place.
    waiting[0]?.sign()
    expect(statusIn((await before)?.content, 7)).toBe(statusValue.valid)
    expect(statusIn((await publish())?.content, 7)).toBe(statusValue.revoked)
    expect(waiting).toHaveLength(2)
  })

  it('is signed anew when another key signs than before', async () => {
    const { publish, waiting, asked, use } = withDistantKey()
    const before = publish()
    await asked(1)
    waiting[0]?.sign()
    expect(headerOf((await before)?.content)).toMatchObject(key)
    const next = { kid: 'did:example:1#4', x5c: ['certificate of 4'] }
    use(next)
    const after = publish()
    await asked(2)
    waiting[1]?.sign()
    expect(headerOf((await after)?.content)).toMatchObject(next)
    await publish()
    expect(waiting).toHaveLength(2)
  })

  it('is signed anew for the next reader when the key could not be reached', async () => {
    const { publish, waiting, asked } = withDistantKey()
    const refused = publish()
    await asked(1)
    waiting[0]?.fail()
    await expect(refused).rejects.toThrow('away')
    const again = publish()
    await asked(2)
    waiting[1]?.sign()
    expect((await again)?.content).toMatch(/\.signature$/)
  })
})

/** A publisher with a clock that ticks each minute, and a key at hand; it counts how often a list is put together, and signed. */
function withClock(every = seconds(60), size = 1024, standing: Readonly<Record<'before' | 'now', StandingList['entries']>> = { before: [], now: [] }) {
  const clock = fixedClock(1_764_000_000)
  let signatures = 0
  let encodings = 0
  const counted = (bytes: Uint8Array): DeflatedBytes => {
    const deflated = deflatedBlocks(bytes)
    return { changed: (position) => deflated.changed(position), bytes: () => ((encodings += 1), deflated.bytes()) }
  }
  const publisher = statusPublisher({
    clock,
    lists: { open: async () => {}, standing: async () => ({ size, entries: standing.now }), standingAsOf: async () => ({ size, entries: standing.before }) },
    countBuilt: () => 0,
    signerOf: () => ({ ...key, role: 'status', sign: () => `signature${(signatures += 1)}` }),
    deflated: counted,
    forms: listForms,
    fingerprint: sha256Base64Url,
    every,
  })
  const read = async (list = 1) => {
    const found = await publisher.publish(authority, list, 'jwt')
    const { iat } = JSON.parse(Buffer.from(String(found?.content).split('.')[1] ?? '', 'base64url').toString()) as { iat: number }
    return { content: String(found?.content), etag: found?.etag, iat }
  }
  const revoke = (index: number, list = 1) => publisher.apply({ statusIssuer: authority.id, statusList: list, index, status: statusValue.revoked })
  const revokeAll = (indices: readonly number[]) => publisher.apply(...indices.map((index) => ({ statusIssuer: authority.id, statusList: 1, index, status: statusValue.revoked })))
  return { clock, read, revoke, revokeAll, signatures: () => signatures, encodings: () => encodings }
}

describe('a status list that is published by a clock', () => {
  it('is the same until the next tick, whatever changes, and has the time of the tick', async () => {
    const { clock, read, revoke } = withClock()
    clock.advance(7)
    const before = await read()
    expect(before.iat).toBe(1_764_000_000)
    await revoke(3)
    clock.advance(52)
    expect(await read()).toEqual(before)
    clock.advance(1)
    const after = await read()
    expect(after.iat).toBe(1_764_000_060)
    expect(statusIn(after.content, 3)).toBe(statusValue.revoked)
  })

  it('is signed anew at each tick, whether or not anything changed, and once', async () => {
    const { clock, read, revoke, signatures } = withClock()
    const etags = new Set<string | undefined>()
    for (let tick = 0; tick < 5; tick += 1) {
      for (const second of [0, 20, 20]) {
        clock.advance(second)
        etags.add((await read()).etag)
      }
      if (tick === 2) await revoke(9)
      clock.advance(20)
    }
    expect(etags.size).toBe(5)
    expect(signatures()).toBe(5)
  })

  it('tells by its time and its tag neither how many changed, nor when within the tick, nor in which list', async () => {
    const seen = async (changes: readonly (readonly [second: number, index: number])[]) => {
      const { clock, read, revoke } = withClock()
      await read()
      for (const [second, index] of changes) {
        clock.advance(second)
        await revoke(index)
      }
      clock.advance(60 - changes.reduce((sum, [second]) => sum + second, 0))
      const [changed, other] = [await read(1), await read(2)]
      return { times: [changed.iat, other.iat], tags: [changed.etag?.length, other.etag?.length], marks: [3, 4, 5].map((index) => statusIn(changed.content, index)) }
    }
    const [none, one, three] = [await seen([]), await seen([[1, 3]]), await seen([[10, 3], [20, 4], [29, 5]])]
    expect([one.times, three.times]).toEqual([none.times, none.times])
    expect([one.tags, three.tags]).toEqual([none.tags, none.tags])
    expect([none.marks, one.marks, three.marks]).toEqual([[0, 0, 0], [1, 0, 0], [1, 1, 1]])
  })

  it('holds a change for no longer than a tick, even when the clock is set back, and never looks older than it was', async () => {
    const { clock, read, revoke } = withClock()
    clock.advance(3600)
    const before = await read()
    await revoke(3)
    clock.advance(-3000)
    const after = await read()
    expect(statusIn(after.content, 3)).toBe(statusValue.revoked)
    expect(after.iat).toBeGreaterThanOrEqual(before.iat)
  })

  it('does not show a change before its tick when the process starts in between', async () => {
    const [suspended, revoked] = [{ index: 5, status: statusValue.suspended }, { index: 9, status: statusValue.revoked }]
    const { clock, read } = withClock(seconds(60), 1024, { before: [suspended], now: [revoked] })
    clock.advance(30)
    const started = await read()
    expect([statusIn(started.content, 5), statusIn(started.content, 9)]).toEqual([statusValue.suspended, statusValue.valid])
    clock.advance(30)
    const next = await read()
    expect([statusIn(next.content, 5), statusIn(next.content, 9)]).toEqual([statusValue.valid, statusValue.revoked])
  })

  it('changes at once where no clock goes', async () => {
    const { clock, read, revoke } = withClock(seconds(0))
    clock.advance(7)
    expect((await read()).iat).toBe(1_764_000_007)
    await revoke(3)
    expect(statusIn((await read()).content, 3)).toBe(statusValue.revoked)
  })
})

describe.each([
  ['at once', seconds(0)],
  ['by a clock', seconds(60)],
])('ten thousand revocations in one go, published %s', (_when, every) => {
  const revoked = Array.from({ length: 10_000 }, (_, place) => place * 100 + (place % 7))

  it('are one publication, however many read it', async () => {
    const { clock, read, revokeAll, signatures, encodings } = withClock(every, 1_048_576)
    await read()
    await revokeAll(revoked)
    clock.advance(60)
    const [first, ...others] = await Promise.all(Array.from({ length: 50 }, () => read()))
    for (const other of others) expect(other.content).toBe(first?.content)
    expect([signatures(), encodings()]).toEqual([2, 2])
    expect([revoked[0], revoked[4999], revoked[9999]].map((index) => statusIn(first?.content, index ?? 0))).toEqual([1, 1, 1])
  })
})

it('a list is put together and signed once for each change, and never for a reader', async () => {
  const { read, revoke, signatures, encodings } = withClock(seconds(0))
  for (let change = 1; change <= 5; change += 1) {
    await revoke(change)
    for (let reader = 0; reader < 20; reader += 1) await read()
    expect([signatures(), encodings()]).toEqual([change, change])
  }
})
