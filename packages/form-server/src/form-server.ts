import { checkForm, type FormCheck, type Submission } from './check-form.ts'
import { digitalCredentials, type DigitalCredentials, type StartedDigitalCredentials } from './digital-credentials.ts'
import { makeFormKeyPair, type FormKeyPair } from './form-key.ts'
import { FormServerError } from './form-server-error.ts'
import { keyOfReceipt, type VerifierKey } from './prefill-receipt.ts'
import { hostedPages, type HostedPages, type StartedHostedPage } from './hosted-page.ts'
import { isMembers, mustBeText, mustBeWebAddress } from './members.ts'
import { openResult, type PrefillResult } from './prefill-result.ts'
import { mustBeShowable, type Transaction } from './transaction.ts'
import { askVerifier, type Fetch } from './verifier-client.ts'

export interface FormServerOptions {
  /** The authority's verifier address, such as `https://verifier.example/aldermoor`. */
  readonly verifierUrl: string
  readonly apiKey: string
  readonly fetch?: Fetch
  readonly timeoutMs?: number
}

export interface StartOptions {
  readonly form: string
  readonly flow: 'same_device' | 'cross_device'
  /**
   * Where the citizen comes back to; needed on the same device, and one of the addresses that the form is registered with.
   * The response code comes in its fragment; with `?response_code=` behind the address in the query, for pages that run no script.
   */
  readonly returnUrl?: string | undefined
  readonly locale?: 'en' | 'cy' | undefined
  /** What the applicant is to authorise with their answer: their wallet shows it, and binds it with their key. */
  readonly transactions?: readonly Transaction[] | undefined
}

/** A presentation under way: keep it in the citizen's server session, and never send `key` or `transactionId` to a browser. */
export interface StartedPresentation {
  readonly form: string
  readonly flow: 'same_device' | 'cross_device'
  readonly transactionId: string
  readonly key: FormKeyPair
  readonly walletLink: string
  readonly openid4vpLink: string | undefined
  /** To be typed into the wallet on another device. */
  readonly code: string | undefined
  /** ISO instant, until when a wallet can open it: two minutes for another device. Then start another, and show that one. */
  readonly expiresAt: string
}

/** Any kind, told apart by its `flow`. */
export type AnyStarted = StartedPresentation | StartedDigitalCredentials | StartedHostedPage

const statuses = ['requested', 'fetched', 'answered', 'declined', 'refused', 'expired', 'collected'] as const
export type PresentationStatus = (typeof statuses)[number]

export interface PresentationState {
  readonly status: PresentationStatus
  /** Why, when the status is refused or declined: a code of the refusal catalogue. */
  readonly refusal: string | undefined
  /** Why the last answer was not taken, where the citizen can still answer: a code of the refusal catalogue. Anybody who saw the request can have sent it. */
  readonly hint?: string | undefined
  readonly expiresAt: string
}

/** Names one to the verifier. */
export type Named = Pick<AnyStarted, 'transactionId'> & Partial<Pick<AnyStarted, 'flow'>>

/** What a form's own server needs to be filled in from a wallet. Everything rejects with FormServerError. */
export interface FormServer extends DigitalCredentials, HostedPages {
  start(options: StartOptions): Promise<StartedPresentation>
  status(presentation: Named): Promise<PresentationState>
  /**
   * Takes the result, once. What the page's browser passed on needs no proof. On the same device, and by a hosted page, it needs the response code that came back with the citizen; from another device the three digits that
   * their wallet shows, which they tell the form. Rejects with `refused` when that is missing or wrong; the second wrong number ends it.
   */
  collect(presentation: Pick<AnyStarted, 'transactionId' | 'form' | 'flow' | 'key'>, proof?: string): Promise<PrefillResult>
  /** Tells field by field what of a submitted form is as the credential said. A checkbox sends no word of the credential's: name it in `checkboxes`. The verifier's keys are fetched once. */
  checkForm(receipt: string, submitted: Readonly<Record<string, string>>, form: string, submission?: Submission): Promise<FormCheck>
  /** The keys that receipts are signed with; asked again when a receipt names one that isn't among those at hand. */
  keysFor(receipt: string): Promise<readonly VerifierKey[]>
}

