import { describe, expect, it } from 'vitest'
import { firstPerson, personOf } from '@counterfoil/wallet/domain/person'
import { boundKeyName, longestFinish, longestSignIn, type PendingSignIn } from '@counterfoil/wallet/domain/pending-sign-in'
import { longestOffer, type PendingOffer } from '@counterfoil/wallet/domain/pending-offer'
import { makeHeld } from '../support/held.ts'
import { json } from '../support/stub-internet.ts'
import { issuer, leave, linkOf, receive, startSignInWorld } from '../support/stub-sign-in.ts'
import type { WalletWorld } from '../support/wallet-world.ts'

type Household = WalletWorld & { readonly second: string }

/** A council where one can sign in, and a wallet of two; the second is in sight. */
async function startHousehold(...given: Parameters<typeof startSignInWorld>): Promise<Household> {
  const world = await startSignInWorld(...given)
  const second = await world.wallet.addPerson('Ana', 'Ada')
  world.seen.person = second
  return { ...world, second }
}

const pendingIn = async ({ wallet }: WalletWorld): Promise<PendingSignIn> => (await wallet.vault.signIns())[0] ?? expect.fail()
const whoseIs = async ({ wallet }: WalletWorld): Promise<readonly string[]> => [...(await wallet.everybodys.credentials()), ...(await wallet.everybodys.waiting())].map(personOf)

/** Leaves for the council for two credentials at once. */
async function leaveForTwo(world: Household): Promise<string> {
  const link = linkOf(await leave(world))
  const pending = await pendingIn(world)
  const other = await world.wallet.keys.make()
  await other.keep('other')
  await other.keep(boundKeyName('other'))
  await world.wallet.vault.noteSignIn({ ...pending, others: [{ credentialId: 'other', configurationId: pending.configurationId, holderKey: other.publicKey }] })
  return link
}

describe('a sign-in for several credentials that ends in a tab where somebody else is in sight', () => {
  it('gives all of them to whoever began it', async () => {
    const world = await startHousehold()
    const link = await leaveForTwo(world)
    world.seen.person = firstPerson
    await world.wallet.finishSignIn(link)
    expect(await whoseIs(world)).toEqual([world.second, world.second])
  })

  it('has all of them wait for whoever began it, and keeps their keys', async () => {
    const world = await startHousehold()
    const link = await leaveForTwo(world)
    world.internet.on(`${issuer}/credential`, () => json({ transaction_id: 'tx1', interval: 10 }, 202))
    world.seen.person = firstPerson
    await expect(world.wallet.finishSignIn(link)).rejects.toMatchObject({ code: 'issued_later' })
    expect(await whoseIs(world)).toEqual([world.second, world.second])
    for (const { id } of await world.wallet.everybodys.waiting()) expect(await world.wallet.keys.sign(id, 'x')).toEqual(expect.any(String))
  })

  it('begun by the first person is the first person’s, whoever is in sight by then', async () => {
    const world = await startHousehold()
    world.seen.person = firstPerson
    const link = await leaveForTwo(world)
    world.seen.person = world.second
    await world.wallet.finishSignIn(link)
    expect(await whoseIs(world)).toEqual([firstPerson, firstPerson])
  })
})

describe('what is left of a sign-in or an offer, when it is cleared away', () => {
  /** A credential that was collected by what was cut off before its end. */
  const collected = async (world: Household): Promise<PendingSignIn> => {
    const link = linkOf(await leave(world))
    const pending = await pendingIn(world)
    await world.wallet.finishSignIn(link)
    return pending
  }
  const signs = ({ wallet }: WalletWorld, id: string): Promise<string> => wallet.keys.sign(id, 'x')

  it.each(['held by somebody else', 'deleted a moment ago'])('takes no key of a credential that is %s', async (how) => {
    const world = await startHousehold()
    const pending = await collected(world)
    await world.wallet.vault.noteSignIn(pending)
    if (how.startsWith('held')) world.seen.person = firstPerson
    else await world.wallet.deleteCredential(pending.credentialId)
    world.clock.now += longestSignIn + longestFinish + 1
    await world.wallet.beginSignIn(await receive(world), 'en')
    expect((await world.wallet.vault.signIns()).map(({ state }) => state)).not.toContain(pending.state)
    expect([await signs(world, pending.credentialId), await signs(world, boundKeyName(pending.credentialId))]).toEqual([expect.any(String), expect.any(String)])
  })
})

describe('somebody who isn’t in this wallet any more', () => {
  it('leaves what is theirs in the first person’s sight', async () => {
    const world = await startHousehold()
    world.seen.person = firstPerson
    await world.wallet.vault.keep(makeHeld({ id: 'lost', person: 'gone' }))
    expect((await world.wallet.vault.credentials()).map(({ id }) => id)).toEqual(['lost'])
  })

  it('in sight is the first person: what is there is shown, and what is new is theirs', async () => {
    const world = await startHousehold()
    world.seen.person = 'gone'
    await world.wallet.vault.keep(makeHeld({ id: 'new' }))
    expect([(await world.wallet.vault.credentials()).map(({ id }) => id), await whoseIs(world)]).toEqual([['new'], [firstPerson]])
  })

  it('was not removed while they had begun to collect', async () => {
    const world = await startHousehold()
    await world.wallet.beginSignIn(await receive(world), 'en')
    expect(await world.wallet.removePerson(world.second)).toBe(false)
    world.clock.now += longestSignIn + longestFinish + 1
    const offer = { id: 'o', begunAt: world.clock.now, person: world.second, retryKey: 'r', credentialId: 'c', offer: {}, holderKeys: [], tokens: null } as unknown as PendingOffer
    await world.wallet.vault.notePendingOffer(offer)
    expect(await world.wallet.removePerson(world.second)).toBe(false)
    world.clock.now += longestOffer + 1
    expect(await world.wallet.removePerson(world.second)).toBe(true)
  })
})

describe('what the wallet does by itself', () => {
  it('is done for everybody, and not soon after anybody has shown something', async () => {
    const shown: (string | null)[] = []
    const world = await startHousehold({
      credential: { payload: { exp: 1_790_000_000 + 400 * 86_400 } },
      token: ({ body }) => json({ access_token: `t${shown.push(new URLSearchParams(body).get('refresh_token'))}`, token_type: 'DPoP', expires_in: 300, refresh_token: `r${shown.length}` }),
    })
    const [id] = (await world.wallet.finishSignIn(linkOf(await leave(world)))).ids
    const [held = expect.fail()] = await world.wallet.vault.credentials()
    await world.wallet.confirmCredential(held)
    await world.wallet.vault.amend(id, (present) => ({ ...present, copies: [], shownFor: 'x' }))
    await world.wallet.vault.note({ id: 'a', at: world.clock.now, kind: 'shared', who: held.name, what: held.name, claims: [] })
    world.seen.person = firstPerson
    await world.wallet.keepUp()
    expect(shown).toEqual([null])
    world.clock.now += 7200
    await world.wallet.keepUp()
    expect([shown, await whoseIs(world)]).toEqual([[null, 'r1'], [world.second]])
  })

  it('collects what anybody waits for', async () => {
    const world = await startHousehold()
    const link = linkOf(await leave(world))
    world.internet.on(`${issuer}/credential`, () => json({ transaction_id: 'tx1', interval: 10 }, 202))
    await expect(world.wallet.finishSignIn(link)).rejects.toMatchObject({ code: 'issued_later' })
    world.seen.person = firstPerson
    expect(await world.wallet.keepUp()).toBe(10)
  })
})
