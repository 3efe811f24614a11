import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { root } from '../support/source-files.ts'
import { until } from '../support/until.ts'

const folder = temporaryFolder()
let port = 0
let running: ChildProcess
let said = ''

const run = (env: Record<string, string>): ChildProcess => spawn(process.execPath, [join(root, 'examples/sign-in/src/main.ts')], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })

beforeAll(async () => {
  port = await freePort()
  const clients = join(folder.path, 'clients.json')
  writeFileSync(clients, JSON.stringify([{ client_id: 'c', client_secret: 'a secret of the client', redirect_uris: ['http://localhost:4710/staff/signed-in'] }]))
  running = run({ OIDC_ISSUER_URL: `http://localhost:${port}`, CLIENTS_FILE: clients, DATA_DIR: join(folder.path, 'data'), PORT: `${port}`, HOST: '127.0.0.1' })
  running.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok)
})
afterAll(async () => {
  running.kill('SIGTERM')
  await once(running, 'exit')
  folder.remove()
})

function send(bytes: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.once('error', reject).once('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])))
  })
}
const request = (method: string, path: string, headers = '', body = ''): Promise<number> =>
  send(`${method} ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}${body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`}\r\n${body}`)

const form = 'content-type: application/x-www-form-urlencoded\r\n'

describe('the demonstration\'s sign-in', () => {
  it.each([
    ['a malformed escape', () => request('GET', '/%zz')],
    ['two slashes', () => request('GET', '//')],
    ['a page of nobody', () => request('GET', '/interaction/none')],
    ['a choice of nobody', () => request('POST', '/interaction/none', form, 'person=sam')],
    ['a choice made twice', () => request('POST', '/interaction/none', form, 'person=sam&person=beth')],
    ['a choice that is too long', () => request('POST', '/interaction/none', form, `person=${'a'.repeat(10_000)}`)],
    ['another method', () => request('PUT', '/interaction/none', form, 'person=sam')],
    ['a malformed cookie', () => request('GET', '/interaction/none', 'cookie: cf_oidc=%; =;; cf_oidc_interaction=%E0\r\n')],
    ['an authorization request without anything', () => request('GET', '/auth')],
    ['an authorization request that repeats itself', () => request('GET', '/auth?client_id=c&client_id=d&scope[]=openid&scope[__proto__]=x')],
    ['another address to return to', () => request('GET', '/auth?client_id=c&response_type=code&scope=openid&redirect_uri=https://evil.example/')],
    ['a token request that is JSON', () => request('POST', '/token', 'content-type: application/json\r\n', '{"grant_type":"authorization_code"')],
    ['a token request of a megabyte', () => request('POST', '/token', form, `code=${'a'.repeat(1_048_576)}`).catch(() => 413)],
    ['a token request without a body', () => request('POST', '/token', form)],
    ['an address that is not there', () => request('GET', '/nothing')],
  ])('has no fault for %s', async (_what, ask) => {
    const status = await ask()
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(await request('GET', '/health/live')).toBe(200)
  })

  it('carries security headers on everything', async () => {
    for (const path of ['/health/live', '/sign-in.css', '/interaction/none', '/.well-known/openid-configuration', '/nothing']) {
      const { headers } = await fetch(`http://127.0.0.1:${port}${path}`)
      expect([path, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([path, 'nosniff', 'DENY'])
    }
  })

  it('says nothing of all that in its log', () => {
    expect(said).not.toMatch(/sam|evil|canary|Unhandled|ended by a fault/)
  })

  it('tells everything that is wrong with its configuration at once', async () => {
    const wrong = run({ OIDC_ISSUER_URL: 'nowhere', CLIENTS_FILE: join(folder.path, 'none.json'), PORT: 'soon' })
    let text = ''
    wrong.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const [code] = (await once(wrong, 'exit')) as [number]
    expect(code).toBe(2)
    for (const name of ['OIDC_ISSUER_URL', 'CLIENTS_FILE', 'DATA_DIR', 'PORT']) expect(text).toContain(name)
    expect(text).not.toMatch(/ {4}at |soon/)
  })
})
