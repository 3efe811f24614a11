import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerWell, askedPaths, encryptAnswer, fetchRequest, formServer, Holder, openResult, post, sampleClaims, select } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())

const counts = (statuses: readonly number[]): Record<number, number> => statuses.reduce<Record<number, number>>((all, status) => ({ ...all, [status]: (all[status] ?? 0) + 1 }), {})

describe('at once', () => {
  it('VPR-05: of 50 answers to one request exactly one is accepted, and one record is kept', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const responses = await Promise.all(
      Array.from({ length: 50 }, async (_, each) => {
        const holder = new Holder(world)
        const credential = await holder.credential({ claims: { ...sampleClaims, given_name: `Person ${each}` } })
        return { name: `Person ${each}`, response: encryptAnswer(request, { residency: [holder.bind(select(credential, askedPaths(request)), request)] }) }
      }),
    )
    const answers = await Promise.all(responses.map(async ({ name, response }) => ({ name, status: (await post(request, { response })).status })))
    expect(counts(answers.map(({ status }) => status))).toEqual({ 200: 1, 400: 49 })
    const { fields } = await openResult(await form.result(started), started)
    expect(fields['first_name']).toBe(answers.find(({ status }) => status === 200)?.name)
    const database = new DatabaseSync(join(world.net.verifierDir, 'verifier.sqlite'), { readOnly: true })
    expect(database.prepare('SELECT count(*) AS n FROM check_records WHERE transaction_id = ?').get(started.transaction_id)).toEqual({ n: 1 })
    database.close()
  })

  it('of answers that are good, revoked and declined, exactly one ends the presentation', async () => {
    world.publisher.set(3, 1)
    world.switches.clockShift = 6
    for (let round = 0; round < 10; round += 1) {
      const form = formServer(world, 'brackenfield')
      const started = await form.start()
      const request = await fetchRequest(started)
      const answers = await Promise.all([answerWell(world, request), answerWell(world, request, { index: 3 }), post(request, { error: 'access_denied', state: request.state })])
      const bodies = await Promise.all(answers.map(async (answer) => ({ ok: answer.status === 200, ...((await answer.json()) as { refusal?: string }) })))
      expect(bodies.filter(({ ok, refusal }) => ok || refusal !== undefined)).toHaveLength(1)
      const { status } = await form.status(started)
      expect(status).toBe(bodies[0]?.ok ? 'answered' : bodies[2]?.ok ? 'declined' : 'refused')
    }
  })

  it('of 50 readers of one result exactly one gets it', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start({ flow: 'same_device', return_url: `${returnOrigin}/brackenfield/blue-badge-renewal` })
    const answer = (await (await answerWell(world, await fetchRequest(started))).json()) as { redirect_uri: string }
    const responseCode = answer.redirect_uri.split('response_code=')[1]
    const readers = await Promise.all(Array.from({ length: 50 }, () => form.result(started, { response_code: responseCode })))
    expect(counts(readers.map(({ status }) => status))).toEqual({ 200: 1, 404: 49 })
  })

  it('40 exchanges of two authorities never mix their people', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, each) => {
        const form = formServer(world, each % 2 === 0 ? 'brackenfield' : 'calderwick')
        const started = await form.start()
        const answer = await answerWell(world, await fetchRequest(started), { claims: { ...sampleClaims, family_name: `Person ${each}` } })
        expect(answer.status).toBe(200)
        expect((await openResult(await form.result(started), started)).fields['last_name']).toBe(`Person ${each}`)
      }),
    )
  })
})
