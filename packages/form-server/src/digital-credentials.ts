import { makeFormKeyPair, type FormKeyPair } from './form-key.ts'
import { FormServerError } from './form-server-error.ts'
import { isMembers, mustBeText, type Members } from './members.ts'
import { mustBeShowable, type Transaction } from './transaction.ts'
import { askVerifier, type VerifierConnection } from './verifier-client.ts'

/** One request, as the page gives it to `navigator.credentials.get` among `digital.requests`. */
export interface BrowserRequest {
  readonly protocol: string
  readonly data: Members
}

/** A presentation that the browser of the form's page passes on. Keep it as any other: only `requests` are for the page. */
export interface StartedDigitalCredentials {
  readonly form: string
  readonly flow: 'digital_credentials'
  readonly transactionId: string
  readonly key: FormKeyPair
  readonly requests: readonly BrowserRequest[]
  /** ISO instant. */
  readonly expiresAt: string
}

/** The W3C Digital Credentials API, as far as it is a form server's matter. @see OpenID4VP 1.0, appendix A */
export interface DigitalCredentials {
  /** `origin` is that of the form's page, and one that the form is registered with: say it yourself, never as a request has it. */
  startDigitalCredentials(options: { readonly form: string; readonly origin: string; readonly transactions?: readonly Transaction[] | undefined }): Promise<StartedDigitalCredentials>
  /**
   * Brings `data` of the `DigitalCredential`, judged or not. `status` tells what came of it: an answer may decline, or end in a refusal.
   * Rejects with `refused` where it ends nothing, so that the citizen can answer again. The result is collected without a proof.
   */
  answerDigitalCredentials(presentation: Pick<StartedDigitalCredentials, 'transactionId'>, data: Members): Promise<void>
}

const address = '/digital-credentials'

export const digitalCredentials = (connection: VerifierConnection): DigitalCredentials => ({
  async startDigitalCredentials({ form, origin, transactions }) {
    const transactionData = mustBeShowable(transactions)
    const key = await makeFormKeyPair()
    const answer = await askVerifier(connection, 'POST', address, { form, form_key: key.publicJwk, origin, transaction_data: transactionData })
    return { form, flow: 'digital_credentials', key, transactionId: mustBeText(answer['transaction_id']), requests: requestsIn(answer), expiresAt: mustBeText(answer['expires_at']) }
  },
  async answerDigitalCredentials({ transactionId }, data) {
    await askVerifier(connection, 'POST', `${address}/${encodeURIComponent(transactionId)}`, { data })
  },
})

function requestsIn({ requests }: Members): readonly BrowserRequest[] {
  if (!Array.isArray(requests) || requests.length === 0) throw new FormServerError('unexpected_answer')
  return requests.map((request: unknown) => {
    const { protocol, data } = isMembers(request) ? request : {}
    if (!isMembers(data)) throw new FormServerError('unexpected_answer')
    return { protocol: mustBeText(protocol), data }
  })
}
