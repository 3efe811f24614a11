import type { AuthenticatedClient } from './accept-request.ts'
import { didOfClient, isKeyOf, type ClientId } from './client-id.ts'
import { liesUnder } from './presentation-request.ts'
import { refuseUnless, type ParsedRequestObject } from './request-object.ts'
import { RequestRefused } from './request-refused.ts'

export interface DidChecks {
  readonly clientId: ClientId
  /** The verifier address that the accredited authority's listing names. */
  readonly verifierUrl: string
  /** Whether the signature is of the key `kid`, as an *authentication* method of the client's DID. */
  readonly verify: (input: { kid: string; signingInput: string; signature: string }) => Promise<boolean>
}

/** An authority by the key in its DID document that the header names. @see OpenID4VP 1.0, section 5.9.3 (decentralized_identifier) */
export const authenticateDid =
  ({ clientId, verifierUrl, verify }: DidChecks) =>
  async ({ header: { kid }, signingInput, signature }: ParsedRequestObject): Promise<AuthenticatedClient> => {
    if (typeof kid !== 'string' || !isKeyOf(didOfClient(clientId), kid)) throw new RequestRefused('request_wrong_signer')
    refuseUnless(await verify({ kid, signingInput, signature }), 'request_signature_wrong')
    return { mayAnswerAt: (address) => liesUnder(verifierUrl, address), mayAnswerInTheOpen: false }
  }
