import { authenticateDid } from '@counterfoil/shared/oid4vp/authenticate-did'
import type { ClientId } from '@counterfoil/shared/oid4vp/client-id'
import { isWebAddress } from '@counterfoil/shared/oid4vp/presentation-request'
import { refuseUnless, type ParsedRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { listedRequester, outsideRequester } from '../domain/requester.ts'
import { recogniseAttested } from './recognise-attested.ts'
import { recogniseCertified } from './recognise-certified.ts'
import type { RecognisedClient, RecognisingParts } from './recognised-client.ts'

/** By the rules of each prefix. @see OpenID4VP 1.0, section 5.9.3 */
export async function recognise(clientId: ClientId, request: ParsedRequestObject, parts: RecognisingParts): Promise<RecognisedClient> {
  switch (clientId.prefix) {
    case 'x509_hash':
    case 'x509_san_dns':
      return recogniseCertified(clientId, request, parts)
    case 'verifier_attestation':
      return recogniseAttested(clientId, request, parts)
    case 'redirect_uri':
      return recogniseNobody(clientId)
    default:
      throw new RequestRefused('client_id_unsupported')
  }
}

/** An authority that is looked up before anything is fetched of it. */
export async function recogniseByDid(clientId: ClientId, request: ParsedRequestObject, authority: ListedAuthority, { trust }: RecognisingParts): Promise<RecognisedClient> {
  const authenticate = authenticateDid({ clientId, verifierUrl: authority.verifier, verify: (input) => trust.verify({ ...input, purpose: 'authentication' }) })
  return { ...(await authenticate(request)), requester: listedRequester(authority), authority }
}

/** Nobody: all that is known of them is where the answer goes, which their name says. */
export function recogniseNobody({ identifier, full }: ClientId): RecognisedClient {
  refuseUnless(isWebAddress(identifier), 'client_id_unknown')
  return { requester: outsideRequester(full, '', identifier, { by: 'nobody' }), authority: null, mayAnswerAt: (address) => address === identifier, mayAnswerInTheOpen: true }
}
