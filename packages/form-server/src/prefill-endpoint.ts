import { randomUUID } from 'node:crypto'
import { FormServerError } from './form-server-error.ts'
import type { AnyStarted, FormServer } from './form-server.ts'
import { isMembers } from './members.ts'
import { toldResult } from './told-result.ts'

/** What a form's server remembers of one citizen's session, in memory: the requests they began, and what vouches for their answers. */
export interface PrefillVisit {
  readonly presentations: Map<string, AnyStarted>
  /** By form: for `checkForm`, when the citizen sends it. */
  readonly receipts: Map<string, string>
}

export const newVisit = (): PrefillVisit => ({ presentations: new Map(), receipts: new Map() })

/** What `<counterfoil-prefill>` asked, as any framework can say it. `path` is what stands behind the endpoint's address. */
export interface ElementRequest {
  readonly method: string | undefined
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed from JSON. */
  readonly body: unknown
}

export interface ElementAnswer {
  readonly status: number
  /** To be sent as JSON, with `cache-control: no-store`. */
  readonly body: object
}

export interface PrefillEndpointOptions {
  readonly formServer: Pick<FormServer, 'start' | 'status' | 'collect' | 'startDigitalCredentials' | 'answerDigitalCredentials'>
  /** Where citizens come back to a form; null for a form that isn't ours. */
  readonly returnUrlOf: (form: string) => string | null
  /** Draws a link as one path in a square of units, for wallets with a camera. */
  readonly qrOf?: (link: string) => { readonly size: number; readonly path: string }
}

const mostPresentations = 20
const problem = (status: number, code: string): ElementAnswer => ({ status, body: { code } })

/** Answers the element on a form's own pages, and nobody else: keys, transactions and other people's results never leave this server. */
export function createPrefillEndpoint(options: PrefillEndpointOptions): (visit: PrefillVisit, asked: ElementRequest) => Promise<ElementAnswer> {
  return async (visit, asked) => {
    if (!isOwnPage(asked)) return problem(403, 'forbidden')
    const [, id, step] = asked.path.split('/')
    try {
      if (asked.method === 'POST' && id === undefined) return await start(options, visit, textsIn(asked.body))
      if (asked.method === 'GET' && id !== undefined && step === undefined) return await follow(options, visit.presentations.get(id))
      if (asked.method === 'POST' && id !== undefined && step === 'result') return await collect(options, visit, id, textsIn(asked.body))
      if (asked.method === 'POST' && id !== undefined && step === 'answer') return await answer(options, visit.presentations.get(id), asked.body)
      return problem(404, 'not_found')
    } catch (error) {
      if (!(error instanceof FormServerError)) throw error
      return problem(error.code === 'gone' ? 404 : error.code === 'refused' ? 400 : 503, error.code)
    }
  }
}

/** Browsers say where a request comes from: another site's page, or another port's, may not ask. @see W3C Fetch Metadata */
function isOwnPage({ method, headers }: ElementRequest): boolean {
  const site = headers['sec-fetch-site']
  return (site === undefined || site === 'same-origin') && (method !== 'POST' || String(headers['content-type']).startsWith('application/json'))
}

type Texts = ReadonlyMap<string, string>
const textsIn = (body: unknown): Texts => new Map(Object.entries(body ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

async function start({ formServer, returnUrlOf, qrOf }: PrefillEndpointOptions, { presentations }: PrefillVisit, asked: Texts): Promise<ElementAnswer> {
  const [form = '', flow] = [asked.get('form'), asked.get('flow')]
  const returnUrl = returnUrlOf(form)
  if (returnUrl === null) return problem(404, 'unknown_form')
  if (flow === 'digital_credentials') {
    // The browser tells the wallet where its page is from; what the verifier is told comes from us, and from no header.
    const started = await formServer.startDigitalCredentials({ form, origin: new URL(returnUrl).origin })
    return { status: 201, body: { id: keep(presentations, started), expires_at: started.expiresAt, requests: started.requests } }
  }
  if (flow !== 'same_device' && flow !== 'cross_device') return problem(400, 'invalid_request')
  const started = await formServer.start({ form, flow, returnUrl, locale: asked.get('locale') === 'cy' ? 'cy' : 'en' })
  const { walletLink, openid4vpLink, code, expiresAt } = started
  return { status: 201, body: { id: keep(presentations, started), wallet_link: walletLink, openid4vp_link: openid4vpLink, expires_at: expiresAt, ...(flow === 'cross_device' ? { code, qr: qrOf?.(walletLink) } : {}) } }
}

function keep(presentations: PrefillVisit['presentations'], started: AnyStarted): string {
  const [oldest] = presentations.keys()
  if (presentations.size >= mostPresentations && oldest !== undefined) presentations.delete(oldest)
  const id = randomUUID()
  presentations.set(id, started)
  return id
}

async function follow({ formServer }: PrefillEndpointOptions, presentation: AnyStarted | undefined): Promise<ElementAnswer> {
  if (presentation === undefined) return problem(404, 'not_found')
  const { status, refusal, expiresAt } = await formServer.status(presentation)
  return { status: 200, body: { status, refusal, expires_at: expiresAt } }
}

/** Brings what the browser gave to the page, and says where that leaves the request. One that is refused and can still be answered is `refused` here: the page asks anew. */
async function answer(options: PrefillEndpointOptions, presentation: AnyStarted | undefined, body: unknown): Promise<ElementAnswer> {
  if (presentation?.flow !== 'digital_credentials') return problem(404, 'not_found')
  const data = isMembers(body) ? body['data'] : undefined
  if (!isMembers(data)) return problem(400, 'invalid_request')
  const refusal = await options.formServer.answerDigitalCredentials(presentation, data).then(() => null, refusalIn)
  const { status, body: state } = await follow(options, presentation)
  return { status, body: refusal !== null && 'status' in state && state.status === 'requested' ? { ...state, status: 'refused', refusal } : state }
}

/** Why the verifier refused; what else went wrong is thrown on. */
function refusalIn(error: unknown): string {
  if (error instanceof FormServerError && error.code === 'refused') return error.refusal ?? 'invalid_request'
  throw error
}

/** A citizen who comes back into another tab doesn't know which request it was (`current`): theirs of this form are tried, newest first. */
async function collect({ formServer }: PrefillEndpointOptions, { presentations, receipts }: PrefillVisit, id: string, asked: Texts): Promise<ElementAnswer> {
  const known = [...presentations].filter(([other, { form, flow }]) => (id === 'current' ? form === asked.get('form') && flow === 'same_device' : other === id)).toReversed()
  let failure = new FormServerError('gone')
  for (const [key, presentation] of known) {
    try {
      const result = await formServer.collect(presentation, asked.get('response_code') ?? asked.get('number'))
      presentations.delete(key)
      if (result.receipt !== null) receipts.set(result.form, result.receipt)
      return { status: 200, body: toldResult(result) }
    } catch (error) {
      if (!(error instanceof FormServerError)) throw error
      failure = error
    }
  }
  throw failure
}
