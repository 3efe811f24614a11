import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ProxyFault = 'none' | 'stopped' | 'hangs' | 'busy' | 'lies' | 'another chain'

/** An address of a ledger that can fail in the ways that nodes do. */
export interface FaultProxy {
  readonly url: string
  fault: ProxyFault
  /** How often it was asked, whatever became of it. */
  asked: number
  close(): void
}

interface Call {
  readonly id: number
  readonly method: string
}
interface Answer {
  readonly id: number
  result?: unknown
}

/** One word of a contract's answer, with its last digit changed: a later end of an accreditation, say, or none. */
const bent = (word: string): string => `${word.slice(0, -1)}${word.endsWith('7') ? '8' : '7'}`

function spoilt(fault: ProxyFault, calls: readonly Call[], answers: readonly Answer[]): readonly Answer[] {
  const methodOf = (id: number): string | undefined => calls.find((call) => call.id === id)?.method
  for (const answer of answers) {
    if (fault === 'lies' && methodOf(answer.id) === 'eth_call' && typeof answer.result === 'string') answer.result = bent(answer.result)
    if (fault === 'another chain' && methodOf(answer.id) === 'eth_chainId') answer.result = '0x1'
  }
  return answers
}

/** Stands in front of a ledger for one of its nodes. */
export async function faultProxy(behind: string): Promise<FaultProxy> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void serve(Buffer.concat(chunks).toString()))
    const serve = async (body: string): Promise<void> => {
      proxy.asked += 1
      if (proxy.fault === 'hangs') return
      if (proxy.fault === 'stopped') return void request.socket.destroy()
      if (proxy.fault === 'busy') return void response.writeHead(429).end()
      const answer = (await (await fetch(behind, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()) as Answer | Answer[]
      const [calls, answers] = [[JSON.parse(body) as Call | Call[]].flat(), [answer].flat()]
      const told = spoilt(proxy.fault, calls, answers)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(Array.isArray(answer) ? told : told[0]))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: 'none',
    asked: 0,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return proxy
}
