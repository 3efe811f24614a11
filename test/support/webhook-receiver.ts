import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A council's system that is told: keeps what comes, and answers as it is told to. */
export async function startWebhookReceiver() {
  const received: ReceivedWebhook[] = []
  // Null: it takes what comes and doesn't answer.
  const receiver = { url: '', received, answer: 204 as number | null, close: async (): Promise<void> => {} }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
      received.push({ headers: request.headers, body })
      if (receiver.answer !== null) response.writeHead(receiver.answer).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  receiver.url = `http://localhost:${(server.address() as AddressInfo).port}/hook`
  receiver.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return receiver
}

export type WebhookReceiver = Awaited<ReturnType<typeof startWebhookReceiver>>
