import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createFormServer } from '@counterfoil/form-server/form-server'
import type { StartedHostedPage } from '@counterfoil/form-server/hosted-page'
import { freePort } from '../support/free-port.ts'
import { startSomeWallet } from './steps-visitor.ts'
import { startVerifierWorld, type VerifierTestWorld } from '../verifier/support/world.ts'

type Language = 'en' | 'cy'
const council = 'brackenfield'
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** A real verifier, and a council's form that runs no script and shows its citizen to the verifier's page. */
export interface HostedForm {
  readonly world: VerifierTestWorld
  readonly addressOf: (form: string, lang: Language) => string
  close(): Promise<void>
}

export async function startHostedForm(): Promise<HostedForm> {
  const port = await freePort()
  const site = `http://localhost:${port}`
  const wallet = await startSomeWallet()
  const world = await startVerifierWorld({ types: ['residency', 'representation', 'council-tax-reduction', 'blue-badge'], configure: () => ({ returnOrigins: [site], walletUrl: wallet.url }) })
  const formServer = createFormServer({ verifierUrl: `${world.verifierUrl}/${council}`, apiKey: world.apiKey(council) })
  const started = new Map<string, StartedHostedPage>()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', site)
    const form = pathname.split('/').at(-1) ?? ''
    const visitor = /visitor=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    if (request.method === 'POST') {
      const page = await formServer.startHostedPage({ form, returnUrl: `${site}/${council}/${form}?response_code=`, locale: searchParams.get('lang') === 'cy' ? 'cy' : 'en' })
      started.set(page.transactionId, page)
      return response.writeHead(303, { location: page.hostedPageUri, 'set-cookie': `visitor=${page.transactionId.replaceAll(/\W/g, '')}; HttpOnly` }).end()
    }
    const page = [...started.values()].find(({ transactionId }) => transactionId.replaceAll(/\W/g, '') === visitor)
    const code = searchParams.get('response_code')
    const fields = code && page !== undefined ? (await formServer.collect(page, code)).fields : {}
    const status = page === undefined || code ? '' : (await formServer.status(page)).status
    const value = escaped(fields['first_name'] ?? '')
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" })
    return response.end(`<!doctype html><html lang="en"><title>Form</title><main><h1>A form</h1><form method="post"><button>Fill in from my wallet</button></form><p id="status">${status}</p><label>First name <input name="first_name" value="${value}"></label></main></html>`)
  }
  const server = createServer((request, response) => void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))).listen(port, 'localhost')
  return {
    world,
    addressOf: (form, lang) => `${site}/${council}/${form}?lang=${lang}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      wallet.close()
      await world.close()
    },
  }
}

