import { X509Certificate } from 'node:crypto'
import { clientIdOf } from '@counterfoil/shared/oid4vp/client-id'
import { requestObjectHeader, signRequestObject, unsignedRequestObject, type RequestSignerHeader } from '@counterfoil/shared/oid4vp/request-object'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { Certified } from '@counterfoil/service-kit/keys/current-signers'
import type { RequestProfile } from '@counterfoil/shared/form-profile/request-profile'
import type { RequestFace } from '../ports.ts'
import type { RequestSigner } from './askers.ts'
import type { AttestationOf } from './verifier-attestations.ts'

export const encode = (json: string): string => Buffer.from(json).toString('base64url')

export interface FaceParts {
  readonly did: string
  readonly signer: Certified<RequestSigner>
  /** The host at which this verifier takes answers. */
  readonly host: string
  readonly attestation: AttestationOf
}

/** Under which names an authority can ask, and with what in its headers; null for a profile that its papers don't allow. */
export function requestFaces(parts: FaceParts): (profile: RequestProfile) => RequestFace | null {
  const leaf = leafOf(parts.signer)
  const faces = new Map<string, RequestFace>()
  return (profile) => {
    if (profile.clientId === 'redirect_uri') return unsigned
    if (profile.clientId === 'verifier_attestation') return attested(parts, leaf)
    const known = faces.get(profile.id) ?? certified(profile, parts, leaf)
    if (known !== null) faces.set(profile.id, known)
    return known
  }
}

/** Whoever answers knows where it goes, and nothing more. */
const unsigned: RequestFace = {
  clientId: (responseUri) => clientIdOf('redirect_uri', responseUri),
  signRequestObject: (payload) => unsignedRequestObject(payload, encode),
}

function certified({ clientId: prefix, face }: RequestProfile, { did, signer, host }: FaceParts, leaf: X509Certificate | null): RequestFace | null {
  const identifiers: Partial<Record<RequestProfile['clientId'], string | null>> = {
    decentralized_identifier: did,
    x509_hash: leaf === null ? null : sha256Base64Url(leaf.raw),
    // The name of a certificate that is for another host would be refused by every wallet.
    x509_san_dns: leaf?.checkHost(host, { subject: 'never' }) === undefined ? null : host,
  }
  const identifier = identifiers[prefix] ?? null
  if (identifier === null) return null
  return signing(clientIdOf(prefix, identifier), signer, { ...(face.kid ? { kid: signer.kid } : {}), ...(face.x5c ? { x5c: signer.x5c } : {}) })
}

/** Looked at each time: an attestation ends. */
function attested({ signer, attestation }: FaceParts, leaf: X509Certificate | null): RequestFace | null {
  const found = leaf === null ? null : attestation(leaf.publicKey)
  return found === null ? null : signing(clientIdOf('verifier_attestation', found.subject), signer, { jwt: found.jwt })
}

function signing(clientId: string, signer: RequestSigner, members: RequestSignerHeader): RequestFace {
  const header = requestObjectHeader(members)
  return { clientId: () => clientId, signRequestObject: (payload) => signRequestObject(header, payload, encode, (signingInput) => signer.sign(signingInput)) }
}

function leafOf({ x5c: [leaf] }: Certified<RequestSigner>): X509Certificate | null {
  try {
    return leaf === undefined ? null : new X509Certificate(Buffer.from(leaf, 'base64'))
  } catch {
    return null
  }
}
