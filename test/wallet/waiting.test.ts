import { describe, expect, it } from 'vitest'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { copiesLeft, keyNamesOf } from '@counterfoil/wallet/domain/credential-copies'
import type { ToCollect } from '@counterfoil/wallet/domain/recovery'
import type { WaitingIssuance } from '@counterfoil/wallet/domain/waiting-issuance'
import { makeHeld } from './support/held.ts'
import { receiveToRedeem } from './support/receive-to-redeem.ts'
import { json, type Answer } from './support/stub-internet.ts'
import { issueCredential, keysOfProofs, publishOffer, sampleClaims, txCode } from './support/stub-issuer.ts'
import { formOf, lastTo, linkOf, startSignInWorld } from './support/stub-sign-in.ts'
import { vct } from './support/stub-world.ts'
import { openWallet, startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const issuer = 'https://issuer.example/aldermoor'

interface WaitingWorld extends WalletWorld {
  /** The keys that were proven. */
  readonly keys: readonly P256PublicJwk[]
}

/** A council that takes a request and prepares for ten seconds; and the wallet that asked. */
async function startWaiting(refreshToken: string | null = 'offer.r1', prepare: (world: WalletWorld) => Promise<unknown> = async () => null): Promise<WaitingWorld> {
  const world = await startWalletWorld()
  await prepare(world)
  const asked: P256PublicJwk[] = []
  const link = publishOffer(world, {
    token: ({ body }) => json(tokensFor(body, refreshToken)),
    respond: (_, request) => {
      asked.push(...keysOfProofs(request))
      return json({ transaction_id: 'tx1', interval: 10 }, 202)
    },
  })
  const received = await receiveToRedeem(world.wallet, link)
  const redeemed = await world.wallet.redeemOffer(received, txCode)
  await expect(world.wallet.collectCredential(received, redeemed)).rejects.toMatchObject({ code: 'issued_later' })
  return { ...world, keys: asked }
}

const tokensFor = (body: string, refreshToken: string | null) => {
  const shown = new URLSearchParams(body).get('refresh_token')
  return shown === null ? { access_token: 't1', token_type: 'Bearer', ...(refreshToken === null ? {} : { refresh_token: refreshToken }) } : { access_token: 't2', token_type: 'Bearer', refresh_token: 'offer.r2' }
}

const ready = ({ aldermoor, keys }: WaitingWorld, claims = sampleClaims): Answer => () => json({ credentials: keys.map((jwk) => ({ credential: issueCredential(aldermoor, jwk, { claims }) })), notification_id: 'n1' })
const answerLater = (world: WaitingWorld, answer: Answer): void => world.internet.on(`${issuer}/deferred`, answer)
const waitingIn = async ({ wallet }: WalletWorld): Promise<WaitingIssuance> => (await wallet.vault.waiting())[0] ?? expect.fail()
const askedLater = ({ internet }: WalletWorld) => internet.sentTo(`${issuer}/deferred`).map(({ body, authorization }) => [JSON.parse(body), authorization])

describe('a credential that its council is still preparing', () => {
  it('is kept with its keys, and asked for when the council said, not sooner', async () => {
    const world = await startWaiting()
    expect(await waitingIn(world)).toMatchObject({ name: { en: 'Residency' }, issuer: { name: { en: 'aldermoor Council' } }, askAt: world.clock.now + 10 })
    expect(await world.wallet.keepUp()).toBe(10)
    expect(askedLater(world)).toEqual([])
    world.clock.now += 10
    answerLater(world, () => json({ transaction_id: 'tx1', interval: 300 }, 202))
    expect(await world.wallet.keepUp()).toBe(300)
    expect(askedLater(world)).toEqual([[{ transaction_id: 'tx1' }, 'Bearer t1']])
    expect(await world.wallet.vault.credentials()).toEqual([])
  })

  it('is asked for at once when a clock that was a year ahead is right', async () => {
    const world = await startWaiting()
    world.clock.now += 365 * 86_400
    answerLater(world, () => json({ transaction_id: 'tx1', interval: 300 }, 202))
    await world.wallet.keepUp()
    world.clock.now -= 365 * 86_400
    expect(await world.wallet.keepUp()).toBe(300)
    expect(askedLater(world)).toHaveLength(2)
  })

  it('is to be collected again no more, by whoever began it; when it comes, another of its type still is', async () => {
    const entries: ToCollect[] = []
    const world = await startWaiting('offer.r1', async ({ wallet, seen, aldermoor }) => {
      seen.person = await wallet.addPerson('Ana', 'Ada')
      const entry = { ...makeHeld({ vct }), collectedBy: null, issuer: { ...makeHeld().issuer, did: aldermoor.listing.did } }
      entries.push({ ...entry, id: 'adas' }, { ...entry, id: 'anas', person: seen.person }, { ...entry, id: 'other', person: seen.person })
      await wallet.vault.amendRecovery((recovery) => ({ ...recovery, toCollect: entries }))
    })
    const left = async () => (await world.wallet.vault.recovery()).toCollect.map(({ id }) => id)
    expect(await left()).toEqual(['adas', 'other'])
    world.clock.now += 10
    answerLater(world, ready(world))
    await world.wallet.keepUp()
    for (const held of await world.wallet.vault.credentials()) await world.wallet.confirmCredential(held)
    expect(await left()).toEqual(['adas', 'other'])
  })

  it('comes after a reload, in all of its copies, and waits for the citizen to say that it is theirs', async () => {
    const world = await startWaiting()
    world.clock.now += 10
    answerLater(world, ready(world))
    const wallet = await openWallet(world)
    expect(await wallet.keepUp()).toBeNull()
    const [held = expect.fail()] = await wallet.vault.credentials()
    expect([copiesLeft(held), held.claims['given_name'], held.unconfirmed?.notification?.id]).toEqual([5, 'Ada', 'n1'])
    for (const name of keyNamesOf(held)) expect(await wallet.keys.sign(name, 'x')).toEqual(expect.any(String))
    expect(await wallet.vault.waiting()).toEqual([])
    await wallet.confirmCredential(held)
    await expect.poll(() => world.internet.sentTo(`${issuer}/notification`).at(-1)?.body).toBe(JSON.stringify({ notification_id: 'n1', event: 'credential_accepted' }))
  })

  it('is asked for once by two tabs', async () => {
    const world = await startWaiting()
    world.clock.now += 10
    answerLater(world, ready(world))
    const other = await openWallet(world)
    await Promise.all([world.wallet.keepUp(), other.keepUp()])
    expect(askedLater(world)).toHaveLength(1)
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it('is asked for with the next token, once the first is over', async () => {
    const world = await startWaiting()
    world.clock.now += 3600
    answerLater(world, (request) => (request.authorization === 'Bearer t2' ? ready(world)(request) : json({ error: 'invalid_token' }, 401)))
    await world.wallet.keepUp()
    expect(new URLSearchParams(world.internet.sentTo(`${issuer}/token`).at(-1)?.body).get('refresh_token')).toBe('offer.r1')
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it('keeps the next refresh token though nothing else is reached', async () => {
    const world = await startWaiting()
    world.clock.now += 3600
    answerLater(world, ({ authorization }) => (authorization === 'Bearer t2' ? json({}, 503) : json({ error: 'invalid_token' }, 401)))
    await world.wallet.keepUp()
    expect(await waitingIn(world)).toMatchObject({ token: 't2', refreshToken: 'offer.r2' })
  })

  it('is asked for again when the council could not be reached', async () => {
    const world = await startWaiting()
    world.clock.now += 10
    answerLater(world, () => json({}, 503))
    expect(await world.wallet.keepUp()).toBe(60)
    world.clock.now += 60
    answerLater(world, ready(world))
    await world.wallet.keepUp()
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it('that came by an answer which got lost is had by the same keys', async () => {
    const world = await startWaiting()
    world.clock.now += 10
    answerLater(world, () => json({ error: 'invalid_transaction_id' }, 400))
    world.internet.on(`${issuer}/credential`, ready(world))
    await world.wallet.keepUp()
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it.each<[string, Answer, string]>([
    ['the council says no', () => json({ error: 'credential_request_denied' }, 400), 'refused'],
    ['the council knows nothing of it any more', () => json({ error: 'invalid_transaction_id' }, 400), 'refused'],
    ['something else comes', () => json({ credentials: [{ credential: 'a.b.c~' }] }), 'refused'],
    ['the token is over, and there is no next', () => json({ error: 'invalid_token' }, 401), 'too_late'],
  ])('ends when %s; its keys go, and the citizen may put it away', async (_what, answer, ended) => {
    const world = await startWaiting(null)
    world.clock.now += 10
    answerLater(world, answer)
    expect(await world.wallet.keepUp()).toBeNull()
    const waiting = await waitingIn(world)
    expect(waiting.ended).toBe(ended)
    for (const { name } of waiting.holders) await expect(world.wallet.keys.sign(name, 'x')).rejects.toMatchObject({ code: 'key_missing' })
    await world.wallet.giveUpWaiting(waiting)
    expect(await world.wallet.vault.waiting()).toEqual([])
  })

  it('shows the refresh token of a bearer once, though the answer is lost: the council may still be at it', async () => {
    const world = await startWaiting()
    world.clock.now += 3600
    const before = world.internet.sentTo(`${issuer}/token`).length
    world.internet.on(`${issuer}/token`, () => json({}, 503))
    answerLater(world, () => json({ error: 'invalid_token' }, 401))
    expect(await world.wallet.keepUp()).toBe(60)
    expect(world.internet.sentTo(`${issuer}/token`).length - before).toBe(1)
  })

  it.each([
    ['invalid_dpop_proof', 400],
    ['invalid_client', 401],
  ])('goes on waiting when its next token is refused by %s, which passes', async (error, status) => {
    const world = await startWaiting()
    world.clock.now += 3600
    world.internet.on(`${issuer}/token`, () => json({ error }, status))
    answerLater(world, (request) => (request.authorization === 'Bearer t2' ? ready(world)(request) : json({ error: 'invalid_token' }, 401)))
    expect(await world.wallet.keepUp()).toBe(60)
    expect(await waitingIn(world)).toMatchObject({ refreshToken: 'offer.r1' })
    world.internet.on(`${issuer}/token`, ({ body }) => json(tokensFor(body, null)))
    world.clock.now += 60
    await world.wallet.keepUp()
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
  })

  it('ends when the refresh token is refused', async () => {
    const world = await startWaiting()
    world.clock.now += 700_000
    world.internet.on(`${issuer}/token`, () => json({ error: 'invalid_grant' }, 400))
    answerLater(world, () => json({ error: 'invalid_token' }, 401))
    await world.wallet.keepUp()
    expect((await waitingIn(world)).ended).toBe('too_late')
  })
})

describe('a credential that is collected again, and that its council is still preparing', () => {
  it('is shown as being prepared, and is off the list of what is to be collected, for it comes by itself', async () => {
    const world = await startSignInWorld()
    const { wallet, internet, clock, aldermoor } = world
    const entry = { id: 'was', issuer: { did: aldermoor.listing.did, url: issuer, name: { en: 'A', cy: 'A' } }, vct, name: { en: 'Residency', cy: 'Preswyliaeth' }, card: { background: '#000000', text: '#ffffff' }, collectedBy: 'sign_in' as const }
    await wallet.vault.amendRecovery((recovery) => ({ ...recovery, toCollect: [entry] }))
    const answer = internet.on.bind(internet)
    const asked: P256PublicJwk[] = []
    answer(`${issuer}/credential`, (request) => {
      asked.push(...keysOfProofs(request))
      return json({ transaction_id: 'tx1', interval: 10 }, 202)
    })
    const round = await wallet.round('collecting')
    await round.begin([{ did: aldermoor.listing.did, name: entry.issuer.name }])
    expect(await round.next('en')).toMatchObject({ is: 'go' })
    await round.comeBack(linkOf({ code: 'c1', iss: issuer, state: formOf(lastTo(world, '/par'))['state'] ?? '' }))
    const { collecting, toCollect } = await wallet.vault.recovery()
    expect(collecting).toMatchObject([{ is: 'coming' }])
    expect([toCollect.length, (await wallet.vault.waiting()).length]).toEqual([0, 1])
    clock.now += 10
    answer(`${issuer}/deferred`, () => json({ credentials: asked.map((jwk) => ({ credential: issueCredential(aldermoor, jwk) })) }))
    await wallet.keepUp()
    expect([(await wallet.vault.recovery()).toCollect, (await wallet.vault.credentials()).length]).toEqual([[], 1])
  })
})
