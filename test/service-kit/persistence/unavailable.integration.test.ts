import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { holdLock } from '../../support/other-process.ts'
import { CreateMarks1 } from './marks.ts'

let folder: string
let file: string
let database: Database
let app: FastifyInstance
let logged: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-unavailable-'))
  file = join(folder, 'marks.sqlite')
  database = await openDatabase({ file, entities: [], migrations: [CreateMarks1] })
  logged = ''
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => ((logged += chunk.toString()), done()) })
  app = await buildServer({ logger: createLogger('test', sink), publicUrl: 'http://localhost:4710' })
  app.post('/marks/:name', async (request, reply) => {
    const { name } = request.params as { readonly name: string }
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', [name.repeat(1000)]))
    return reply.code(201).send({})
  })
  app.post('/oauth/:name', { config: { errors: 'oauth' } }, (request) => database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', [(request.params as { readonly name: string }).name])))
  app.get('/marks', () => database.reads.all('SELECT length(name) AS length FROM marks'))
})
afterEach(async () => {
  await app.close()
  await database.close()
  rmSync(folder, { recursive: true })
})

const mark = (path: string) => app.inject({ method: 'POST', url: path })
const count = async (): Promise<number> => (await app.inject({ method: 'GET', url: '/marks' })).json<unknown[]>().length

describe('a database that another program has locked', () => {
  it('is waited for, then answered with 503 and when to try again; nothing is lost', async () => {
    await mark('/marks/before')
    const lock = await holdLock(file)
    const answers = await Promise.all([mark('/marks/one'), mark('/marks/two'), mark('/oauth/three')])
    expect(await count()).toBe(1)
    await lock.release()
    expect(answers.map(({ statusCode, headers }) => [statusCode, headers['retry-after']])).toEqual([[503, '5'], [503, '5'], [503, '5']])
    expect(answers[0]?.headers['content-type']).toContain('application/problem+json')
    expect(answers[0]?.json()).toMatchObject({ code: 'temporarily_unavailable', status: 503 })
    expect(answers[2]?.json()).toMatchObject({ error: 'temporarily_unavailable' })
    expect(logged).toContain('"level":40')
    expect(logged).toContain('the database is locked by another program')
    expect((await mark('/marks/one')).statusCode).toBe(201)
    expect(await count()).toBe(2)
  })

  it('is waited for no longer than it is locked', async () => {
    const lock = await holdLock(file)
    const waiting = mark('/marks/one')
    await lock.release()
    expect((await waiting).statusCode).toBe(201)
  })
})

describe('a database that may not grow', () => {
  it('refuses what needs room with 503, keeps what it acknowledged, is read, and recovers with room', async () => {
    await mark('/marks/before')
    await database.write((writes) => writes.all('PRAGMA max_page_count = 12'))
    const answers = []
    for (let index = 0; index < 20; index += 1) answers.push(await mark(`/marks/number-${index}`))
    const kept = answers.filter(({ statusCode }) => statusCode === 201).length
    expect(answers.map(({ statusCode }) => statusCode).filter((status) => status !== 201 && status !== 503)).toEqual([])
    expect(kept).toBeLessThan(20)
    expect(answers.at(-1)?.headers['retry-after']).toBe('5')
    expect(logged).toContain('the disk is full')
    expect(await count()).toBe(1 + kept)
    await database.write((writes) => writes.all('PRAGMA max_page_count = 100000'))
    expect((await mark('/marks/after')).statusCode).toBe(201)
  })

  it('takes along none of the units that share a transaction with one that finds no room', async () => {
    await database.write((writes) => writes.all('PRAGMA max_page_count = 12'))
    const unit = (index: number): Promise<number> =>
      database.write(async (writes) => {
        await writes.run('INSERT INTO marks VALUES (?)', [`first ${index} ${'x'.repeat(3000)}`])
        await writes.run('INSERT INTO marks VALUES (?)', [`second ${index} ${'x'.repeat(3000)}`])
        return index
      })
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, (_, index) => unit(index)))
    const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const kept = await database.reads.all<{ name: string }>('SELECT name FROM marks')
    expect(kept.map(({ name }) => name.split(' ').slice(0, 2).join(' ')).sort()).toEqual(acknowledged.flatMap((index) => [`first ${index}`, `second ${index}`]).sort())
    expect(acknowledged.length).toBeLessThan(30)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'temporarily_unavailable' })
  })
})
