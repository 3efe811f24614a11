import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream'
import type { Calls } from './calls.ts'
import { encodingFor, fileCompressor } from './compress-file.ts'
import type { WalletServerConfig } from './config.ts'

// The wallet's server hands out files and one public fact; what else an operator may have it do is in `calls.ts`. It learns nothing
// of what anybody does in their wallet, and writes no log, for addresses carry codes.

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; connect-src 'self' https: http://localhost:* http://127.0.0.1:*; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
}
const limits = { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 30_000, connectionsCheckingInterval: 1000 }
const mostConnections = 4096

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false

/** The file at a path below the built wallet; its one page for every address of its own; null where a file was meant. */
function fileAt(dist: string, path: string): string | null {
  const file = normalize(join(dist, path))
  if (file.startsWith(`${dist}${sep}`) && !file.includes('\0') && isFile(file)) return file
  return path.startsWith('/assets/') ? null : join(dist, 'index.html')
}

/** The path that was asked for, with its escapes read; null when they can't be. */
function pathOf(url: string): string | null {
  try {
    return decodeURI(new URL(url.startsWith('/') ? `http://wallet${url}` : url).pathname)
  } catch {
    return null
  }
}

function say(response: ServerResponse, status: number, body: object, more: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...headers, 'cache-control': 'no-store', 'content-type': 'application/json', ...more }).end(JSON.stringify(body))
}

function sendNetwork(response: ServerResponse, { networkFile, requesters, calls }: WalletServerConfig): void {
  try {
    const { trust, ledger, typesUrl, trustAnchors } = JSON.parse(readFileSync(networkFile, 'utf8')) as Readonly<Record<string, unknown>>
    say(response, 200, { trust, ledger, typesUrl, trustAnchors, requesters, ...(calls == null ? {} : { server: { attests: calls.provider !== null, relays: calls.relays } }) }, { 'cache-control': 'no-cache' })
  } catch {
    say(response, 503, { status: 'the network file can not be read now' }, { 'retry-after': '5' })
  }
}

const compressed = fileCompressor()

function sendFile(response: ServerResponse, file: string, { path, accepted }: { readonly path: string; readonly accepted: string | undefined }): void {
  const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  const head = { ...headers, 'content-type': types[extname(file)] ?? 'application/octet-stream', 'cache-control': cache, vary: 'accept-encoding' }
  const encoding = encodingFor(file, accepted)
  // A file that vanishes, or a caller that does, ends this answer and nothing else.
  if (encoding === null) {
    pipeline(createReadStream(file), response.writeHead(200, head), () => response.destroy())
    return
  }
  compressed(file, encoding).then(
    (bytes) => response.writeHead(200, { ...head, 'content-encoding': encoding, 'content-length': bytes.length }).end(bytes),
    () => response.destroy(),
  )
}

function answer(config: WalletServerConfig, calls: Calls | null, request: IncomingMessage, response: ServerResponse): void {
  const path = pathOf(request.url ?? '/')
  if (calls !== null && path !== null && calls.isOne(path)) return calls.answer(request, response)
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, { status: 'only GET is taken here' }, { allow: 'GET, HEAD' })
  if (path === null) return say(response, 400, { status: 'the address can not be read' })
  if (path === '/health/live' || path === '/health/ready') return say(response, 200, { status: path.slice('/health/'.length) })
  if (path === '/network.json') return sendNetwork(response, config)
  const file = fileAt(config.dist, path)
  return file === null ? say(response, 404, { status: 'there is nothing here' }) : sendFile(response, file, { path, accepted: request.headers['accept-encoding'] })
}

/** Serves the built wallet; the caller listens. */
export function createWalletServer(config: WalletServerConfig, calls: Calls | null = null): Server {
  const server = createServer(limits, (request, response) => answer(config, calls, request, response))
  server.maxConnections = mostConnections
  if (calls !== null) server.on('close', () => void calls.close())
  return server
}
