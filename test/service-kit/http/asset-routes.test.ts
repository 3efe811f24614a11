import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assetRoutes } from '@counterfoil/service-kit/http/asset-routes'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import type { FastifyInstance } from 'fastify'
import { noLimits } from '../../support/limits.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-assets-'))
const file = join(folder, 'pages.css')
let app: FastifyInstance

beforeEach(async () => {
  writeFileSync(file, 'body { margin: 0 }')
  app = await buildServer({ logger: createLogger('test', { write: () => {} }), publicUrl: 'http://localhost:4710', limits: { ...noLimits, requestsPerMinute: 1 } })
  await app.register(assetRoutes([{ address: '/assets/pages.css', file, type: 'text/css; charset=utf-8' }, { address: '/assets/none.js', file: join(folder, 'none.js'), type: 'text/javascript' }]))
})
afterEach(async () => {
  await app.close()
  rmSync(file, { force: true })
})

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers })

describe('the assets of staff pages', () => {
  it('are served when all else that an address may ask for is used up, or a page would stand there without its style', async () => {
    expect([(await get('/nothing')).statusCode, (await get('/nothing')).statusCode]).toEqual([404, 429])
    const style = await get('/assets/pages.css')
    expect([style.statusCode, style.headers['content-type'], style.body]).toEqual([200, 'text/css; charset=utf-8', 'body { margin: 0 }'])
    expect((await get('/nothing')).statusCode).toBe(429)
  })

  it('are sent again only when they have changed', async () => {
    const { etag } = (await get('/assets/pages.css')).headers
    expect((await get('/assets/pages.css', { 'if-none-match': String(etag) })).statusCode).toBe(304)
    writeFileSync(file, 'body { margin: 1px }')
    expect((await get('/assets/pages.css', { 'if-none-match': String(etag) })).statusCode).toBe(200)
  })

  it('are not found when they were not built', async () => {
    expect((await get('/assets/none.js')).statusCode).toBe(404)
  })
})
