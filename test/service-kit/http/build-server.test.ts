import type { FastifyInstance } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { noLimits } from '../../support/limits.ts'

const lines: string[] = []
let app: FastifyInstance

beforeAll(async () => {
  const logger = createLogger('test', { write: (line: string) => void lines.push(line) })
  app = await buildServer({ logger, publicUrl: 'https://issuer.example', limits: noLimits, docs: { title: 'Test', version: '1', description: 'A test', tags: [], credentials: {} } })
  const schema = { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } }
  app.post('/things/:id', { schema, config: { errors: 'oauth', invalid: 'invalid_credential_request' } }, () => ({ ok: true }))
  app.post('/form', { config: { errors: 'oauth' } }, (request) => request.body)
  app.get('/closed', { config: { errors: 'oauth' } }, () => {
    throw new Refusal('token_missing')
  })
  app.get('/fault', () => {
    throw new Error('secret-value-in-a-fault')
  })
  app.get('/odd', { config: { errors: 'oauth' } }, () => {
    throw new Refusal('invalid_request', { words: 'a"\\é \u202eb\r\n~!' })
  })
  app.get('/who', ({ ip, protocol }) => ({ ip, protocol }))
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
    ['SRF-08 garbage after a space', 'application/json garbage', '{"name":"a"}', 415],
    ['SRF-08 a tab and a letter', 'application/json\ta', '{"name":"a"}', 415],
    ['SRF-08 a list of types', 'application/json, text/plain', '{"name":"a"}', 415],
    ['SRF-08 a suffix', 'application/vnd.x+json', '{"name":"a"}', 415],
    ['SRF-08 no type', '', '{"name":"a"}', 415],
    ['SRF-08 a type alone', 'application', '{"name":"a"}', 415],
    ['SRF-08 upper case, and not valid', 'APPLICATION/JSON', '{"name":7}', 400],
    ['SRF-08 spaces around, and not valid', ' application/json ; charset=utf-8', '{"name":7}', 400],
    ['SRF-08 a parameter that hides another type, and not valid', 'application/json; x="application/x-www-form-urlencoded"', '{"name":7}', 400],
    ['SRF-08 another character set, and not valid', 'application/json; charset=utf-7', '{"name":7}', 400],
    ['a form where JSON belongs', 'application/x-www-form-urlencoded', 'more=1', 400],
    ['CRD-10 a member that comes twice', 'application/json', '{"name":"a","name":"b"}', 400],
    ['CRD-10 a member that comes twice in another spelling', 'application/json', '{"name":"a","n\\u0061me":"b"}', 400],
    ['JSON that is nested too deep', 'application/json', `{"name":"a","x":${'['.repeat(31_000)}${']'.repeat(31_000)}}`, 400],
    ['a byte order mark', 'application/json', '\uFEFF{"name":"a"}', 400],
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

  it.each(['/closed?a=1&a=2', '/who?a[]=1&a[]=2', '/nothing?x=1&y=2&x=1'])('SRF-15 refuses a parameter that is there twice in %s', async (url) => {
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(400)
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

  it.each(['//closed', '/CLOSED', '/closed/', '/closed%2f', '/closed%2Fx', '/closed;a=b', '/closed%00', '/closed%20', '/closed\\', '/clo\u017fed'])(
    'SRF-14 takes %s for another path than /closed',
    async (url) => {
      const answer = await app.inject({ method: 'GET', url })
      expect([answer.statusCode, answer.headers['content-type'], answer.json<{ code: string }>().code]).toEqual([404, 'application/problem+json; charset=utf-8', 'not_found'])
    },
  )

  it.each(['/clo%73ed', '/%63losed'])('SRF-14 takes %s for /closed itself, with the same answer', async (url) => {
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(401)
  })

  it.each(['/%', '/%zz', '/things/%E0%A4%A', '/%ff', `/things/${'a'.repeat(513)}`])('refuses the malformed address %s without quoting it', async (url) => {
    const answer = await app.inject({ method: 'GET', url })
    expect([400, 404, 405]).toContain(answer.statusCode)
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    expect(answer.body).not.toContain(url.slice(1))
  })

  it('CRD-18 lets only the characters of a description leave', async () => {
    const { error_description: description } = (await app.inject({ method: 'GET', url: '/odd' })).json<{ error_description: string }>()
    expect(description).toBe('a??? ?b??~!')
  })

  it('carries its security headers on every answer, and lets no cache keep one', async () => {
    for (const url of ['/closed', '/fault', '/nothing', '/health/live', '/docs', '/docs/json', '/%zz']) {
      const { headers } = await app.inject({ method: 'GET', url })
      expect(headers, url).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-opener-policy': 'same-origin', 'x-frame-options': expect.any(String) as string })
      expect(headers['content-security-policy'], url).toContain("default-src 'none'")
      expect(headers['cache-control'], url).toBeDefined()
      expect(headers['strict-transport-security'], url).toBe('max-age=31536000')
      expect(headers, url).not.toHaveProperty('server')
    }
  })

  it('OFF-24 believes nobody who they or we are', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' }
    expect((await app.inject({ method: 'GET', url: '/who', headers })).json()).toEqual({ ip: '127.0.0.1', protocol: 'http' })
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
