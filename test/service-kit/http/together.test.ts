import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { together } from '@counterfoil/service-kit/http/together'

let app: FastifyInstance
let turns: string[][]

beforeEach(() => {
  turns = []
  let turn: string[] = []
  app = Fastify()
  app.get<{ Params: { name: string } }>('/:name', { preHandler: together }, (request, reply) => {
    if (turn.length === 0) {
      turns.push(turn)
      // The next turn begins after this one.
      setImmediate(() => (turn = []))
    }
    turn.push(request.params.name)
    return reply.send(request.params.name)
  })
})
afterEach(() => app.close())

const ask = async (name: string): Promise<string> => (await app.inject({ url: `/${name}` })).body

it('requests that come together are handled one right after another, in their order', async () => {
  await app.ready()
  expect(await Promise.all(['a', 'b', 'c'].map(ask))).toEqual(['a', 'b', 'c'])
  expect(turns).toEqual([['a', 'b', 'c']])
})

it('one that comes alone, or later, waits for nobody', async () => {
  expect(await ask('a')).toBe('a')
  expect(await ask('b')).toBe('b')
  expect(turns).toEqual([['a'], ['b']])
})
