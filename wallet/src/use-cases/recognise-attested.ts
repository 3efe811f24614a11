import { utf8 } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ClientId } from '@counterfoil/shared/oid4vp/client-id'
import { refuseUnless, type ParsedRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import { accreditationsIn } from '@counterfoil/shared/oid4vp/verifier-info'
import { parseVerifierAttestation, type VerifierAttestation } from '@counterfoil/shared/oid4vp/verifier-attestation'
import { Fault } from '../domain/fault.ts'
import { plainName } from '../domain/plain-name.ts'
import { outsideRequester } from '../domain/requester.ts'
import { recogniseAuthority, type RecognisedClient, type RecognisingParts } from './recognised-client.ts'

/** Whom an attester that is known here vouches for. @see OpenID4VP 1.0, sections 5.9.3 (verifier_attestation) and 12 */
export async function recogniseAttested(clientId: ClientId, request: ParsedRequestObject, parts: RecognisingParts): Promise<RecognisedClient> {
  const { requesterAnchors, verifySignature, now } = parts
  const attestation = parseVerifierAttestation(request.header['jwt'], now())
  const attester = requesterAnchors.attesters.find(({ iss }) => iss === attestation?.issuer)
  if (attestation === null || attester === undefined || !(await isBy(attester.jwks.keys, attestation, parts))) throw new Fault('asker_unknown')
  refuseUnless(attestation.subject === clientId.identifier, 'request_wrong_signer')
  refuseUnless(await verifySignature(attestation.key, utf8(request.signingInput), request.signature), 'request_signature_wrong')
  const [stated] = accreditationsIn(request.claims['verifier_info'])
  // Who says that they are an authority of the network is judged as one.
  if (stated !== undefined) return recogniseAuthority(stated.authority, attestation.key, parts)
  const address = request.claims['response_uri']
  if (typeof address !== 'string' || !URL.canParse(address)) throw new RequestRefused('response_uri_missing')
  return {
    // Another attester may give the same name to somebody else.
    requester: outsideRequester(`${attester.iss} ${clientId.full}`, plainName(attestation.subject), address, { by: 'attestation', of: plainName(attester.name) }),
    authority: null,
    mayAnswerAt: (given) => attestation.redirectUris === null || attestation.redirectUris.includes(given),
    mayAnswerInTheOpen: true,
  }
}

async function isBy(keys: readonly P256PublicJwk[], { signingInput, signature }: VerifierAttestation, { verifySignature }: RecognisingParts): Promise<boolean> {
  for (const key of keys) if (await verifySignature(key, utf8(signingInput), signature)) return true
  return false
}
