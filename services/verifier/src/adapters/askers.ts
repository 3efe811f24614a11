import type { Certified, CurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { clientIdOfDid } from '@counterfoil/shared/oid4vp/client-id'
import { requestObjectHeader, signRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import type { Asker, Askers } from '../ports.ts'

/** Signs with a request key that was loaded before: ES256, base64url of r and s. */
export interface RequestSigner {
  readonly kid: string
  readonly role: 'request'
  sign(signingInput: string): string | Promise<string>
}

const encode = (json: string): string => Buffer.from(json).toString('base64url')

/** The authorities as askers; what a key writes in every header is written once. */
export function currentAskers(authorities: ReadonlyMap<string, Pick<NetworkAuthority, 'did'>>, signers: Pick<CurrentSigners<RequestSigner>, 'of'>): Askers {
  const askers = new WeakMap<Certified<RequestSigner>, Asker>()
  const make = (did: string, signer: Certified<RequestSigner>): Asker => {
    const header = requestObjectHeader(signer.kid, signer.x5c)
    const asker: Asker = { clientId: clientIdOfDid(did), signRequestObject: (payload) => signRequestObject(header, payload, encode, (signingInput) => signer.sign(signingInput)) }
    askers.set(signer, asker)
    return asker
  }
  return {
    find: (id) => {
      const authority = authorities.get(id)
      const signer = authority === undefined ? null : signers.of(id)
      return signer === null || authority === undefined ? null : (askers.get(signer) ?? make(authority.did, signer))
    },
  }
}
