import { FormServerError } from './form-server-error.ts'
import type { AnyStarted, FormServer } from './form-server.ts'
import { isMembers } from './members.ts'
import type { PrefillResult } from './prefill-result.ts'
import { collectFirst, keepPresentation, presentationsOf, type PrefillVisit } from './prefill-visit.ts'
import { toldResult } from './told-result.ts'

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

/** Hears of a result before the page does, for a server that shows more of it than the element. */
export type OnResult = (result: PrefillResult) => void

const problem = (status: number, code: string, refusal?: string): ElementAnswer => ({ status, body: { code, refusal } })

/** Answers the element on a form's own pages, and nobody else: keys, transactions and other people's results never leave this server. */
export function createPrefillEndpoint(options: PrefillEndpointOptions): (visit: PrefillVisit, asked: ElementRequest, onResult?: OnResult) => Promise<ElementAnswer> {
  return async (visit, asked, onResult) => {
    if (!isOwnPage(asked)) return problem(403, 'forbidden')
    const [, id, step] = asked.path.split('/')
    try {
      if (asked.method === 'POST' && id === undefined) return await start(options, visit, textsIn(asked.body))
      if (asked.method === 'GET' && id !== undefined && step === undefined) return await follow(options, visit.presentations.get(id))
      if (asked.method === 'POST' && id !== undefined && step === 'result') {
        const result = await collect(options, visit, id, textsIn(asked.body))
        onResult?.(result)
        return { status: 200, body: toldResult(result) }
      }
      if (asked.method === 'POST' && id !== undefined && step === 'answer') return await answer(options, visit.presentations.get(id), asked.body)
      return problem(404, 'not_found')
    } catch (error) {
      if (!(error instanceof FormServerError)) throw error
      return problem(error.code === 'gone' ? 404 : error.code === 'refused' ? 400 : 503, error.code, error.refusal)
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

async function start({ formServer, returnUrlOf, qrOf }: PrefillEndpointOptions, visit: PrefillVisit, asked: Texts): Promise<ElementAnswer> {
  const [form = '', flow] = [asked.get('form'), asked.get('flow')]
  const returnUrl = returnUrlOf(form)
  if (returnUrl === null) return problem(404, 'unknown_form')
  if (flow === 'digital_credentials') {
    // The browser tells the wallet where its page is from; what the verifier is told comes from us, and from no header.
    const started = await formServer.startDigitalCredentials({ form, origin: new URL(returnUrl).origin })
    return { status: 201, body: { id: keepPresentation(visit, started), expires_at: started.expiresAt, requests: started.requests } }
  }
  if (flow !== 'same_device' && flow !== 'cross_device') return problem(400, 'invalid_request')
  const started = await formServer.start({ form, flow, returnUrl, locale: asked.get('locale') === 'cy' ? 'cy' : 'en' })
  const { walletLink, openid4vpLink, code, expiresAt } = started
  return { status: 201, body: { id: keepPresentation(visit, started), wallet_link: walletLink, openid4vp_link: openid4vpLink, expires_at: expiresAt, ...(flow === 'cross_device' ? { code, qr: qrOf?.(walletLink) } : {}) } }
}

async function follow({ formServer }: PrefillEndpointOptions, presentation: AnyStarted | undefined): Promise<ElementAnswer> {
  if (presentation === undefined) return problem(404, 'not_found')
  const { status, refusal, hint, expiresAt } = await formServer.status(presentation)
  return { status: 200, body: { status, refusal, hint, expires_at: expiresAt } }
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

/** Why the verifier refused, or can't judge just now; what else went wrong is thrown on. */
function refusalIn(error: unknown): string {
  if (error instanceof FormServerError && error.code === 'refused') return error.refusal ?? 'invalid_request'
  if (error instanceof FormServerError && error.code === 'verifier_unreachable' && error.refusal !== undefined) return error.refusal
  throw error
}

const proofs = { response_code: /^[\w-]{1,128}$/, number: /^\d{3}$/ } as const

/** A citizen who comes back into another tab doesn't know which request it was (`current`): theirs of this form are tried, newest first. */
async function collect({ formServer }: PrefillEndpointOptions, visit: PrefillVisit, id: string, asked: Texts): Promise<PrefillResult> {
  const given = Object.entries(proofs).flatMap(([name, form]) => (asked.has(name) ? [{ proof: asked.get(name) ?? '', form }] : []))
  // What can't be one costs no try.
  if (given.some(({ proof, form }) => !form.test(proof))) throw new FormServerError('refused', { refusal: 'invalid_request' })
  const ids = id === 'current' ? presentationsOf(visit, asked.get('form') ?? '', 'same_device').map(([known]) => known) : [id]
  return collectFirst(formServer, visit, ids, given[0]?.proof)
}
