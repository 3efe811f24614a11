import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { createWebsite } from '@counterfoil/council-website/assemble'
import type { WebsiteConfig } from '@counterfoil/council-website/config'
import { noLimits } from '../support/limits.ts'
import { person, type StubVerifier } from './stub-verifier.ts'

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
