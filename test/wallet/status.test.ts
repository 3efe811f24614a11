import { deflateSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { makeStatusBits, writeStatus } from '@counterfoil/shared/status-list/status-bits'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { signedJwt, type SigningKey } from './support/stub-council.ts'
import { typed } from './support/stub-internet.ts'
import { statusListUri } from './support/stub-issuer.ts'
import { hold } from './support/stub-verifier.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const mediaType = 'application/statuslist+jwt'

interface ListChanges {
  readonly statuses?: Readonly<Record<number, number>>
  readonly bits?: 1 | 2 | 4 | 8
  readonly claims?: object
  readonly header?: object
  readonly signer?: SigningKey
}

/** A status list of the council as it stands now; any part can be made wrong. */
function listToken({ aldermoor, clock }: WalletWorld, { statuses = {}, bits = 2, claims, header, signer = aldermoor.keys.status }: ListChanges = {}): string {
  const list = makeStatusBits(64, bits)
  for (const [index, value] of Object.entries(statuses)) writeStatus(list, Number(index), value)
  const status_list = { bits, lst: deflateSync(list.bytes).toString('base64url') }
  return signedJwt(signer, { typ: 'statuslist+jwt', ...header }, { sub: statusListUri(aldermoor), iat: clock.now, exp: clock.now + 3600, ttl: 300, status_list, ...claims })
}

const publish = (world: WalletWorld, answer: (() => Response) | string): void =>
  world.internet.on(statusListUri(world.aldermoor), typeof answer === 'string' ? () => typed(answer, mediaType) : answer)

const current = async ({ wallet }: WalletWorld, { id }: HeldCredential): Promise<HeldCredential> => (await wallet.vault.credentials()).find((one) => one.id === id) ?? expect.fail()

async function refreshed(world: WalletWorld, held: HeldCredential): Promise<HeldCredential['standing']> {
  await world.wallet.refreshStatus(await current(world, held))
  return (await current(world, held)).standing
}

async function startHolding() {
  const world = await startWalletWorld()
  return { world, held: await hold(world) }
}

describe('the standing of a credential', () => {
  it.each([
    [0, 'active'],
    [1, 'withdrawn'],
    [2, 'suspended'],
    [3, 'unknown'],
  ])('is read off the list that the issuer signed with its status key: %i is %s (STA-17)', async (value, state) => {
    const { world, held } = await startHolding()
    publish(world, listToken(world, { statuses: { 7: value, 6: 1, 8: 2 } }))
    expect(await refreshed(world, held)).toMatchObject({ state, checkedAt: world.clock.now })
  })

  it('is asked for by the whole list, without saying whose credential is meant', async () => {
    const { world, held } = await startHolding()
    publish(world, listToken(world))
    await refreshed(world, held)
    const [request] = world.internet.sentTo(statusListUri(world.aldermoor))
    expect(request).toEqual({ method: 'GET', url: statusListUri(world.aldermoor), accept: mediaType, authorization: null, dpop: null, headers: expect.any(Headers), body: '' })
    expect([...(request?.headers.keys() ?? [])]).toEqual(['accept'])
  })

  it('is expired when its own date has passed, and nobody is asked', async () => {
    const { world, held } = await startHolding()
    world.clock.now = held.expiresAt ?? 0
    expect((await refreshed(world, held)).state).toBe('expired')
    expect(world.internet.sentTo(statusListUri(world.aldermoor))).toEqual([])
  })

  it('of a list elsewhere is not asked for: that would tell somebody else', async () => {
    const world = await startWalletWorld()
    const held = await hold(world, { credential: { payload: { status: { status_list: { uri: 'https://tracker.example/list', idx: 7 } } } } })
    expect((await refreshed(world, held)).state).toBe('unknown')
    expect(world.internet.sentTo('https://tracker.example')).toEqual([])
  })

  it('of a list at another council is not asked for, unless the consortium lets that one sign for the issuer (STA-03)', async () => {
    const world = await startWalletWorld()
    const { aldermoor, brackenfield, ledger, internet, clock } = world
    const uri = statusListUri(brackenfield)
    const held = await hold(world, { credential: { payload: { status: { status_list: { uri, idx: 7 } } } } })
    const publishFor = (signer: SigningKey): void => internet.on(uri, () => typed(listToken(world, { statuses: { 7: 2 }, claims: { sub: uri }, signer }), mediaType))
    publishFor(brackenfield.keys.status)
    expect((await refreshed(world, held)).state).toBe('unknown')
    expect(internet.sentTo(uri)).toEqual([])
    ledger.accredit('list', brackenfield.listing.did, aldermoor.listing.did)
    clock.now += 60
    expect((await refreshed(world, held)).state).toBe('unknown')
    expect(internet.sentTo(uri)).toEqual([])
    ledger.accredit('list', aldermoor.listing.did, brackenfield.listing.did)
    clock.now += 60
    publishFor(aldermoor.keys.status)
    expect((await refreshed(world, held)).state).toBe('unknown')
    publishFor(brackenfield.keys.status)
    expect((await refreshed(world, held)).state).toBe('suspended')
  })

  it.each([64, 2 ** 31, -1, 1.5])('is unknown at the index %d, which the list does not have (STA-01)', async (idx) => {
    const world = await startWalletWorld()
    const held = await hold(world, { credential: { payload: { status: { status_list: { uri: statusListUri(world.aldermoor), idx } } } } })
    publish(world, listToken(world))
    expect((await refreshed(world, held)).state).toBe('unknown')
  })

  it.each<[string, (world: WalletWorld) => ListChanges]>([
    ['signed by another council (STA-03)', ({ brackenfield }) => ({ signer: brackenfield.keys.status })],
    ['signed by another council in the name of the first', ({ aldermoor, brackenfield }) => ({ signer: { ...brackenfield.keys.status, kid: aldermoor.keys.status.kid } })],
    ['signed by `none` (STA-02)', () => ({ header: { alg: 'none' } })],
    ['of another typ', () => ({ header: { typ: 'JWT' } })],
    ['without naming its key', () => ({ header: { kid: undefined } })],
    ['of another address (STA-04)', () => ({ claims: { sub: 'https://issuer.example/aldermoor/status-lists/2' } })],
    ['that has expired (STA-06)', ({ clock }) => ({ claims: { exp: clock.now } })],
    ['of the future (STA-07)', ({ clock }) => ({ claims: { iat: clock.now + 61 } })],
    ['without a date', () => ({ claims: { iat: undefined } })],
    ['of 3 bits (STA-09)', () => ({ claims: { status_list: { bits: 3, lst: 'AAAA' } } })],
    ['that does not inflate (STA-09)', () => ({ claims: { status_list: { bits: 2, lst: 'AAAA' } } })],
    ['that inflates to more than a list may be (STA-11)', () => ({ claims: { status_list: { bits: 2, lst: deflateSync(Buffer.alloc(5 * 1024 * 1024)).toString('base64url') } } })],
  ])('does not change by a list %s', async (_what, changesOf) => {
    const { world, held } = await startHolding()
    publish(world, listToken(world, { statuses: { 7: 2 } }))
    const before = await refreshed(world, held)
    world.clock.now += 10
    publish(world, listToken(world, { statuses: { 7: 0 }, ...changesOf(world) }))
    expect(await refreshed(world, held)).toEqual({ ...before, isStale: true })
  })

  it.each<[string, (token: string) => Response]>([
    ['is gone', () => new Response(null, { status: 404 })],
    ['leads elsewhere', () => new Response(null, { status: 302, headers: { location: 'https://tracker.example/' } })],
    ['sends another media type', (token) => typed(token, 'text/plain')],
    ['sends 10 MiB', () => typed('x'.repeat(10 * 1024 * 1024), mediaType)],
  ])('does not change when the address of its list %s', async (_what, answer) => {
    const { world, held } = await startHolding()
    publish(world, () => answer(listToken(world, { statuses: { 7: 1 } })))
    expect(await refreshed(world, held)).toMatchObject({ state: 'active', isStale: true })
    expect(world.internet.sentTo('https://tracker.example')).toEqual([])
  })

  it('is never taken from an older list than one already seen, also by another credential of that list (STA-20)', async () => {
    const { world, held } = await startHolding()
    const other = await hold(world, { credential: { payload: { status: { status_list: { uri: statusListUri(world.aldermoor), idx: 9 } } } } })
    const older = listToken(world)
    world.clock.now += 60
    publish(world, listToken(world, { statuses: { 7: 2, 9: 2 } }))
    expect((await refreshed(world, held)).state).toBe('suspended')
    publish(world, older)
    expect(await refreshed(world, held)).toMatchObject({ state: 'suspended', isStale: true })
    expect(await refreshed(world, other)).toMatchObject({ state: 'active', isStale: true })

    const again = await startWalletWorld(world.database)
    again.clock.now = world.clock.now
    again.internet.on(statusListUri(again.aldermoor), () => typed(older, mediaType))
    expect((await refreshed(again, held)).state).toBe('suspended')
  })

  it('stands while the list that told it may be used, and is unknown after that', async () => {
    const { world, held } = await startHolding()
    publish(world, listToken(world))
    await refreshed(world, held)
    publish(world, () => new Response(null, { status: 503 }))
    world.clock.now += 3599
    expect(await refreshed(world, held)).toMatchObject({ state: 'active', isStale: true })
    world.clock.now += 1
    expect(await refreshed(world, held)).toMatchObject({ state: 'unknown', isStale: true })
  })

  it.each([
    [1e12, 86_400],
    [-1, 60],
    [0, 60],
    ['soon', 300],
  ])('of a list that names no end and lives for %j is used for %i seconds (STA-08)', async (ttl, lasts) => {
    const { world, held } = await startHolding()
    publish(world, listToken(world, { claims: { exp: undefined, ttl } }))
    await refreshed(world, held)
    publish(world, () => new Response(null, { status: 503 }))
    expect((await current(world, held)).standing.list?.usableUntil).toBe(world.clock.now + lasts)
  })

  it('WAL-20: is looked up before it is shown after thirty days offline, and is nobody knows what when nobody can be asked', async () => {
    const { world, held } = await startHolding()
    publish(world, listToken(world))
    await refreshed(world, held)
    await world.wallet.vault.amend(held.id, (present) => ({ ...present, expiresAt: world.clock.now + 40 * 86_400 }))
    const isToBeLookedUp = async (): Promise<boolean> => world.wallet.isToBeLookedUp(await current(world, held))
    expect(await isToBeLookedUp()).toBe(false)
    world.clock.now += 30 * 86_400
    expect(await isToBeLookedUp()).toBe(true)
    publish(world, () => new Response(null, { status: 503 }))
    expect(await refreshed(world, held)).toMatchObject({ state: 'unknown', isStale: true })
    publish(world, listToken(world))
    expect(await refreshed(world, held)).toMatchObject({ state: 'active', checkedAt: world.clock.now })
    expect(await isToBeLookedUp()).toBe(false)
  })

  it('that is withdrawn stays so, however long nobody can be asked', async () => {
    const { world, held } = await startHolding()
    publish(world, listToken(world, { statuses: { 7: 1 } }))
    await refreshed(world, held)
    publish(world, () => new Response(null, { status: 503 }))
    world.clock.now += 80_000
    expect(await refreshed(world, held)).toMatchObject({ state: 'withdrawn', isStale: true })
  })

  it('is asked for once for all credentials of a list that are looked up together', async () => {
    const { world, held } = await startHolding()
    const other = await hold(world)
    publish(world, listToken(world))
    await Promise.all([held, other].map((one) => world.wallet.refreshStatus(one)))
    expect(world.internet.sentTo(statusListUri(world.aldermoor))).toHaveLength(1)
  })

  it('is asked for again, unless the citizen wants it now, when its list says that it is worth asking, or the last time failed', async () => {
    const { world, held } = await startHolding()
    const isWorthAsking = async (): Promise<boolean> => world.wallet.isStatusWorthAsking(await current(world, held))
    publish(world, listToken(world))
    expect(await isWorthAsking()).toBe(true)
    await refreshed(world, held)
    world.clock.now += 299
    expect(await isWorthAsking()).toBe(false)
    world.clock.now += 1
    expect(await isWorthAsking()).toBe(true)
    publish(world, () => new Response(null, { status: 503 }))
    world.clock.now -= 200
    await refreshed(world, held)
    expect(await isWorthAsking()).toBe(true)
    publish(world, listToken(world))
    await refreshed(world, held)
    expect(await isWorthAsking()).toBe(false)
    // By a clock that was ahead.
    world.clock.now -= 90_000
    expect(await isWorthAsking()).toBe(true)
    world.clock.now = held.expiresAt ?? 0
    expect(await isWorthAsking()).toBe(true)
    await refreshed(world, held)
    expect(await isWorthAsking()).toBe(false)
  })

  it('is written where something changed, and nowhere else', async () => {
    const { world, held } = await startHolding()
    const amend = vi.spyOn(world.wallet.vault, 'amend')
    const writes = async (): Promise<number> => {
      amend.mockClear()
      await refreshed(world, held)
      return amend.mock.calls.length
    }
    publish(world, listToken(world))
    expect([await writes(), await writes()]).toEqual([1, 0])
    publish(world, () => new Response(null, { status: 503 }))
    expect([await writes(), await writes()]).toEqual([1, 0])
    world.clock.now = held.expiresAt ?? 0
    expect(await writes()).toBe(1)
    world.clock.now += 60
    expect(await writes()).toBe(0)
  })

  it('that arrives late changes nothing else: what was deleted or confirmed meanwhile stays so', async () => {
    const { world, held } = await startHolding()
    const unconfirmed = await hold(world, {}, { unconfirmed: { notification: null } })
    publish(world, listToken(world))
    const late = [held, unconfirmed].map((one) => world.wallet.refreshStatus(one))
    await world.wallet.vault.remove(held.id)
    await world.wallet.confirmCredential(unconfirmed)
    await Promise.all(late)
    const kept = await world.wallet.vault.credentials()
    expect(kept.map(({ id }) => id)).toEqual([unconfirmed.id])
    expect(kept[0]?.unconfirmed).toBeUndefined()
  })
})
