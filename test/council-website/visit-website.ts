import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { createWebsite } from '@counterfoil/council-website/assemble'
import type { WebsiteConfig } from '@counterfoil/council-website/config'
import { noLimits } from '../support/limits.ts'
import { receiptFor, sealTo, source, started, verifierKeys } from '../form-server/verifier-stub.ts'

export const councils = [
  ['aldermoor', 'Aldermoor Borough Council', 'Cyngor Bwrdeistref Aldermoor'],
  ['brackenfield', 'Brackenfield District Council', 'Cyngor Dosbarth Brackenfield'],
  ['calderwick', 'Calderwick City Council', 'Cyngor Dinas Calderwick'],
  ['dunmere', 'Dunmere County Council', 'Cyngor Sir Dunmere'],
  ['elmsworth', 'Elmsworth Town Council', 'Cyngor Tref Elmsworth'],
] as const

export const config: WebsiteConfig = {
  websiteUrl: 'http://localhost:5640',
  verifierUrl: 'http://localhost:5620',
  walletUrl: 'http://localhost:5630',
  network: {
    authorities: councils.map(([id, en, cy]) => ({ id, letter: id.charAt(0).toUpperCase(), name: { en, cy }, did: '', issuerUrl: '', verifierUrl: '', keys: { credential: { kid: '', x5c: [] }, status: { kid: '', x5c: [] }, request: { kid: '', x5c: [] } } })),
  },
  apiKeys: new Map(councils.map(([id]) => [id, `key-of-${id}`])),
  httpLimits: noLimits,
  port: 5640,
  host: 'localhost',
}

export const person = {
  first_name: 'Morag',
  last_name: 'Ffion-Jones',
  date_of_birth: '1957-03-09',
  address_line_1: '12 Heron Lane',
  town: 'Aldermoor',
  postcode: 'AL1 2BC',
  uprn: '100012345678',
}

interface Asked {
  readonly url: string
  readonly key: string | null
  readonly body: Record<string, unknown>
}

/** A verifier at the HTTP border: each request stands as told, and gives its result once. */
export class StubVerifier {
  readonly asked: Asked[] = []
  state: { status: string; refusal?: string; hint?: string } = { status: 'requested' }
  fields: Record<string, string> = person
  responseCode = 'right-code'
  number = '471'
  source: object = source
  leftOut: object | undefined
  reachable = true
  readonly #keys = new Map<string, unknown>()
  readonly #collected = new Set<string>()

  readonly fetch = async (url: string, options: RequestInit): Promise<Response> => {
    if (!this.reachable) throw new TypeError('fetch failed')
    const body = (typeof options.body === 'string' ? JSON.parse(options.body) : {}) as Record<string, unknown>
    this.asked.push({ url, key: new Headers(options.headers).get('authorization'), body })
    const [, , transaction, result] = new URL(url).pathname.split('/').slice(1) as (string | undefined)[]
    if (url.endsWith('/jwks.json')) return Response.json(verifierKeys)
    if (transaction === undefined) return this.#start(body)
    if (result === undefined) return Response.json({ ...this.state, expires_at: started.expires_at })
    return this.#collect(transaction, body)
  }

  #start(body: Record<string, unknown>): Response {
    const id = `transaction-${this.#keys.size + 1}`
    this.#keys.set(id, body)
    return Response.json({ ...started, transaction_id: id, expires_at: new Date(Date.now() + 1_200_000).toISOString(), ...(body['flow'] === 'same_device' ? { code: undefined } : {}) }, { status: 201 })
  }

  async #collect(id: string, { response_code: code, number = this.number }: Record<string, unknown>): Promise<Response> {
    const request = this.#keys.get(id) as { form: string; flow: string; form_key: unknown } | undefined
    if (request === undefined || this.state.status !== 'answered' || this.#collected.has(id)) return Response.json({ code: 'not_found' }, { status: 404 })
    if (request.flow === 'same_device' && code !== this.responseCode) return Response.json({ code: 'response_code_wrong' }, { status: 400 })
    if (request.flow === 'cross_device' && number !== this.number) return Response.json({ code: 'number_wrong' }, { status: 400 })
    this.#collected.add(id)
    return Response.json({ result: await sealTo(request.form_key, { form: request.form, fields: this.fields, source: this.source, left_out: this.leftOut, receipt: receiptFor(request.form, this.fields) }) })
  }
}

export const openWebsite = async (verifier: StubVerifier, httpLimits = config.httpLimits): Promise<FastifyInstance> => (await createWebsite({ ...config, httpLimits }, { fetch: verifier.fetch, logger: createLogger('website', { write: () => undefined }) })).app

/** One browser: it keeps its cookie and knows the token of the page that it last saw. */
export class Browser {
  readonly #app: FastifyInstance
  #cookie: string | undefined
  token = ''

  constructor(app: FastifyInstance) {
    this.#app = app
  }

  async open(url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.#keep(await this.#app.inject({ method: 'GET', url, headers: this.#headers(headers) }))
  }

  async send(url: string, fields: Record<string, string>, token = this.token): Promise<LightMyRequestResponse> {
    const payload = new URLSearchParams({ _csrf: token, ...fields }).toString()
    return this.#keep(await this.#app.inject({ method: 'POST', url, payload, headers: this.#headers({ 'content-type': 'application/x-www-form-urlencoded' }) }))
  }

  async ask(method: 'GET' | 'POST', url: string, body?: object, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.#app.inject({ method, url, ...(body === undefined ? {} : { payload: JSON.stringify(body) }), headers: this.#headers({ ...(body === undefined ? {} : { 'content-type': 'application/json' }), 'sec-fetch-site': 'same-origin', ...headers }) })
  }

  #headers(more: Record<string, string>): Record<string, string> {
    return { ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }), ...more }
  }

  #keep(response: LightMyRequestResponse): LightMyRequestResponse {
    const [set] = [response.headers['set-cookie']].flat()
    if (set !== undefined) this.#cookie = set.split(';')[0]
    this.token = /name="_csrf" value="([^"]+)"/.exec(response.body)?.[1] ?? this.token
    return response
  }
}

/** A posted Blue Badge form, as a citizen fills it in. */
export const details = {
  first_name: person.first_name,
  last_name: person.last_name,
  'date_of_birth-day': '9',
  'date_of_birth-month': '3',
  'date_of_birth-year': '1957',
  address_line_1: person.address_line_1,
  address_line_2: '',
  town: person.town,
  postcode: person.postcode,
  uprn: person.uprn,
  badge_number: '',
}
