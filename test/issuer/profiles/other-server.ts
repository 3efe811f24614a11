import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import { walletKey, type WalletKey } from '../../support/outside-wallet.ts'

/** What a server of somebody else answers. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly type?: string
}

export interface OtherServer {
  readonly url: string
  readonly key: WalletKey
  readonly kid: string
  close(): Promise<void>
}

/** A real HTTP server with a key of its own, which it publishes; for borders that aren't ours. */
export async function startOtherServer(answer: (request: { readonly method: string; readonly path: string; readonly contentType: string; readonly body: string }, self: OtherServer) => Promise<Answer> | Answer): Promise<OtherServer> {
  const key = walletKey()
  const kid = 'the-key-of-the-day'
  let self: OtherServer | null = null
  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  }
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/'
    const told =
      path === '/.well-known/jwks.json'
        ? { status: 200, body: { keys: [{ ...key.jwk, kid, use: 'sig', alg: 'ES256' }] } }
        : self === null
          ? { status: 503, body: {} }
          : await Promise.resolve(answer({ method: request.method ?? '', path, contentType: request.headers['content-type'] ?? '', body: await bodyOf(request) }, self)).catch((error: unknown) => ({ status: 400, body: { error: String(error) } }))
    const { status, body, type = 'application/json' } = told as Answer
    response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  const server = createServer((request, response) => void respond(request, response))
  server.listen(0, 'localhost')
  await once(server, 'listening')
  self = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    key,
    kid,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return self
}

/** What a JWT says, by the keys that its issuer publishes. */
export async function claimsBy(jwt: string, keySetUrl: string): Promise<JWTPayload> {
  const keys = (await (await fetch(keySetUrl)).json()) as JSONWebKeySet
  return (await jwtVerify(jwt, createLocalJWKSet(keys), { algorithms: ['ES256'], typ: 'JWT' })).payload
}
