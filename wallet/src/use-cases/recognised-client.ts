import type { AuthenticatedClient } from '@counterfoil/shared/oid4vp/accept-request'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { refuseUnless } from '@counterfoil/shared/oid4vp/request-object'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { Fault } from '../domain/fault.ts'
import { listedRequester, type Requester } from '../domain/requester.ts'
import type { World } from '../ports.ts'

/** Whoever made a request, once it is known that they did. */
export interface RecognisedClient extends AuthenticatedClient {
  readonly requester: Requester
  /** Null for whom the consortium doesn't list. */
  readonly authority: ListedAuthority | null
}

export type RecognisingParts = Pick<World, 'trust' | 'requesterAnchors' | 'verifySignature' | 'now'>

/** An authority of the network behind a key that isn't named by its DID: the ledger has the last word, for papers outlive what they say. */
export async function recogniseAuthority(did: string, key: P256PublicJwk, { trust }: RecognisingParts): Promise<RecognisedClient> {
  const authority = await trust.byDid(did)
  if (authority === null) throw new Fault('asker_unknown')
  refuseUnless(await trust.asksWith(authority.did, key), 'request_wrong_signer')
  return { requester: listedRequester(authority), authority, mayAnswerAt: (address) => liesUnder(authority.verifier, address), mayAnswerInTheOpen: false }
}
