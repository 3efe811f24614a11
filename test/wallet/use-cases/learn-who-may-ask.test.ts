import { describe, expect, it } from 'vitest'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import type { Wallet } from '@counterfoil/wallet/assemble'
import { onSignedList } from '../../support/trust-kind.ts'
import { trustHost } from '../support/stub-trust.ts'
import { hold, publishRequest } from '../support/stub-verifier.ts'
import { vct } from '../support/stub-world.ts'
import { openWallet, startWalletWorld, type WalletWorld } from '../support/wallet-world.ts'

async function learnt(): Promise<WalletWorld> {
  const world = await startWalletWorld()
  await hold(world)
  await world.wallet.learnWhoMayAsk()
  world.ledger.isUp = false
  return world
}

const asked = async (world: WalletWorld, wallet: Wallet) => wallet.readRequest(parsePresentationRequest(publishRequest(world, { claims: { iat: world.clock.now, exp: world.clock.now + 600 } })))

describe('while the ledger is away', () => {
  it.each([
    ['the same tab', async ({ wallet }: WalletWorld) => wallet],
    ['a new tab', openWallet],
  ])('a council that never asked before is believed, in %s, and the citizen reads as of when', async (_which, open) => {
    const world = await learnt()
    const knownAt = world.clock.now
    world.clock.now += 1800
    const { requester, asOf } = await asked(world, await open(world))
    expect(requester.name.en).toBe('aldermoor Council')
    expect(asOf).toBe(knownAt)
  })

  it('nobody is believed after an hour', async () => {
    const world = await learnt()
    world.clock.now += 3601
    await expect(asked(world, await openWallet(world))).rejects.toMatchObject({ code: 'not_reachable' })
  })

  it('nobody is believed by a wallet that has learnt nothing', async () => {
    const world = await startWalletWorld()
    // A list tells of everybody at once; the ledger told of the issuer alone.
    if (!onSignedList) await hold(world)
    world.ledger.isUp = false
    await expect(asked(world, world.wallet)).rejects.toMatchObject({ code: 'not_reachable' })
  })
})

describe('once the ledger is back', () => {
  it('what it says now counts, and no age is told', async () => {
    const world = await learnt()
    world.clock.now += 1800
    const wallet = await openWallet(world)
    world.ledger.isUp = true
    expect(await asked(world, wallet)).toMatchObject({ asOf: null })
    world.ledger.withdraw('request', vct, world.aldermoor.listing.did)
    world.clock.now += 11
    await expect(asked(world, wallet)).rejects.toMatchObject({ code: 'asker_not_accredited' })
  })
})

describe('a wallet without credentials', () => {
  it('asks the ledger nothing', async () => {
    const world = await startWalletWorld()
    world.ledger.isUp = false
    await expect(world.wallet.learnWhoMayAsk()).resolves.toBeUndefined()
    expect(world.internet.sentTo(trustHost)).toEqual([])
  })
})
