import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

// The wallet's server hands out files and one public fact. It learns nothing of what anybody does in their wallet, and
// writes no log, for addresses carry codes.

const { NETWORK_FILE: networkFile = '', PORT: port = '4730', HOST: host = 'localhost' } = process.env
const dist = process.env['DIST_DIR'] ?? join(import.meta.dirname, '..', '..', 'dist')
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
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; connect-src 'self' https: http://localhost:* http://127.0.0.1:*; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
}

function sayAndExit(code: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

function fileOf(path: string): string {
  const file = normalize(join(dist, path))
  const inside = file.startsWith(`${dist}${sep}`) && existsSync(file) && statSync(file).isFile()
  return inside ? file : join(dist, 'index.html')
}

function sendNetwork(response: ServerResponse): void {
  const { ledger, typesUrl } = JSON.parse(readFileSync(networkFile, 'utf8')) as { ledger: unknown; typesUrl: unknown }
  response.writeHead(200, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-cache' }).end(JSON.stringify({ ledger, typesUrl }))
}

const server = createServer((request, response) => {
  const path = URL.parse(request.url ?? '/', 'http://wallet')?.pathname ?? '/'
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { allow: 'GET' }).end()
  if (path === '/health/ready' || path === '/health/live') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ready"}')
  if (path === '/network.json') return sendNetwork(response)
  const file = fileOf(decodeURI(path))
  const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  response.writeHead(200, { ...headers, 'content-type': types[extname(file)] ?? 'application/octet-stream', 'cache-control': cache })
  return void createReadStream(file).pipe(response)
})

if (!existsSync(networkFile)) sayAndExit(2, 'Wallet: NETWORK_FILE must name the network file.')
else if (!existsSync(join(dist, 'index.html'))) sayAndExit(2, `Wallet: nothing is built at ${dist}. Run the build first.`)
server.on('error', (error: NodeJS.ErrnoException) => sayAndExit(error.code === 'EADDRINUSE' ? 3 : 1, `Wallet: ${error.code === 'EADDRINUSE' ? `port ${port} is in use by another program.` : error.message}`))
server.listen(Number(port), host)
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    server.closeAllConnections()
    server.close(() => process.exit(0))
  })
}
