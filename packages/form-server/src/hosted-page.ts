import { makeFormKeyPair, type FormKeyPair } from './form-key.ts'
import { mustBeText, mustBeWebAddress } from './members.ts'
import { askVerifier, type VerifierConnection } from './verifier-client.ts'

/** A page of the verifier's for one citizen. Keep it in their session as any other: only `hostedPageUri` is for their browser. */
export interface StartedHostedPage {
  readonly form: string
  readonly flow: 'hosted_page'
  readonly transactionId: string
  readonly key: FormKeyPair
  /** Redirect the citizen's browser there. The first that opens it has it. */
  readonly hostedPageUri: string
  /** ISO instant, until when a wallet can be asked from there. */
  readonly expiresAt: string
}

/** For forms that run no script: the way to a wallet and back is the verifier's page. */
export interface HostedPages {
  /**
   * `returnUrl` is one of the addresses that the form is registered with; with `?response_code=` behind it the code comes in the query.
   * The browser comes back there with a code, for `collect`; or without one, and `status` tells why.
   */
  startHostedPage(options: { readonly form: string; readonly returnUrl: string; readonly locale?: 'en' | 'cy' | undefined }): Promise<StartedHostedPage>
}

export const hostedPages = (connection: VerifierConnection): HostedPages => ({
  async startHostedPage({ form, returnUrl, locale }) {
    const key = await makeFormKeyPair()
    const answer = await askVerifier(connection, 'POST', '/hosted-pages', { form, form_key: key.publicJwk, return_url: returnUrl, locale })
    return { form, flow: 'hosted_page', key, transactionId: mustBeText(answer['transaction_id']), hostedPageUri: mustBeWebAddress(answer['hosted_page_uri']), expiresAt: mustBeText(answer['expires_at']) }
  },
})