/** Connects a form's own server, of whatever framework, to its authority's verifier. */
export function createFormServer(options: FormServerOptions): FormServer {
  const connection = {
    verifierUrl: options.verifierUrl.replace(/\/$/, ''),
    apiKey: options.apiKey,
    fetch: options.fetch ?? ((url, request) => fetch(url, request)),
    timeoutMs: options.timeoutMs ?? 10_000,
  }
  const keysFor = askedKeys(async () => keysIn(await askVerifier(connection, 'GET', '/jwks.json')))
  return {
    ...digitalCredentials(connection),
    ...hostedPages(connection),
    keysFor,
    checkForm: async (receipt, submitted, form, submission) => checkForm(receipt, submitted, { ...submission, form, keys: await keysFor(receipt) }),
    async start({ form, flow, returnUrl, locale, transactions }) {
      const transactionData = mustBeShowable(transactions)
      const key = await makeFormKeyPair()
      const answer = await askVerifier(connection, 'POST', '/presentations', { form, flow, form_key: key.publicJwk, return_url: returnUrl, locale, transaction_data: transactionData })
      return {
        form,
        flow,
        key,
        transactionId: mustBeText(answer['transaction_id']),
        walletLink: mustBeWebAddress(answer['wallet_link']),
        openid4vpLink: optionalText(answer['openid4vp_link']),
        code: optionalText(answer['code']),
        expiresAt: mustBeText(answer['expires_at']),
      }
    },
    async status(presentation) {
      const answer = await askVerifier(connection, 'GET', addressOf(presentation))
      const status = statuses.find((known) => known === answer['status'])
      if (status === undefined) throw new FormServerError('unexpected_answer')
      return { status, refusal: optionalText(answer['refusal']), hint: optionalText(answer['hint']), expiresAt: mustBeText(answer['expires_at']) }
    },
    async collect({ transactionId, form, flow, key }, proof) {
      const body = proof === undefined ? {} : flow === 'cross_device' ? { number: proof } : { response_code: proof }
      const answer = await askVerifier(connection, 'POST', `${addressOf({ transactionId, flow })}/result`, body)
      return openResult(mustBeText(answer['result']), key.privateKey, form)
    },
  }
}

const askKeysEveryMs = 30_000
const askAgainAfterMs = 5_000

/**
 * The keys at hand, asked for anew when a receipt names another. Receipts come from browsers: made-up names of keys set off one
 * request at a time and none soon after, also while the verifier is away; then every such receipt is told of the last failure.
 */
function askedKeys(ask: () => Promise<readonly VerifierKey[]>): FormServer['keysFor'] {
  let keys: readonly VerifierKey[] = []
  let asking: Promise<readonly VerifierKey[]> | null = null
  let until = Number.POSITIVE_INFINITY
  const askAnew = async (): Promise<readonly VerifierKey[]> => {
    until = Number.POSITIVE_INFINITY
    try {
      keys = await ask()
      until = performance.now() + askKeysEveryMs
      return keys
    } catch (error) {
      until = performance.now() + askAgainAfterMs
      throw error
    }
  }
  return async (receipt) => {
    const kid = keyOfReceipt(receipt)
    if (kid === null || keys.some((key) => key.kid === kid)) return keys
    if (asking === null || performance.now() >= until) asking = askAnew()
    return asking
  }
}

const addressOf = ({ transactionId, flow }: Named): string => `/${flow === 'hosted_page' ? 'hosted-pages' : 'presentations'}/${encodeURIComponent(transactionId)}`

function keysIn({ keys }: Readonly<Record<string, unknown>>): readonly VerifierKey[] {
  if (!Array.isArray(keys)) throw new FormServerError('unexpected_answer')
  return keys.filter((key): key is VerifierKey => isMembers(key) && ['kid', 'kty', 'crv', 'x', 'y'].every((name) => typeof key[name] === 'string'))
}

const optionalText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
