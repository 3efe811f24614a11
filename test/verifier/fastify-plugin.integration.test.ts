import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { verifierPlugin } from '@counterfoil/verifier'
import { answerWell, fetchRequest, formServer, openResult, sampleClaims } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

const prefix = '/verify'
let world: VerifierTestWorld
let host: FastifyInstance
let verifierUrl: string
const silent = Object.assign(createLogger('verifier'), { level: 'silent' })

beforeAll(async () => {
  world = await startVerifierWorld()
  await world.stop()
  verifierUrl = `${world.verifierUrl}${prefix}`
  host = Fastify({ bodyLimit: 64, forceCloseConnections: true })
  host.setErrorHandler((_error, _request, reply) => reply.code(418).send('the host says so'))
  host.addHook('onRequest', async (_request, reply) => void reply.header('x-host', 'yes'))
  host.addHook('preParsing', async ({ method }) => {
    if (method === 'POST') throw new Error('the host reads no body')
  })
  host.addHook('onSend', async (_request, _reply, payload) => `${String(payload)} from the host`)
  host.route({ method: ['GET', 'POST'], url: '/own', handler: (_request, reply) => reply.send('own') })
  await host.register(verifierPlugin, { prefix, config: { ...world.config, verifierUrl }, world: { logger: silent } })
  await host.listen({ port: world.config.port, host: 'localhost' })
})
afterAll(async () => {
  await host?.close()
  await world?.close()
})

describe('a verifier that is registered in another server', () => {
  it('takes a presentation from its start to its result, whatever the hooks and limits of its host', async () => {
    const form = formServer({ verifierUrl, apiKey: world.apiKey }, 'brackenfield')
    const started = await form.start()
    expect(started.request_uri.startsWith(`${verifierUrl}/brackenfield/requests/`)).toBe(true)
    expect((await answerWell(world, await fetchRequest(started))).status).toBe(200)
    const { fields } = await openResult(await form.result(started), started)
    expect(fields['first_name']).toBe(sampleClaims.given_name)
  })

  it('tells its refusals in its own words', async () => {
    const known = `${verifierUrl}/brackenfield/presentations`
    for (const [address, request, status, code] of [
      [`${verifierUrl}/nothing`, {}, 404, 'not_found'],
      [known, { method: 'POST' }, 401, 'token_missing'],
      [known, { method: 'DELETE' }, 405, 'method_not_allowed'],
      [known, { method: 'POST', body: '{', headers: { 'content-type': 'application/json', authorization: `Bearer ${world.apiKey('brackenfield')}` } }, 400, 'invalid_request'],
      [known, { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain', authorization: `Bearer ${world.apiKey('brackenfield')}` } }, 415, 'unsupported_media_type'],
    ] as const) {
      const answer = await fetch(address, request)
      expect([answer.status, answer.headers.get('content-type'), ((await answer.json()) as { code: string }).code]).toEqual([status, 'application/problem+json; charset=utf-8', code])
    }
  })

  it('leaves the routes of its host as they are', async () => {
    for (const [method, path, status] of [['GET', '/own', 200], ['POST', '/own', 418], ['GET', '/brackenfield/jwks.json', 404]] as const) {
      const answer = await fetch(`${world.verifierUrl}${path}`, { method })
      expect([answer.status, answer.headers.get('x-host'), answer.headers.get('content-security-policy')]).toEqual([status, 'yes', null])
    }
  })

  it('shows its pages under the prefix', async () => {
    const page = await (await fetch(`${verifierUrl}/purpose-register`)).text()
    const linked = [...page.matchAll(/href="([^"?#]+\.(?:css|svg|json|csv))[?"]/g)].map(([, address = '']) => new URL(address, `${verifierUrl}/purpose-register`).href)
    expect(new Set(linked)).toEqual(new Set(['/assets/counterfoil.css', '/assets/icon.svg', '/purpose-register.json', '/purpose-register.csv'].map((path) => verifierUrl + path)))
    for (const address of linked) expect((await fetch(address)).status).toBe(200)
  })

  it.each([['', verifierUrlOf('')], ['/other', verifierUrlOf(prefix)]])('is not registered under %j when its address is another', async (wrong, address) => {
    const other = Fastify()
    await expect(other.register(verifierPlugin, { prefix: wrong, config: { ...world.config, verifierUrl: address } })).rejects.toThrow('both must be the same')
    await other.close()
  })
})

function verifierUrlOf(path: string): string {
  return `http://localhost:1${path}`
}
