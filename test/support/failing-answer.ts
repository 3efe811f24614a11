import type { IncomingMessage, ServerResponse } from 'node:http'

/** Fails as anything on the web may; false for a fault of another kind, or none. */
export function failWith(fault: string | null, request: IncomingMessage, response: ServerResponse): boolean {
  switch (fault) {
    case 'is down':
      request.socket.destroy()
      return true
    case 'is too slow':
      return true
    case 'turns everybody away (429)':
      response.writeHead(429, { 'retry-after': '60' }).end()
      return true
    case 'fails (500)':
      response.writeHead(500).end('{}')
      return true
    case 'answers with a page':
      response.setHeader('content-type', 'text/html').end('<h1>Welcome</h1>')
      return true
    default:
      return false
  }
}
