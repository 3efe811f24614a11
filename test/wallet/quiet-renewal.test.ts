import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { copiesLeft, keyNamesOf } from '@counterfoil/wallet/domain/credential-copies'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { boundKeyName } from '@counterfoil/wallet/domain/pending-sign-in'
import { isQuiet } from '@counterfoil/wallet/domain/quiet-renewal'
import { beginSeveral } from '@counterfoil/wallet/use-cases/sign-in-to-collect'
import { json, type SentRequest } from './support/stub-internet.ts'
import { issueCredential, keysOfProofs, partsOfJwt, sampleClaims, type CredentialChanges } from './support/stub-issuer.ts'
import { issuer, leave, linkOf, receive, startSignInWorld } from './support/stub-sign-in.ts'
import { openWallet, type WalletWorld } from './support/wallet-world.ts'

const day = 86_400
const longLife: CredentialChanges = { payload: { exp: 1_790_000_000 + 400 * day } }

interface Tokens {
  /** What was shown at the token endpoint, in order. */
  readonly shown: (string | null)[]
}

/** Somebody who signed in and keeps what they collected; each token comes with the next refresh token. */
async function collected(credential: CredentialChanges = longLife): Promise<WalletWorld & Tokens> {
  const shown: (string | null)[] = []
  const token = ({ body }: SentRequest): Response => {
    shown.push(new URLSearchParams(body).get('refresh_token'))
    return json({ access_token: `t${shown.length}`, token_type: 'DPoP', expires_in: 300, refresh_token: `r${shown.length}` })
  }
  const world = await startSignInWorld({ token, credential })
  await world.wallet.finishSignIn(linkOf(await leave(world)))
  await world.wallet.confirmCredential(await heldIn(world))
  await expect.poll(() => world.internet.sentTo(`${issuer}/notification`).length).toBeGreaterThan(0)
  return { ...world, shown }
}

const heldIn = async ({ wallet }: Pick<WalletWorld, 'wallet'>): Promise<HeldCredential> => (await wallet.vault.credentials())[0] ?? expect.fail()
/** As after so many exchanges. */
const use = async (world: WalletWorld): Promise<void> => void (await world.wallet.vault.amend((await heldIn(world)).id, (held) => ({ ...held, copies: [], shownFor: 'x' })))
const giveNow = (world: WalletWorld, credential: CredentialChanges): void =>
  world.internet.on(`${issuer}/credential`, (request) => json({ credentials: keysOfProofs(request).map((jwk) => ({ credential: issueCredential(world.aldermoor, jwk, { ...longLife, ...credential }) })), notification_id: 'n2' }))
const moved: JsonObject = { ...sampleClaims, address: { ...(sampleClaims['address'] as JsonObject), address_line_1: '3 Quay Street', postcode: 'AL1 1AA' } }

