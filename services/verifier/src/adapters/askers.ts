import type { Certified, CurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { erasureReceiptType } from '@counterfoil/shared/oid4vp/erasure'
import { signRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { checkStatementType } from '../domain/check-statement.ts'
import type { Asker, Askers } from '../ports.ts'
import { encode, requestFaces, type FaceParts } from './request-faces.ts'
import type { AttestationOf } from './verifier-attestations.ts'

/** Signs with a request key that was loaded before: ES256, base64url of r and s. */
export interface RequestSigner {
  readonly kid: string
  readonly role: 'request'
  readonly publicJwk: P256PublicJwk
  sign(signingInput: string): string | Promise<string>
}

/** With what authorities ask beside their keys. */
export interface AskingPapers extends Pick<FaceParts, 'host'> {
  readonly attestationOf: (authority: string) => AttestationOf
}

/** The authorities as askers; what a key writes in every header is written once. */
export function currentAskers(authorities: ReadonlyMap<string, Pick<NetworkAuthority, 'id' | 'did'>>, signers: Pick<CurrentSigners<RequestSigner>, 'of' | 'all'>, { host, attestationOf }: AskingPapers): Askers {
  const askers = new WeakMap<Certified<RequestSigner>, Asker>()
  const make = ({ id, did }: Pick<NetworkAuthority, 'id' | 'did'>, signer: Certified<RequestSigner>): Asker => {
    const signAs = (type: string): Asker['signStatement'] => {
      const header = encode(JSON.stringify({ alg: 'ES256', typ: type, kid: signer.kid }))
      return (payload) => signRequestObject(header, payload, encode, (signingInput) => signer.sign(signingInput))
    }
    const asker: Asker = {
      did,
      as: requestFaces({ did, signer, host, attestation: attestationOf(id) }),
      signStatement: signAs(checkStatementType),
      signErasureReceipt: signAs(erasureReceiptType),
    }
    askers.set(signer, asker)
    return asker
  }
  return {
    keys: (id) => signers.all(id).map(({ kid, publicJwk: { kty, crv, x, y } }) => ({ kid, kty, crv, x, y, alg: 'ES256', use: 'sig' })),
    find: (id) => {
      const authority = authorities.get(id)
      const signer = authority === undefined ? null : signers.of(id)
      return signer === null || authority === undefined ? null : (askers.get(signer) ?? make(authority, signer))
    },
  }
}
