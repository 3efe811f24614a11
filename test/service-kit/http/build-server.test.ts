import type { FastifyInstance } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { createLogger } from '@counterfoil/service-kit/system/logger'

const lines: string[] = []
let app: FastifyInstance

beforeAll(async () => {
  const logger = createLogger('test', { write: (line: string) => void lines.push(line) })
  app = await buildServer({ logger, docs: { title: 'Test', version: '1', description: 'A test' } })
  const schema = { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } }
  app.post('/things/:id', { schema, config: { errors: 'oauth', invalid: 'invalid_credential_request' } }, () => ({ ok: true }))
  app.post('/form', { config: { errors: 'oauth' } }, (request) => request.body)
  app.get('/closed', { config: { errors: 'oauth' } }, () => {
    throw new Refusal('token_missing')
  })
  app.get('/fault', () => {
    throw new Error('secret-value-in-a-fault')
  })
  await app.ready()
})

const post = (url: string, contentType: string, payload: string) => app.inject({ method: 'POST', url, headers: { 'content-type': contentType }, payload })

describe('a server', () => {
  it.each([
    ['CRD-10 null', 'application/json', 'null', 400],
    ['CRD-10 a list', 'application/json', '[]', 400],
    ['CRD-10 text', 'application/json', '"x"', 400],
    ['CRD-10 nothing', 'application/json', '', 400],
    ['CRD-10 no JSON', 'application/json', '{', 400],
    ['CRD-12 __proto__', 'application/json', '{"__proto__":{"x":1},"name":"a"}', 400],
    ['CRD-12 constructor', 'application/json', '{"constructor":{"prototype":{}},"name":"a"}', 400],
    ['a number where text belongs is not made text', 'application/json', '{"name":7}', 400],
    ['SRF-10 plain text', 'text/plain', '{"name":"a"}', 415],
    ['SRF-08 garbage after the type', 'application/jsonx', '{"name":"a"}', 415],
    ['TOK-23 a body of 1 MiB', 'application/json', JSON.stringify({ name: 'x'.repeat(1_048_576) }), 413],
  ])('refuses %s', async (_case, contentType, payload, status) => {
    const answer = await post('/things/1', contentType, payload)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ error: status === 400 ? 'invalid_credential_request' : 'invalid_request' })
    expect((await post('/things/1', 'application/json', '{"name":"a"}')).statusCode).toBe(200)
  })

  it('ignores members that it does not know', async () => {
    expect((await post('/things/1', 'application/json', '{"name":"a","more":1}')).statusCode).toBe(200)
  })

  it('TOK-14 refuses a form parameter that is there twice', async () => {
    const answer = await post('/form', 'application/x-www-form-urlencoded', 'grant_type=a&grant_type=b')
    expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
  })

  it('SRF-15 takes a polluting parameter as a plain name', async () => {
    const answer = await post('/form', 'application/x-www-form-urlencoded', 'a[__proto__]=x&__proto__=y')
    expect(answer.statusCode).toBe(200)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('NON-01 says which methods a path takes', async () => {
    const answer = await app.inject({ method: 'GET', url: '/things/1' })
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST'])
  })

  it('CRD-01 asks for a token by its scheme', async () => {
    const answer = await app.inject({ method: 'GET', url: '/closed' })
    expect([answer.statusCode, answer.headers['www-authenticate'], answer.headers['cache-control']]).toEqual([401, 'Bearer', 'no-store'])
  })

  it('tells nobody what a fault was', async () => {
    const answer = await app.inject({ method: 'GET', url: '/fault' })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('secret-value')
  })

  it.each(['//closed', '/CLOSED', '/closed/', '/closed%2f', '/closed;a=b'])('SRF-14 takes %s for another path than /closed', async (url) => {
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(404)
  })

  it('logs the pattern of a route and never the address', async () => {
    lines.length = 0
    await post('/things/secret-token?also=secret', 'application/json', '{"name":"secret-name"}')
    expect(lines.join('')).toContain('/things/:id')
    expect(lines.join('')).not.toContain('secret')
  })

  it('describes itself at /docs', async () => {
    expect((await app.inject({ method: 'GET', url: '/docs/json' })).json()).toHaveProperty('paths./things/{id}.post')
  })
})
