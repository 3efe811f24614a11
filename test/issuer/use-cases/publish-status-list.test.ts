import { open } from '@counterfoil/issuer/domain/profile'
import { inflateSync } from 'node:zlib'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { deflatedBlocks } from '@counterfoil/issuer/adapters/deflated-blocks'
import { listForms } from '@counterfoil/issuer/adapters/list-forms/list-forms'
import type { Es256Signer } from '@counterfoil/issuer/ports'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { statusPublisher } from '@counterfoil/issuer/use-cases/publish-status-list'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { readStatus, statusValue } from '@counterfoil/shared/status-list/status-bits'
import { describe, expect, it } from 'vitest'

const key = { kid: 'did:example:1#2', x5c: [] }
const authority: Authority = { id: 'aldermoor', letter: 'A', name: { en: 'A', cy: 'A' }, did: 'did:example:1', identifier: 'http://localhost/aldermoor', profile: open }

/** A publisher whose key signs elsewhere, when the test says so. */
function withDistantKey() {
  let signing: Pick<Es256Signer<'status'>, 'kid' | 'x5c'> = key
  const waiting: { readonly sign: () => void; readonly fail: () => void }[] = []
  const publisher = statusPublisher({
    clock: fixedClock(1_764_000_000),
    lists: { open: async () => {}, standing: async () => ({ size: 64, entries: [] }), standingAsOf: async () => null },
    signerOf: () => ({ ...signing, role: 'status', sign: () => new Promise<string>((resolve, reject) => void waiting.push({ sign: () => resolve('signature'), fail: () => reject(new Error('away')) })) }),
    deflated: deflatedBlocks,
    forms: listForms,
    fingerprint: sha256Base64Url,
  })
  const asked = (count: number) => expect.poll(() => waiting.length).toBe(count)
  const use = (other: typeof signing): void => void (signing = other)
  return { publisher, use, waiting, asked, publish: () => publisher.publish(authority, 1, 'jwt'), revoke: (index: number) => publisher.apply(authority, { list: 1, index, status: statusValue.revoked }) }
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
