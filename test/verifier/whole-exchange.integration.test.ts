import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerWell, fetchRequest, formServer, openResult } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())

describe('a whole exchange', () => {
  it('fills the form', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const answer = await answerWell(world, request)
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
    expect(await openResult(await form.result(started), started)).toMatchObject({ form: 'blue-badge-renewal' })
  })
})
