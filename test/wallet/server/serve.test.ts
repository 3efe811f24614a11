import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '@counterfoil/wallet/server/config'
import { createWalletServer } from '@counterfoil/wallet/server/serve'
import { authority, certificate } from '../../support/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-wallet-'))
const dist = join(folder, 'dist')
const networkFile = join(folder, 'network.json')
let server: Server
let port = 0

beforeAll(async () => {
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>the wallet</title>')
  writeFileSync(join(dist, 'assets', 'a1.js'), 'export {}')
  writeFileSync(join(folder, 'secret'), 'not-for-anybody')
  writeFileSync(networkFile, JSON.stringify({ ledger: { chainId: 1 }, typesUrl: 'http://x/types', trustAnchors: ['PEM'], authorities: ['more'] }))
  server = createWalletServer({ networkFile, dist, port: 0, host: '127.0.0.1', requesters: { anchors: [], attesters: [] } })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

/** Sends the path as it stands: `fetch` would tidy it up. */
function get(path: string, method = 'GET'): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(`${method} ${path} HTTP/1.1\r\nhost: wallet\r\nconnection: close\r\n\r\n`))
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.once('error', reject).once('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }))
  })
}

describe('the wallet\'s server', () => {
  it.each(['/', '/offer?credential_offer_uri=x', '/any/page/of/the/wallet', '//', '/%2e%2e/%2e%2e/secret', '/..%2f..%2fsecret', '/../secret', '/....//secret', '/\\..\\secret', '/__proto__', '/%00', '/INDEX.HTML'])('gives its one page at %s', async (path) => {
    const { status, text } = await get(path)
    expect([status, text.includes('the wallet'), text.includes('not-for-anybody')]).toEqual([200, true, false])
    expect(text).toMatch(/cache-control: no-cache\r\n/i)
  })

  it.each(['/%', '/%zz', '/%E0%A4%A', '/%c0%af'])('refuses %s, and goes on', async (path) => {
    expect((await get(path)).status).toBe(400)
    expect((await get('/health/ready')).status).toBe(200)
  })

  it('lets a built file be kept for ever, and a missing one not at all', async () => {
    expect((await get('/assets/a1.js')).text).toMatch(/max-age=31536000, immutable/)
    const missing = await get('/assets/a2.js')
    expect([missing.status, /cache-control: no-store/i.test(missing.text)]).toEqual([404, true])
  })

  it('tells of the network what wallets need and no more', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}/network.json`)).json()).toEqual({ ledger: { chainId: 1 }, typesUrl: 'http://x/types', trustAnchors: ['PEM'], requesters: { anchors: [], attesters: [] } })
  })

  it('says that it can not tell while the network file is being replaced', async () => {
    const torn = createWalletServer({ networkFile: join(dist, 'index.html'), dist, port: 0, host: '127.0.0.1' })
    await new Promise<void>((resolve) => torn.listen(0, '127.0.0.1', resolve))
    const response = await fetch(`http://127.0.0.1:${(torn.address() as AddressInfo).port}/network.json`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    torn.closeAllConnections()
    torn.close()
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('takes no %s', async (method) => {
    const { status, text } = await get('/', method)
    expect([status, /allow: GET, HEAD\r\n/i.test(text)]).toEqual([405, true])
  })

  it('sends text compressed to whoever takes that, and as it is now', async () => {
    const script = async (encoding: string): Promise<readonly [string | null, string]> => {
      const response = await fetch(`http://127.0.0.1:${port}/assets/a1.js`, { headers: { 'accept-encoding': encoding } })
      return [response.headers.get('content-encoding'), await response.text()]
    }
    expect(await script('gzip, deflate, br, zstd')).toEqual(['br', 'export {}'])
    expect(await script('gzip;q=1.0, br;q=0')).toEqual(['gzip', 'export {}'])
    for (const other of ['identity', '*', 'gzip;q=0', 'zzip']) expect(await script(other)).toEqual([null, 'export {}'])
    writeFileSync(join(dist, 'assets', 'a1.js'), 'export { renewed }')
    expect(await script('br')).toEqual(['br', 'export { renewed }'])
  })

  it('carries its security headers on everything (WAL-13, WAL-14)', async () => {
    for (const path of ['/', '/health/live', '/network.json', '/assets/a1.js', '/assets/none', '/%']) {
      expect((await get(path)).text, path).toMatch(/content-security-policy: default-src 'none'[^\r]*frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default\r\n(.|\r\n)*x-content-type-options: nosniff/i)
    }
  })

  it('goes on when a file vanishes while it is being sent', async () => {
    symlinkSync('/proc/self/mem', join(dist, 'unreadable'))
    await get('/unreadable')
    expect((await get('/')).status).toBe(200)
  })

  it('reads by whom verifiers beyond the network are known, and says when it can not', () => {
    const file = join(folder, 'requesters.json')
    const read = (content: unknown) => {
      writeFileSync(file, JSON.stringify(content))
      return readConfig({ NETWORK_FILE: networkFile, DIST_DIR: dist, REQUESTERS_FILE: file })
    }
    const { pem, publicKey } = certificate('Other trust', [authority()])
    const attester = { iss: 'https://attester.example', name: 'Attester', jwks: { keys: [publicKey.export({ format: 'jwk' })] } }
    expect(read({ anchors: [pem], attesters: [attester] })).toMatchObject({ requesters: { anchors: [pem], attesters: [attester] } })
    for (const wrong of [null, {}, { anchors: ['PEM'], attesters: [] }, { anchors: [pem] }, { anchors: [], attesters: [{ ...attester, name: '' }] }, { anchors: [], attesters: [{ ...attester, jwks: { keys: [{ kty: 'RSA' }] } }] }])
      expect(read(wrong)).toEqual({ problems: [expect.stringMatching(/^REQUESTERS_FILE: must be JSON/)] })
  })

  it('tells everything that is wrong with its configuration at once', () => {
    expect(readConfig({ NETWORK_FILE: '', DIST_DIR: folder, PORT: 'soon' })).toEqual({
      problems: ['NETWORK_FILE: is missing; for example .data/network.json', `DIST_DIR: nothing is built at ${folder}; run the build first`, 'PORT: must be a whole number up to 65535'],
    })
  })
})
