import type { Certified, CurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { clientIdOfDid } from '@counterfoil/shared/oid4vp/client-id'
import { requestObjectHeader, signRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { checkStatementType } from '../domain/check-statement.ts'
import type { Asker, Askers } from '../ports.ts'

/** Signs with a request key that was loaded before: ES256, base64url of r and s. */
export interface RequestSigner {
  readonly kid: string
  readonly role: 'request'
  readonly publicJwk: P256PublicJwk
  sign(signingInput: string): string | Promise<string>
}

const encode = (json: string): string => Buffer.from(json).toString('base64url')

/** The authorities as askers; what a key writes in every header is written once. */
export function currentAskers(authorities: ReadonlyMap<string, Pick<NetworkAuthority, 'did'>>, signers: Pick<CurrentSigners<RequestSigner>, 'of' | 'all'>): Askers {
  const askers = new WeakMap<Certified<RequestSigner>, Asker>()
  const make = (did: string, signer: Certified<RequestSigner>): Asker => {
    const header = requestObjectHeader(signer.kid, signer.x5c)
    const statementHeader = encode(JSON.stringify({ alg: 'ES256', typ: checkStatementType, kid: signer.kid }))
    const sign = (signingInput: string): string | Promise<string> => signer.sign(signingInput)
    const asker: Asker = {
      clientId: clientIdOfDid(did),
      did,
      signRequestObject: (payload) => signRequestObject(header, payload, encode, sign),
      signStatement: (payload) => signRequestObject(statementHeader, payload, encode, sign),
    }
    askers.set(signer, asker)
    return asker
  }
  return {
    keys: (id) => signers.all(id).map(({ kid, publicJwk: { kty, crv, x, y } }) => ({ kid, kty, crv, x, y, alg: 'ES256', use: 'sig' })),
    find: (id) => {
      const authority = authorities.get(id)
      const signer = authority === undefined ? null : signers.of(id)
      return signer === null || authority === undefined ? null : (askers.get(signer) ?? make(authority.did, signer))
    },
  }
}
