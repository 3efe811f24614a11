import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerWell, fetchRequest, formServer } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())

/** What lapses is swept twice a minute; then the clock is set back to where it was. */
async function lapse(after: number): Promise<void> {
  world.switches.clockShift = after
  await world.verifier().sweep()
  world.switches.clockShift = 0
}

describe('INV-22: a clock that goes back', () => {
  it('revives no request that has expired', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    await lapse(1201)
    expect((await answerWell(world, request)).status).toBe(400)
    expect(await form.status(started)).toMatchObject({ status: 'expired' })
  })

  it('gives out no result that nobody collected in time', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    expect((await answerWell(world, await fetchRequest(started))).status).toBe(200)
    await lapse(601)
    expect((await form.result(started)).status).toBe(404)
  })
})