describe('a credential of which few copies are left', () => {
  it('is filled up by its refresh token, in the citizen’s place and without their noticing', async () => {
    const world = await collected()
    await use(world)
    const before = await heldIn(world)
    await world.wallet.keepUp()
    const held = await heldIn(world)
    expect([copiesLeft(held), held.id, held.renewed, world.shown]).toEqual([5, before.id, undefined, [null, 'r1']])
    expect(partsOfJwt(world.internet.sentTo(`${issuer}/token`).at(-1)?.dpop ?? '')[0]?.['jwk']).toEqual(before.grant?.boundTo)
    for (const name of keyNamesOf(held)) expect(await world.wallet.keys.sign(name, 'x')).toEqual(expect.any(String))
    for (const name of keyNamesOf(before)) await expect(world.wallet.keys.sign(name, 'x')).rejects.toMatchObject({ code: 'key_missing' })
    expect(JSON.parse(world.internet.sentTo(`${issuer}/notification`).at(-1)?.body ?? '')).toMatchObject({ event: 'credential_accepted' })
  })

  it('is filled up again and again, each time by the next refresh token, also after a reload', async () => {
    const world = await collected()
    for (const expected of ['r1', 'r2', 'r3']) {
      await use(world)
      world.clock.now += 7 * 3600
      await (await openWallet(world)).keepUp()
      expect(world.shown.at(-1)).toBe(expected)
    }
  })

  it('is not while there are enough, nor soon after an exchange, from which the council could tell with whom it was', async () => {
    const world = await collected()
    await world.wallet.keepUp()
    await use(world)
    await world.wallet.vault.note({ id: 'a', at: world.clock.now, kind: 'shared', who: { en: 'x', cy: 'x' }, what: { en: 'x', cy: 'x' }, claims: [] })
    world.clock.now += 3599
    await world.wallet.keepUp()
    expect(world.shown).toEqual([null])
    world.clock.now += 3601
    await world.wallet.keepUp()
    expect(world.shown).toEqual([null, 'r1'])
  })

  it('is filled up by one of two tabs', async () => {
    const world = await collected()
    await use(world)
    const other = await openWallet(world)
    await Promise.all([world.wallet.keepUp(), other.keepUp()])
    expect(world.shown).toEqual([null, 'r1'])
  })

  it('is asked for once more by the same keys when the answer got lost, and keeps what it has when that does, too', async () => {
    const world = await collected()
    await use(world)
    const keys: string[] = []
    world.internet.on(`${issuer}/credential`, (request) => {
      keys.push(JSON.stringify(keysOfProofs(request)))
      return json({}, 503)
    })
    await world.wallet.keepUp()
    expect([keys.length, new Set(keys).size]).toEqual([2, 1])
    const held = await heldIn(world)
    expect([copiesLeft(held), held.grant?.refreshToken]).toEqual([0, 'r2'])
    await world.wallet.keepUp()
    expect(keys).toHaveLength(2)
  })

  it('is asked for again soon when the council could not be reached, for no refresh token was shown', async () => {
    const world = await collected()
    await use(world)
    const metadata = 'https://issuer.example/.well-known/oauth-authorization-server/aldermoor'
    world.internet.on(metadata, () => json({}, 503))
    await world.wallet.keepUp()
    await world.wallet.keepUp()
    expect(world.internet.sentTo(metadata).length).toBeGreaterThan(0)
    const asked = world.internet.sentTo(metadata).length
    await world.wallet.keepUp()
    expect([world.internet.sentTo(metadata).length - asked, world.shown, (await heldIn(world)).grant?.askedAt]).toEqual([0, [null], undefined])
  })

  it('is filled up by the same refresh token when the answer got lost: at once, or when the wallet is next open', async () => {
    const world = await collected()
    await use(world)
    const shown: (string | null)[] = []
    let losses = 2
    world.internet.on(`${issuer}/token`, ({ body }) => {
      shown.push(new URLSearchParams(body).get('refresh_token'))
      return losses-- > 0 ? json({}, 503) : json({ access_token: 't9', token_type: 'DPoP', expires_in: 300, refresh_token: 'r9' })
    })
    await world.wallet.keepUp()
    expect([shown, copiesLeft(await heldIn(world))]).toEqual([['r1', 'r1'], 0])
    world.clock.now += 600
    await (await openWallet(world)).keepUp()
    const held = await heldIn(world)
    expect([shown, copiesLeft(held), held.grant?.refreshToken]).toEqual([['r1', 'r1', 'r1'], 5, 'r9'])
  })

  it('is not asked for at each reload while the council is in trouble, and is after a while', async () => {
    const world = await collected()
    await use(world)
    let asked = 0
    world.internet.on(`${issuer}/token`, () => json({ asked: asked++ }, 503))
    await world.wallet.keepUp()
    const atFirst = asked
    world.clock.now += 599
    for (let turn = 0; turn < 3; turn += 1) await (await openWallet(world)).keepUp()
    expect([atFirst > 0, asked]).toEqual([true, atFirst])
    world.clock.now += 1
    await (await openWallet(world)).keepUp()
    expect(asked).toBeGreaterThan(atFirst)
  })

  it('is asked for again once a clock that was ahead is right', async () => {
    const world = await collected()
    await use(world)
    await world.wallet.vault.amend((await heldIn(world)).id, (held) => (held.grant === undefined ? held : { ...held, grant: { ...held.grant, askedAt: world.clock.now + 400 * day, triedAt: world.clock.now + 400 * day } }))
    await world.wallet.keepUp()
    expect(copiesLeft(await heldIn(world))).toBe(5)
  })

  it.each([
    ['invalid_dpop_proof', 400],
    ['invalid_client', 401],
    ['use_attestation_challenge', 400],
    ['invalid_request', 400],
  ])('keeps its refresh token and its key when the council says %s, and rests', async (error, status) => {
    const world = await collected()
    await use(world)
    let asked = 0
    world.internet.on(`${issuer}/token`, () => json({ error: (asked++, error) }, status))
    await world.wallet.keepUp()
    const before = asked
    await world.wallet.keepUp()
    const held = await heldIn(world)
    expect([asked - before, held.grant?.refreshToken]).toEqual([0, 'r1'])
    expect(await world.wallet.keys.sign(boundKeyName(held.id), 'x')).toEqual(expect.any(String))
    world.internet.on(`${issuer}/token`, () => json({ access_token: 't9', token_type: 'DPoP', expires_in: 300, refresh_token: 'r9' }))
    world.clock.now += 600
    await world.wallet.keepUp()
    expect(copiesLeft(await heldIn(world))).toBe(5)
  })

  it('is left to the citizen when the refresh token is refused, and its key goes', async () => {
    const world = await collected()
    await use(world)
    world.internet.on(`${issuer}/token`, () => json({ error: 'invalid_grant' }, 400))
    await world.wallet.keepUp()
    const held = await heldIn(world)
    expect([held.grant, copiesLeft(held)]).toEqual([undefined, 0])
    await expect(world.wallet.keys.sign(boundKeyName(held.id), 'x')).rejects.toMatchObject({ code: 'key_missing' })
  })

  it('is not asked for when the council took it away', async () => {
    const world = await collected()
    await use(world)
    for (const state of ['suspended', 'withdrawn'] as const) {
      await world.wallet.vault.amend((await heldIn(world)).id, (held) => ({ ...held, standing: { state, checkedAt: 1 } }))
      await world.wallet.keepUp()
    }
    expect(world.shown).toEqual([null])
  })

  it('is not touched by what is another’s, and the council is told', async () => {
    const world = await collected()
    await use(world)
    giveNow(world, { header: { typ: 'JWT' } })
    const before = await heldIn(world)
    await world.wallet.keepUp()
    expect((await heldIn(world)).credential).toBe(before.credential)
    await expect.poll(() => world.internet.sentTo(`${issuer}/notification`).at(-1)?.body).toBe(JSON.stringify({ notification_id: 'n2', event: 'credential_failure' }))
  })
})

