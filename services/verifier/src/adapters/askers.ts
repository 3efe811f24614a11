import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { clientIdOfDid } from '@counterfoil/shared/oid4vp/client-id'
import { requestObjectHeader, signRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import type { Asker, Askers } from '../ports.ts'

/** Signs with a request key that was loaded before: ES256, base64url of r and s. */
export interface RequestSigner {
  readonly role: 'request'
  sign(signingInput: string): string | Promise<string>
}

/** Opens an authority's request-signing key by its DID URL. */
export type OpenSigner = (kid: string) => Promise<RequestSigner>

const encode = (json: string): string => Buffer.from(json).toString('base64url')

/** The authorities as askers, their keys loaded and their headers written once. */
export async function openAskers(authorities: readonly NetworkAuthority[], open: OpenSigner): Promise<Askers> {
  const askers = new Map<string, Asker>()
  for (const { id, did, keys } of authorities) {
    const signer = await open(keys.request.kid)
    const header = requestObjectHeader(keys.request.kid, keys.request.x5c)
    askers.set(id, {
      clientId: clientIdOfDid(did),
      signRequestObject: (payload) => signRequestObject(header, payload, encode, (signingInput) => signer.sign(signingInput)),
    })
  }
  return { find: (authority) => askers.get(authority) ?? null }
}
