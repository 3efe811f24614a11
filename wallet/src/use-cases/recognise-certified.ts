import { sha256 } from '@noble/hashes/sha2.js'
import { certificatesOf } from '@counterfoil/shared/dcql/match-credential'
import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { ClientId } from '@counterfoil/shared/oid4vp/client-id'
import { refuseUnless, type ParsedRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import { certificatesInPem, type Certificate } from '@counterfoil/shared/x509/certificate'
import { certifiedLeaf } from '@counterfoil/shared/x509/certified-leaf'
import { Fault } from '../domain/fault.ts'
import { plainName } from '../domain/plain-name.ts'
import { outsideRequester } from '../domain/requester.ts'
import { recogniseAuthority, type RecognisedClient, type RecognisingParts } from './recognised-client.ts'

/** Who has a certificate under an anchor of the network, or of those beyond it. @see OpenID4VP 1.0, section 5.9.3 (x509_san_dns, x509_hash); HAIP 1.0, section 5 */
export async function recogniseCertified(clientId: ClientId, request: ParsedRequestObject, parts: RecognisingParts): Promise<RecognisedClient> {
  const { requesterAnchors, verifySignature, now } = parts
  const x5c = certificatesOf(request.header['x5c'])
  const judge = (pems: readonly string[]) => certifiedLeaf(x5c, pems.flatMap(certificatesInPem), { now: now(), verify: verifySignature })
  const ours = await judge(requesterAnchors.network)
  const certified = ours ?? (await judge(requesterAnchors.anchors))
  if (certified === null) throw new Fault('asker_unknown')
  const { leaf, anchor } = certified
  refuseUnless(isNamed(clientId, leaf), 'request_wrong_signer')
  refuseUnless(await verifySignature(leaf.publicKey, utf8(request.signingInput), request.signature), 'request_signature_wrong')
  if (ours !== null) return recogniseAuthority(didIn(leaf), leaf.publicKey, parts)
  const address = request.claims['response_uri']
  if (typeof address !== 'string' || !URL.canParse(address)) throw new RequestRefused('response_uri_missing')
  return {
    requester: outsideRequester(clientId.full, plainName(leaf.organisation), address, { by: 'certificate', of: plainName(anchor.organisation) }),
    authority: null,
    mayAnswerAt: (given) => isOwnAddress(clientId, leaf, given),
    mayAnswerInTheOpen: true,
  }
}

const isNamed = ({ prefix, identifier }: ClientId, leaf: Certificate): boolean => (prefix === 'x509_hash' ? toBase64Url(sha256(leaf.der)) === identifier : leaf.dnsNames.includes(identifier))

/** Whose certificate names hosts answers at one of them; `x509_san_dns` at the one that it calls itself by. */
function isOwnAddress({ prefix, identifier }: ClientId, { dnsNames }: Certificate, address: string): boolean {
  const host = URL.parse(address)?.hostname ?? ''
  return prefix === 'x509_san_dns' ? host === identifier : dnsNames.length === 0 || dnsNames.includes(host)
}

/** The one identity of the ledger that a certificate of the network speaks of. */
function didIn({ uris }: Certificate): string {
  const [did, ...others] = uris.filter((uri) => uri.startsWith('did:'))
  if (did === undefined || others.length > 0) throw new Fault('asker_unknown')
  return did
}