describe('several credentials of one sign-in', () => {
  /** A council that takes but the newest refresh token, and prepares the second credential for ten seconds. */
  async function collectedTwo() {
    const given: string[] = []
    const token = ({ body }: SentRequest): Response => {
      const shown = new URLSearchParams(body).get('refresh_token')
      if (shown !== null && shown !== given.at(-1)) return json({ error: 'invalid_grant' }, 400)
      given.push(`r${given.length + 1}`)
      return json({ access_token: `t${given.length}`, token_type: 'DPoP', expires_in: 300, refresh_token: given.at(-1) })
    }
    const world = await startSignInWorld({ token, credential: longLife })
    const { issuer: connected } = await receive(world)
    const { vault, keys } = world.wallet
    const begun = await beginSeveral({ vault, keys, newId: () => crypto.randomUUID(), now: () => world.clock.now, oneAtATime: async (_name, act) => act() })(
      { issuer: connected, credentialIssuer: issuer, issuerState: null, configurationIds: ['residency-sd-jwt', 'residency-sd-jwt'] },
      'en',
    )
    const proven: ReturnType<typeof keysOfProofs>[] = []
    world.internet.on(`${issuer}/credential`, (request) => {
      proven.push(keysOfProofs(request))
      return proven.length === 2 ? json({ transaction_id: 'tx1', interval: 10 }, 202) : issued(world, keysOfProofs(request))
    })
    await world.wallet.finishSignIn(linkOf({ code: 'c1', iss: issuer, state: begun.state }))
    await world.wallet.confirmCredential(await heldIn(world))
    world.internet.on(`${issuer}/deferred`, ({ authorization }) => (authorization === `DPoP t${given.length}` && given.length > 1 ? issued(world, proven[1] ?? expect.fail()) : json({ error: 'invalid_token' }, 401)))
    return { ...world, given }
  }
  const issued = ({ aldermoor }: WalletWorld, keys: ReturnType<typeof keysOfProofs>): Response => json({ credentials: keys.map((jwk) => ({ credential: issueCredential(aldermoor, jwk, longLife) })) })

  it('share its refresh token for as long as one of them is here or to come, however they go', async () => {
    const world = await collectedTwo()
    const { vault } = world.wallet
    const grants = async (): Promise<number> => {
      await world.wallet.keepUp()
      return (await vault.sharedGrants()).length
    }
    const [first] = await vault.credentials()
    const { id } = first ?? expect.fail()
    await world.wallet.deleteCredential(id)
    expect(await grants()).toBe(1)
    await world.wallet.finishDelete(id)
    expect(await grants()).toBe(1)
    await world.wallet.giveUpWaiting((await vault.waiting())[0] ?? expect.fail())
    expect([await grants(), await vault.signIns()]).toEqual([0, []])
  })

  it('share its refresh token: one that comes later is collected after the first token is over', async () => {
    const world = await collectedTwo()
    world.clock.now += 3600
    await world.wallet.keepUp()
    expect([(await world.wallet.vault.credentials()).length, await world.wallet.vault.waiting(), world.given]).toEqual([2, [], ['r1', 'r2']])
  })

  it('are each filled up by the next one, and not while one of them is awaited', async () => {
    const world = await collectedTwo()
    await use(world)
    await world.wallet.keepUp()
    expect(world.given).toEqual(['r1'])
    world.clock.now += 3600
    await world.wallet.keepUp()
    for (const held of await world.wallet.vault.credentials()) {
      await world.wallet.confirmCredential(held)
      await world.wallet.vault.amend(held.id, (present) => ({ ...present, copies: [], shownFor: 'x' }))
    }
    for (let turn = 0; turn < 2; turn++) {
      world.clock.now += 7 * 3600
      await (await openWallet(world)).keepUp()
      await (await openWallet(world)).keepUp()
    }
    expect((await world.wallet.vault.credentials()).map((held) => [copiesLeft(held), held.grant === undefined])).toEqual([[5, false], [5, false]])
  })
})

