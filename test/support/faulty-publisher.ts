import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { failWith } from './failing-answer.ts'

/** What can be wrong with a list's publisher: it gives no answer, or one that can't be believed. */
export const publisherFaults = {
  'is down': 'no answer',
  'is too slow': 'no answer',
  'turns everybody away (429)': 'no answer',
  'fails (500)': 'no answer',
  'has lost its list (404)': 'no answer',
  'answers with a page': 'a lie',
  'answers half a text': 'a lie',
  'is of another network': 'a lie',
  'has its head signed by another': 'a lie',
  'tells a shorter list': 'a lie',
  'tells a longer list': 'a lie',
  'leaves an entry out': 'a lie about history',
  'leaves the newest entry out': 'a lie about history',
  'gives the entries in another order': 'a lie about history',
} as const
export type PublisherFault = keyof typeof publisherFaults

/** A publisher that can be told what is wrong with it. */
export interface FaultyPublisher {
  readonly url: string
  fault: PublisherFault | null
  close(): void
}

function headWith(text: string, change: (head: { network: string; length: number; iat: number }) => object): string {
  const [header = '', payload = '', signature = ''] = text.split('.')
  const changed = change(JSON.parse(Buffer.from(payload, 'base64url').toString()) as Parameters<typeof change>[0])
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.')
}

/** The head, or the entries, as the fault makes them. */
function spoil(fault: PublisherFault | null, isHead: boolean, text: string): string {
  const lines = text.split('\n')
  switch (fault) {
    case 'is of another network':
      return isHead ? headWith(text, (head) => ({ ...head, network: 'did:web:elsewhere.example:consortium' })) : text
    case 'has its head signed by another':
      return isHead ? headWith(text, (head) => ({ ...head, iat: head.iat - 1 })) : text
    case 'tells a shorter list':
      return isHead ? headWith(text, (head) => ({ ...head, length: head.length - 1 })) : text
    case 'tells a longer list':
      return isHead ? headWith(text, (head) => ({ ...head, length: head.length + 1 })) : `${text}${lines[1] ?? ''}\n`
    case 'leaves an entry out':
      return isHead ? text : lines.toSpliced(1, 1).join('\n')
    case 'leaves the newest entry out':
      return isHead ? text : lines.toSpliced(-2, 1).join('\n')
    case 'gives the entries in another order':
      return isHead ? text : [lines[1], lines[0], ...lines.slice(2)].join('\n')
    default:
      return text
  }
}

/** Stands in front of a publisher. */
export async function faultyPublisher(behind: string): Promise<FaultyPublisher> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (failWith(publisher.fault, request, response)) return
    // Of the list alone: a document that is gone is an answer.
    if (publisher.fault === 'has lost its list (404)' && (request.url?.startsWith('/trust/') ?? false)) return void response.writeHead(404).end('{}')
    const given = await fetch(`${behind}${request.url ?? ''}`)
    const text = spoil(publisher.fault, request.url?.endsWith('/head.jwt') ?? false, await given.text())
    response.writeHead(given.status, { 'content-type': given.headers.get('content-type') ?? 'text/plain' }).end(publisher.fault === 'answers half a text' ? text.slice(0, text.length / 2) : text)
  }
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const publisher: FaultyPublisher = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    fault: null,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return publisher
}
