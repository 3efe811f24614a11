import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateSync } from 'node:zlib'
import type { Es256Signer } from '@counterfoil/service-kit/keys/key-ring'
import { makeStatusBits, writeStatus, type StatusBits } from '@counterfoil/shared/status-list/status-bits'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A publisher of one status list over HTTP, which can be told to misbehave. */
export class StatusPublisher {
  readonly server: Server
  list: StatusBits = makeStatusBits(1024, 2)
  signer: Es256Signer<'status'> | null = null
  /** Seconds to add to the time that tokens say. */
  timeShift = 0
  ttl = 300
  lifetime = 3600
  claims: object = {}
  header: object = {}
  mode: 'well' | 'down' | Answer = 'well'
  asked = 0
  notModified = 0
  /** What authorities publish of their forms, by the address below this one. */
  readonly forms = new Map<string, { readonly jwt: string; readonly etag: string; asked: number; notModified: number }>()
  #version = 1

  constructor() {
    this.server = createServer((request, response) => this.#serve(request, response))
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, 'localhost', resolve))
    return `http://localhost:${(this.server.address() as AddressInfo).port}`
  }

  set(index: number, value: number): void {
    writeStatus(this.list, index, value)
    this.#version += 1
  }

  async token(uri: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000) + this.timeShift
    const lst = deflateSync(this.list.bytes).toString('base64url')
    const payload = { sub: uri, iat: now, exp: now + this.lifetime, ttl: this.ttl, status_list: { bits: 2, lst }, ...this.claims }
    const input = `${encode({ alg: 'ES256', typ: 'statuslist+jwt', kid: this.signer?.kid, ...this.header })}.${encode(payload)}`
    return `${input}.${(await this.signer?.sign(input)) ?? ''}`
  }

  reset(): void {
    Object.assign(this, { mode: 'well', claims: {}, header: {}, timeShift: 0, ttl: 300, lifetime: 3600 })
    this.#version += 1
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.asked += 1
    if (this.mode === 'down') {
      request.socket.destroy()
      return
    }
    if (this.mode !== 'well') {
      this.mode(request, response)
      return
    }
    if (request.url?.endsWith('/form-profiles') === true) {
      this.#serveForms(request, response)
      return
    }
    const etag = `"${this.#version}"`
    if (request.headers['if-none-match'] === etag) {
      this.notModified += 1
      response.writeHead(304, { etag }).end()
      return
    }
    const uri = `http://${request.headers.host ?? ''}${request.url ?? ''}`
    void this.token(uri).then((token) => response.writeHead(200, { 'content-type': 'application/statuslist+jwt', etag }).end(token))
  }

  #serveForms({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const published = this.forms.get(url)
    if (published === undefined) {
      response.writeHead(404).end()
      return
    }
    published.asked += 1
    const isKnown = headers['if-none-match'] === published.etag
    if (isKnown) published.notModified += 1
    response.writeHead(isKnown ? 304 : 200, { etag: published.etag, 'content-type': 'application/form-profiles+jwt' }).end(isKnown ? undefined : published.jwt)
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}