describe('a credential that ends soon', () => {
  const soon = (held: HeldCredential): HeldCredential => ({ ...held, renewalDays: 30 })
  const renewable = async (): Promise<WalletWorld & Tokens> => {
    const world = await collected()
    await world.wallet.vault.amend((await heldIn(world)).id, soon)
    world.clock.now += 371 * day
    return world
  }

  it('is renewed with the facts of today, and says what changed and not what it was', async () => {
    const world = await renewable()
    giveNow(world, { claims: moved, payload: { exp: world.clock.now + 400 * day } })
    await world.wallet.keepUp()
    const held = await heldIn(world)
    expect(held.claims).toMatchObject({ address: { address_line_1: '3 Quay Street' } })
    expect(held.renewed).toEqual({ at: world.clock.now, changed: [{ en: 'Address line 1', cy: 'Llinell cyfeiriad 1' }, { en: 'Postcode', cy: 'Cod post' }] })
    await world.wallet.keepUp()
    expect(world.shown).toEqual([null, 'r1'])
  })

  it('that is prepared later stays as it is until then, and is renewed without asking the citizen', async () => {
    const world = await renewable()
    let keys: ReturnType<typeof keysOfProofs> | undefined
    world.internet.on(`${issuer}/credential`, (request) => {
      keys = keysOfProofs(request)
      return json({ transaction_id: 'tx1', interval: 10 }, 202)
    })
    await world.wallet.keepUp()
    expect((await heldIn(world)).renewed).toBeUndefined()
    world.clock.now += 10
    world.internet.on(`${issuer}/deferred`, () => json({ credentials: (keys ?? []).map((jwk) => ({ credential: issueCredential(world.aldermoor, jwk, { claims: moved, payload: { exp: world.clock.now + 400 * day } }) })) }))
    await world.wallet.keepUp()
    const held = await heldIn(world)
    expect([held.renewed?.changed.length, held.unconfirmed, await world.wallet.vault.waiting()]).toEqual([2, undefined, []])
  })

  it('is not renewed before its time', async () => {
    const world = await collected()
    await world.wallet.vault.amend((await heldIn(world)).id, soon)
    world.clock.now += 369 * day
    await world.wallet.keepUp()
    expect(world.shown).toEqual([null])
  })
})

describe('a quiet time', () => {
  it('begins one to two hours after anything was shown, refused or declined, and isn’t disturbed by what was collected', () => {
    const at = (kind: 'shared' | 'declined' | 'received') => [{ kind, at: 1000 }]
    expect([isQuiet(at('shared'), 4599, 0), isQuiet(at('shared'), 4600, 0), isQuiet(at('declined'), 8199, 1), isQuiet(at('declined'), 8200, 1), isQuiet(at('received'), 1000, 1), isQuiet([], 5000, 1)]).toEqual([false, true, false, true, true, true])
  })
})
