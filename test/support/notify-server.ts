import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export const notifyKey = { serviceId: '11111111-aaaa-4bbb-8ccc-222222222222', secret: '33333333-dddd-4eee-8fff-444444444444' }
export const notifyApiKey = `counterfoil-${notifyKey.serviceId}-${notifyKey.secret}`
export const notifyTemplates = { email: 'aaaaaaaa-0000-4000-8000-000000000001', letter: 'aaaaaaaa-0000-4000-8000-000000000002', letterWithQr: 'aaaaaaaa-0000-4000-8000-000000000003' }

export interface TakenNotification {
  readonly channel: string
  readonly contentType: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

/** How the server answers the next request to send; `lost` takes the message and breaks the connection. */
export type NotifyMood = 'well' | 'lost' | { readonly status: number; readonly error: string; readonly message: string }

const allowedSkewSeconds = 30

/** Judges the token as Notify documents it: HS256 under the key's secret, by the service, and issued within 30 seconds. */
function isAllowed({ headers }: IncomingMessage, now: number): boolean {
  const [header = '', claims = '', signature = ''] = (headers.authorization ?? '').replace(/^Bearer /, '').split('.')
  const expected = createHmac('sha256', notifyKey.secret).update(`${header}.${claims}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false
  const { alg, typ } = JSON.parse(Buffer.from(header, 'base64url').toString()) as Readonly<Record<string, unknown>>
  const { iss, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Readonly<Record<string, unknown>>
  return alg === 'HS256' && typ === 'JWT' && iss === notifyKey.serviceId && Math.abs(Number(iat) - now) <= allowedSkewSeconds
}

/** What the documentation says that a request must have; the words are those that Notify answers with. */
function wrongIn(channel: string, { template_id: template, email_address: address, personalisation }: Readonly<Record<string, unknown>>): { readonly error: string; readonly message: string } | null {
  if (typeof template !== 'string' || !Object.values(notifyTemplates).includes(template)) return { error: 'BadRequestError', message: 'Template not found' }
  const given = (personalisation ?? {}) as Readonly<Record<string, string>>
  if (channel === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(address))) return { error: 'ValidationError', message: 'email_address Not a valid email address' }
  const lines = Object.keys(given).filter((name) => name.startsWith('address_line_'))
  if (channel === 'letter' && lines.length < 3) return { error: 'ValidationError', message: 'Address must be at least 3 lines' }
  const missing = ['heading', 'body', ...(template === notifyTemplates.letterWithQr ? ['link'] : [])].filter((name) => given[name] === undefined)
  return missing.length === 0 ? null : { error: 'BadRequestError', message: `Missing personalisation: ${missing.join(', ')}` }
}

/**
 * Plays the documented API of GOV.UK Notify: it takes messages, looks one up by its reference, and says no as Notify does. It doesn't look
 * whether it had a reference before.
 * @see https://docs.notifications.service.gov.uk/rest-api.html
 */
export async function startNotifyServer(nowOf: () => number) {
  const taken: TakenNotification[] = []
  let mood: NotifyMood = 'well'
  const server = createServer((request, response) => {
    const answer = (status: number, body: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const refuse = (status: number, error: string, message: string): void => answer(status, { status_code: status, errors: [{ error, message }] })
    void request.setEncoding('utf8').toArray().then((parts) => {
      if (!isAllowed(request, nowOf())) return refuse(403, 'AuthError', 'Invalid token: API key not found')
      const url = new URL(request.url ?? '/', 'http://notify')
      if (request.method === 'GET' && url.pathname === '/v2/notifications') {
        const notifications = taken.filter(({ body, channel }) => body['reference'] === url.searchParams.get('reference') && channel === url.searchParams.get('template_type'))
        return answer(200, { notifications: notifications.map(({ body, channel }) => ({ id: 'an id', reference: body['reference'], type: channel })), links: {} })
      }
      if (typeof mood === 'object') return refuse(mood.status, mood.error, mood.message)
      const channel = url.pathname.slice('/v2/notifications/'.length)
      const body = JSON.parse(parts.join('')) as Readonly<Record<string, unknown>>
      const wrong = wrongIn(channel, body)
      if (wrong !== null) return refuse(400, wrong.error, wrong.message)
      taken.push({ channel, contentType: request.headers['content-type'], body })
      if (mood === 'lost') return request.socket.destroy()
      return answer(201, { id: 'an id', reference: body['reference'], uri: 'an address' })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `localhost:${port}`,
    url: `http://localhost:${port}`,
    taken,
    answers: (next: NotifyMood): void => {
      mood = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}

export type NotifyServer = Awaited<ReturnType<typeof startNotifyServer>>

/** A council's account there. */
export const accountAt = ({ url }: Pick<NotifyServer, 'url'>) => ({ ...notifyKey, url, templates: notifyTemplates })
