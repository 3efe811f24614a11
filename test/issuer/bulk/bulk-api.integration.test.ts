import { randomUUID } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BulkJobId } from '@counterfoil/issuer/domain/bulk/bulk-job'
import { councilClients, systemsOf } from '../council-systems.ts'
import { makeKeyPair, openScene, type Scene } from '../issuer-scene.ts'
import { approve, referenceOf, writeRecords } from './bulk-scene.ts'

let scene: Scene
let systems: ReturnType<typeof systemsOf>
beforeAll(async () => {
  scene = await openScene({ settings: { councilClients } })
  writeRecords(scene.folder, 10)
  systems = systemsOf(scene)
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

interface Job {
  readonly job: BulkJobId
  readonly state: string
  readonly approval: string | null
  readonly errors: readonly object[]
}
const pair = makeKeyPair()
const rows = [{ reference: referenceOf(0), type: 'residency' }, { reference: referenceOf(1), type: 'residency', language: 'cy' }, { reference: 'nobody', type: 'residency' }]
const prepare = async (body: object, options: Parameters<typeof systems.post>[3] = {}) => systems.post(await systems.tokenOf(options.authority), 'bulk-jobs', body, options)
const act = async (job: string, verb: string, body: object = {}, authority = 'aldermoor') => systems.post(await systems.tokenOf(authority), `bulk-jobs/${job}/${verb}`, body, { authority })

describe('a council\'s own system that issues to many', () => {
  it('has its rows planned and approved by staff, starts them, and opens what they made with its own key', async () => {
    const key = randomUUID()
    const prepared = (await prepare({ rows }, { key })).json<Job>()
    expect(prepared).toMatchObject({ state: 'asked', approval: 'waiting', plan: { create: 2, invalid: 1 }, errors: [{ row: 3, column: 'reference', problem: 'unknown' }] })
    // Sent again, it is the same job; with other rows another one.
    expect((await prepare({ rows }, { key })).json<Job>()).toEqual(prepared)
    expect((await prepare({ rows: rows.slice(0, 1) }, { key })).json<Job>().job).not.toBe(prepared.job)
    expect((await act(prepared.job, 'start', { result_key: pair.jwk })).statusCode).toBe(409)
    await approve(scene.issuer, prepared.job)
    for (let sent = 0; sent < 2; sent += 1) expect((await act(prepared.job, 'start', { result_key: pair.jwk })).statusCode).toBe(200)
    await scene.issuer.bulk.runner.idle()
    const { body } = await systems.get(await systems.tokenOf(), `bulk-jobs/${prepared.job}`)
    expect(JSON.parse(body)).toMatchObject({ state: 'finished', approval: 'approved', done: 2, outcomes: { offered: 2 } })
    const opened = async (kind: string) => {
      const { pieces } = (await act(prepared.job, kind)).json<{ pieces: readonly string[] }>()
      return Promise.all(pieces.map(async (piece) => JSON.parse(Buffer.from((await compactDecrypt(piece, pair.privateKey)).plaintext).toString()) as { readonly number: number; readonly text: string }[]))
    }
    expect((await opened('links')).flat()).toEqual([{ number: 1, text: expect.stringContaining('credential_offer_uri') }, { number: 2, text: expect.stringContaining('credential_offer_uri') }])
    expect((await opened('codes')).flat()).toHaveLength(2)
  })

  it.each([
    ['no rows', { rows: [] }, 400],
    ['a claim in a row', { rows: [{ ...rows[0], given_name: 'Mallory' }] }, 400],
    ['no list', { rows: 'all' }, 400],
  ])('is refused for %s', async (_name, body, status) => {
    expect((await prepare(body)).statusCode).toBe(status)
  })

  it('is refused without a key of idempotency, a key to seal to, or a scope', async () => {
    expect((await prepare({ rows }, { key: null })).statusCode).toBe(400)
    const { job } = (await prepare({ rows: [{ reference: referenceOf(5), type: 'residency' }] })).json<Job>()
    expect((await act(job, 'start', { result_key: { ...pair.jwk, y: pair.jwk.x } })).statusCode).toBe(400)
    expect((await systems.get(await systems.tokenOf('aldermoor', 'counterfoils:read'), `bulk-jobs/${job}`)).statusCode).toBe(403)
    expect((await systems.get(await systems.tokenOf('brackenfield'), `bulk-jobs/${job}`, 'brackenfield')).statusCode).toBe(404)
    expect((await act(job, 'cancel', {}, 'brackenfield')).statusCode).toBe(404)
    expect((await act(job, 'links')).statusCode).toBe(409)
    expect((await act(job, 'cancel')).json()).toMatchObject({ state: 'cancelled' })
  })
})
