import { connect, type Socket } from 'node:net'

export interface Answer {
  readonly status: number
  readonly body: string
}

export interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const mostSilentMs = 20_000

/**
 * One HTTP/1.1 connection that is kept alive, one question at a time. It understands answers with a `content-length`
 * alone: a load generator must cost less than what it loads.
 */
export class KeepAliveConnection {
  #socket: Socket
  readonly #address: URL
  #received = ''
  #lastAsked = performance.now()
  #waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | null = null

  constructor(address: URL) {
    this.#address = address
    this.#socket = this.#connect()
  }

  #connect(): Socket {
    const socket = connect({ host: this.#address.hostname, port: Number(this.#address.port), noDelay: true })
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.#receive(chunk))
    const end = (error?: Error): void => {
      if (socket === this.#socket) this.#waiting?.reject(error ?? new Error('The connection was closed.'))
    }
    socket.on('error', end)
    socket.on('close', () => end())
    return socket
  }

  ask({ method, path, headers = {}, body = '' }: Question): Promise<Answer> {
    // A service closes what has been silent for long, perhaps just now.
    const isOld = performance.now() - this.#lastAsked > mostSilentMs
    if (isOld || this.#socket.readableEnded || this.#socket.destroyed) {
      this.#socket.destroy()
      this.#socket = this.#connect()
    }
    this.#lastAsked = performance.now()
    const lines = Object.entries({ host: this.#address.host, ...headers, ...(method === 'POST' ? { 'content-length': String(Buffer.byteLength(body)) } : {}) })
    this.#socket.write(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #receive(chunk: string): void {
    this.#received += chunk
    const head = this.#received.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received.slice(0, head))?.[1] ?? 0)
    const end = head + 4 + length
    if (this.#received.length < end) return
    const answer = { status: Number(this.#received.slice(9, 12)), body: this.#received.slice(head + 4, end) }
    this.#received = this.#received.slice(end)
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(answer)
  }
}
