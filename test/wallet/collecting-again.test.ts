import { describe, expect, it } from 'vitest'
import type { ToCollect } from '@counterfoil/wallet/domain/recovery'
import { makeHeld } from './support/held.ts'
import { json } from './support/stub-internet.ts'
import { issueCredential, keyOfProof, keysOfProofs } from './support/stub-issuer.ts'
import { formOf, issuer, lastTo, linkOf, raise, receive, startSignInWorld } from './support/stub-sign-in.ts'
import type { WalletWorld } from './support/wallet-world.ts'

const badge = 'https://issuer.example/types/blue-badge/1'

async function entryOf(world: WalletWorld): Promise<ToCollect> {
  const { authority, vct, name, card } = await receive(world)
  return { id: 'before', issuer: { did: authority.did, url: issuer, name: authority.name }, vct, name, card, collectedBy: 'sign_in' }
}

/** A wallet that is to collect residency again, and a badge of the same council if asked; and its round, with the citizen away at the council. */
async function startAgain(others: readonly string[] = []) {
  const world = await startSignInWorld()
  const residency = await entryOf(world)
  await world.wallet.vault.amendRecovery((recovery) => ({ ...recovery, toCollect: [residency, ...others.map((vct) => ({ ...residency, id: vct, vct }))] }))
  const round = await world.wallet.round('collecting')
  await round.begin([residency.issuer])
  await round.next('en')
  const link = linkOf({ code: 'c1', iss: issuer, state: formOf(lastTo(world, '/par'))['state'] ?? raise() })
  return { world, residency, round, link, pushes: () => world.internet.sentTo(`${issuer}/par`).length }
}

const cut = ({ internet }: WalletWorld): void => internet.on(`${issuer}/credential`, () => json({ error: 'server_error' }, 500))
const mend = ({ internet, aldermoor }: WalletWorld): void => internet.on(`${issuer}/credential`, (request) => json({ credentials: keysOfProofs(request).map((jwk) => ({ credential: issueCredential(aldermoor, jwk) })) }))
const leftIn = async ({ wallet }: WalletWorld): Promise<string[]> => (await wallet.vault.recovery()).toCollect.map(({ vct }) => vct)
const turnsOf = async ({ wallet }: WalletWorld) => (await wallet.vault.recovery()).collecting.map(({ is, why }) => [is, why])

describe('collecting again', () => {
  it('goes on after a cut with the sign-in that there was, so that the council issues once', async () => {
    const { world, residency, round, link, pushes } = await startAgain()
    const before = pushes()
    cut(world)
    await round.comeBack(link)
    expect(await turnsOf(world)).toEqual([['failed', 'not_reachable']])
    const asked = keyOfProof(lastTo(world, '/credential'))
    mend(world)
    await round.again([residency.issuer.did])
    expect(await round.next('en')).toEqual({ is: 'over' })
    expect(await turnsOf(world)).toEqual([['done', undefined]])
    expect([pushes(), keyOfProof(lastTo(world, '/credential'))]).toEqual([before, asked])
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
    expect(await leftIn(world)).toEqual([])
  })

  it('asks no more for what came before the cut', async () => {
    const { world, residency, round, link } = await startAgain([badge])
    await world.wallet.vault.keep(makeHeld({ id: 'came', issuer: residency.issuer, vct: badge, unconfirmed: { notification: null } }))
    cut(world)
    await round.comeBack(link)
    expect(await leftIn(world)).toEqual([residency.vct])
  })

  it('is through with what the council prepares, which is no failure', async () => {
    const { world, round, link } = await startAgain()
    world.internet.on(`${issuer}/credential`, () => json({ transaction_id: 'tx1', interval: 300 }, 202))
    await round.comeBack(link)
    expect(await turnsOf(world)).toEqual([['coming', undefined]])
    expect(await leftIn(world)).toEqual([])
    expect(await world.wallet.vault.waiting()).toHaveLength(1)
  })

  it('ends by itself for what the citizen collected by another way and kept', async () => {
    const { world, residency } = await startAgain([badge])
    await world.wallet.confirmCredential(makeHeld({ issuer: residency.issuer, vct: residency.vct, unconfirmed: { notification: null } }))
    expect(await leftIn(world)).toEqual([badge])
  })

  it('goes to no council for what was taken off the list', async () => {
    const { world, residency, round, pushes } = await startAgain()
    await world.wallet.vault.amendRecovery((recovery) => ({ ...recovery, toCollect: [] }))
    const before = pushes()
    await round.begin([residency.issuer])
    expect(await round.next('en')).toEqual({ is: 'over' })
    expect([pushes(), await turnsOf(world)]).toEqual([before, [['done', undefined]]])
  })

  it('is a sign-in for each person, and for each of two children: keeping what came is no more than that', async () => {
    const { world, residency, round, link } = await startAgain()
    const ana = await world.wallet.addPerson('Ana', 'Ada')
    const [second, anas] = [{ ...residency, id: 'second' }, { ...residency, id: 'ana’s', person: ana }]
    await world.wallet.vault.amendRecovery((recovery) => ({ ...recovery, toCollect: [residency, second, anas] }))
    const settle = async (back: string): Promise<void> => {
      await round.comeBack(back)
      for (const held of (await world.wallet.everybodys.credentials()).filter(({ unconfirmed }) => unconfirmed !== undefined)) await world.wallet.confirmCredential(held)
    }
    const signInAgain = async (): Promise<void> => {
      await round.again([residency.issuer.did])
      await round.next('en')
      world.internet.on(`${issuer}/token`, () => json({ access_token: 't2', token_type: 'DPoP', expires_in: 300 }))
      await settle(linkOf({ code: 'c1', iss: issuer, state: formOf(lastTo(world, '/par'))['state'] ?? raise() }))
    }
    const left = async (): Promise<string[]> => (await world.wallet.vault.recovery()).toCollect.map(({ id }) => id)
    await settle(link)
    expect([await turnsOf(world), await left()]).toEqual([[['failed', 'more_left']], ['second', 'ana’s']])
    await signInAgain()
    expect([await turnsOf(world), await left()]).toEqual([[['failed', 'more_left']], ['ana’s']])
    await signInAgain()
    expect([await turnsOf(world), await left()]).toEqual([[['done', undefined]], []])
    expect((await world.wallet.everybodys.credentials()).map(({ person = 'first' }) => person).toSorted()).toEqual(['first', 'first', ana].toSorted())
  })

  it('says what is left that the council gives to nobody by a sign-in', async () => {
    const { world, round, link } = await startAgain([badge])
    await round.comeBack(link)
    expect([await turnsOf(world), await leftIn(world)]).toEqual([[['failed', 'no_sign_in']], [badge]])
  })
})
