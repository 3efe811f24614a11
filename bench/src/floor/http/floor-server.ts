import { createServer, type Server } from 'node:http'

export interface FloorRequest {
  readonly body: string
  readonly authorization: string
  /** The last part of the path, and the one before. */
  readonly last: string
  readonly beforeLast: string
}

export interface Answer {
  readonly status: number
  readonly body: string
}

export type FloorRoute = (request: FloorRequest) => Answer | Promise<Answer>

/** `node:http` and nothing else: no router, no limits, no log, no headers but those that a client needs. */
export function floorServer(routeOf: (last: string, beforeLast: string) => FloorRoute | null): Server {
  // As patient as the services: its wallets are silent while others are measured.
  return createServer({ keepAliveTimeout: 30_000 }, (request, reply) => {
    const parts = (request.url ?? '').split('/')
    const [last = '', beforeLast = ''] = [parts.at(-1), parts.at(-2)]
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const answer = async (): Promise<Answer> => {
        const route = routeOf(last, beforeLast)
        const body = chunks.length === 1 ? (chunks[0] ?? '').toString() : Buffer.concat(chunks).toString()
        return route === null ? { status: 404, body: '' } : route({ body, authorization: request.headers.authorization ?? '', last, beforeLast })
      }
      answer()
        .catch((error: unknown): Answer => ({ status: 500, body: String(error) }))
        .then(({ status, body }) => reply.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' }).end(body))
        .catch(() => request.destroy())
    })
  })
}
