import type { FastifyInstance } from 'fastify'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { resultSealer } from '@counterfoil/verifier/adapters/result-sealer'
import type { PresentationState } from '@counterfoil/verifier/domain/presentation'
import { formServerRoutes } from '@counterfoil/verifier/http/form-server-routes'
import type { Asker, PreparedForm, ResultProof } from '@counterfoil/verifier/ports'
import { mustBeAllowed, type PresentationStarted, type PresentationWanted } from '@counterfoil/verifier/use-cases/start-presentation'
import { receiptFor, sealTo, source, started, verifierKeys } from '../form-server/verifier-stub.ts'
import { formProfile } from '../support/form-profiles.ts'
import { noLimits } from '../support/limits.ts'

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

interface Begun {
  readonly authority: string
  readonly wanted: PresentationWanted
  triesLeft: number
  isOver: boolean
}

export interface StubSettings {
  readonly apiKey: (authority: string) => string
  readonly returnOrigin: string
}

/**
 * A verifier whose wallets are told what to do: each request stands as a test says, and gives its result once. What it takes of form
 * servers is judged by the verifier's own routes, and who may begin what by its own use case; what it gives only to whom by rules that
 * `stub-verifier.integration.test.ts` holds against the verifier's.
 */
export class StubVerifier {
  readonly asked: Asked[] = []
  state: { status: string; refusal?: string; hint?: string } = { status: 'requested' }
  fields: Record<string, string> = person
  responseCode = 'right-code'
  number = '471'
  source: object = source
  leftOut: object | undefined
  reachable = true
  readonly #begun = new Map<string, Begun>()
  readonly #settings: StubSettings
  #app: Promise<FastifyInstance> | null = null

  constructor(settings: StubSettings = { apiKey: (authority) => `key-of-${authority}`, returnOrigin: 'http://localhost:5640' }) {
    this.#settings = settings
  }

  readonly fetch = async (url: string, options: RequestInit): Promise<Response> => {
    if (!this.reachable) throw new TypeError('fetch failed')
    const text = typeof options.body === 'string' ? options.body : undefined
    const headers = Object.fromEntries(new Headers(options.headers))
    this.asked.push({ url, key: headers['authorization'] ?? null, body: text === undefined ? {} : (JSON.parse(text) as Record<string, unknown>) })
    if (url.endsWith('/jwks.json')) return Response.json(verifierKeys)
    const app = await (this.#app ??= this.#open())
    const { statusCode, body } = await app.inject({ method: options.method === 'POST' ? 'POST' : 'GET', url: new URL(url).pathname, headers, ...(text === undefined ? {} : { payload: text }) })
    return new Response(body, { status: statusCode, headers: { 'content-type': 'application/json' } })
  }

  async #open(): Promise<FastifyInstance> {
    const app = await buildServer({ publicUrl: 'http://localhost:5620', limits: noLimits, logger: createLogger('verifier', { write: () => undefined }) })
    await app.register(
      formServerRoutes({
        scopeOf: (authority, key) => (key === this.#settings.apiKey(authority) ? { forms: null, isSandbox: false } : null),
        mustBeOpened: async () => undefined,
        startPresentation: (authority, wanted) => this.#start(authority, wanted),
        showPresentation: async (authority, id) => this.#show(authority, id),
        collectResult: (authority, id, proof) => this.#collect(authority, id, proof),
      }),
    )
    return app
  }

  async #start(authority: string, wanted: PresentationWanted): Promise<PresentationStarted> {
    const forms = { find: (_authority: string, form: string) => preparedForm(form), all: () => [] }
    const askers = { find: () => ({ did: started.client_id }) as Asker, keys: () => [] }
    await mustBeAllowed({ forms, askers, mustBeAccredited: () => undefined, sealer: resultSealer }, { verifierUrl: 'http://localhost:5620', walletUrl: 'http://localhost:5630', returnOrigins: [this.#settings.returnOrigin] })(authority, wanted)
    const transactionId = `transaction-${this.#begun.size + 1}` as PresentationStarted['transactionId']
    this.#begun.set(transactionId, { authority, wanted, triesLeft: 2, isOver: false })
    return { transactionId, expiresAt: inTwentyMinutes(), clientId: started.client_id, requestUri: started.request_uri, walletLink: started.wallet_link, openid4vpLink: started.openid4vp_link, ...(wanted.flow === 'cross_device' ? { code: started.code } : {}) }
  }

  #find(authority: string, id: string): Begun {
    const begun = this.#begun.get(id)
    if (begun?.authority !== authority) throw new Refusal('not_found')
    return begun
  }

  #show(authority: string, id: string): PresentationState {
    const { isOver, triesLeft } = this.#find(authority, id)
    const status = isOver ? (triesLeft === 0 ? 'expired' : 'collected') : this.state.status
    return { status: status as PresentationState['status'], refusal: (this.state.refusal as RefusalCode | undefined) ?? null, hint: (this.state.hint as RefusalCode | undefined) ?? null, expiresAt: inTwentyMinutes() }
  }

  async #collect(authority: string, id: string, { responseCode, number }: ResultProof): Promise<string> {
    const begun = this.#find(authority, id)
    if (this.state.status !== 'answered' || begun.isOver) throw new Refusal('not_found')
    const { flow, form, formKey } = begun.wanted
    if (flow === 'same_device' && responseCode !== this.responseCode) throw new Refusal('response_code_wrong')
    if (flow === 'cross_device' && number === null) throw new Refusal('response_code_wrong')
    if (flow === 'cross_device' && number !== this.number) {
      begun.triesLeft -= 1
      begun.isOver = begun.triesLeft === 0
      throw new Refusal('number_wrong')
    }
    begun.isOver = true
    return sealTo(formKey, { form, fields: this.fields, source: this.source, left_out: this.leftOut, receipt: receiptFor(form, this.fields) })
  }
}

const inTwentyMinutes = (): PresentationState['expiresAt'] => epochSeconds(Math.floor(Date.now() / 1000) + 1200)

/** A form by its file; what starting it reads is the profile. */
function preparedForm(id: string): PreparedForm | null {
  try {
    return { profile: formProfile(id), profileDigest: 'digest' } as PreparedForm
  } catch {
    return null
  }
}
