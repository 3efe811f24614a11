import { describe, expect, it } from 'vitest'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { partsTaken } from '@counterfoil/wallet/domain/asked-sets'
import { firstPerson } from '@counterfoil/wallet/domain/person'
import { hold, publishRequest, requestUriOf } from '../support/stub-verifier.ts'
import { openWallet, startWalletWorld, type WalletWorld } from '../support/wallet-world.ts'

/** A wallet of two: what the first one has was there before. */
async function startHousehold(): Promise<WalletWorld & { readonly second: string; readonly theirs: string }> {
  const world = await startWalletWorld()
  const { id: theirs } = await hold(world)
  return { ...world, theirs, second: await world.wallet.addPerson('  Ana ', 'Ada') }
}
const ids = async ({ wallet }: WalletWorld): Promise<readonly string[]> => (await wallet.vault.credentials()).map(({ id }) => id)

async function share(world: WalletWorld): Promise<void> {
  const consent = await world.wallet.readRequest(parsePresentationRequest(publishRequest(world)))
  await world.wallet.answerRequest(consent, partsTaken(consent).map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required })))
}

describe('several people in one wallet', () => {
  it('are named with the second one; what was there is the first one’s', async () => {
    const world = await startHousehold()
    expect((await world.wallet.people()).map(({ name }) => name)).toEqual(['Ada', 'Ana'])
    expect(await ids(world)).toEqual([world.theirs])
    world.seen.person = world.second
    expect([await ids(world), await world.wallet.vault.activities()]).toEqual([[], []])
  })

  it('have credentials and history of their own, also when the wallet is opened anew, and what is changed or deleted stays whose it is', async () => {
    const world = await startHousehold()
    world.seen.person = world.second
    const { id } = await hold(world)
    await share(world)
    const [entry = expect.fail()] = await world.wallet.vault.activities()
    world.seen.person = firstPerson
    // What was begun for one and ends when another is in sight.
    await world.wallet.noteErasureAsked(entry)
    await world.wallet.deleteCredential(id)
    await world.wallet.undoDelete(id)
    const again = { ...world, wallet: await openWallet(world) }
    expect([await ids(again), (await again.wallet.vault.activities()).map(({ person }) => person)]).toEqual([[world.theirs], []])
    world.seen.person = world.second
    expect([await ids(again), (await again.wallet.vault.activities()).map((one) => one.id)]).toEqual([[id], [entry.id]])
  })

  it('answer with what is theirs alone, and one request can be looked at for each without being fetched again', async () => {
    const world = await startHousehold()
    const link = parsePresentationRequest(publishRequest(world))
    world.seen.person = world.second
    await expect(world.wallet.readRequest(link)).rejects.toMatchObject({ code: 'nothing_matches' })
    world.seen.person = firstPerson
    const { asked } = await world.wallet.readRequest(link)
    expect(asked.flatMap(({ fitting }) => fitting.map(({ credential }) => credential.id))).toEqual([world.theirs])
    expect(world.internet.sentTo(requestUriOf(world.aldermoor))).toHaveLength(1)
  })

  it('can be removed when nothing of theirs is here, and then their history goes, too', async () => {
    const world = await startHousehold()
    world.seen.person = world.second
    const { id } = await hold(world)
    await share(world)
    expect([await world.wallet.removePerson(world.second), await world.wallet.removePerson(firstPerson)]).toEqual([false, false])
    await world.wallet.deleteCredential(id)
    await world.wallet.undoDelete(id)
    expect(await world.wallet.removePerson(world.second)).toBe(false)
    await world.wallet.deleteCredential(id)
    expect([await world.wallet.removePerson(world.second), await world.wallet.vault.activities(), await world.wallet.everybodys.deleted()]).toEqual([true, [], []])
    expect((await world.wallet.people()).map(({ name }) => name)).toEqual(['Ada'])
  })
})

describe('what happens while somebody helps', () => {
  it('is marked with their name, and keeps its mark', async () => {
    const world = await startWalletWorld()
    await hold(world)
    world.seen.helper = { name: 'Sam', until: world.clock.now * 1000 + 1 }
    await share(world)
    world.seen.helper = null
    const [entry = expect.fail()] = await world.wallet.vault.activities()
    await world.wallet.noteErasureAsked(entry)
    await share(world)
    expect((await world.wallet.vault.activities()).map(({ helper }) => helper ?? '').toSorted((one, other) => one.localeCompare(other))).toEqual(['', 'Sam'])
  })
})
