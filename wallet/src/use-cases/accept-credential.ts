import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { World } from '../ports.ts'
import { judgeCredential, type JudgedCredential } from './judge-credential.ts'
import type { ReceivedOffer } from './receive-offer.ts'

/** A credential that was collected and checked, but not kept: the citizen is asked first whether it is about them. */
export interface CollectedCredential {
  readonly held: HeldCredential
  readonly notification: { readonly url: string; readonly id: string; readonly token: string } | null
}

type Needs = Pick<World, 'trust' | 'keys' | 'now' | 'newId'>

/**
 * What an offer became when its code was used: a token, and the key that the credential is to have. An answer that got lost
 * is asked for again with both, and is the same credential then.
 */
export interface RedeemedOffer {
  readonly token: string
  readonly id: string
  readonly key: P256PublicJwk
}

/** Redeems the offer's code (with what the citizen typed) for an access token, and makes the key. @see OpenID4VCI 1.0, section 6 */
export const redeemOffer =
  ({ keys, newId }: Pick<Needs, 'keys' | 'newId'>) =>
  async ({ offer, issuer }: ReceivedOffer, txCode: string | null): Promise<RedeemedOffer> => {
    const token = await issuer.redeem(offer, txCode)
    const id = newId()
    return { token, id, key: await keys.create(id) }
  }

/**
 * Collects the credential, and checks that it is what was offered. After a Fault `not_reachable` the key is still there, to
 * ask again with. @see OpenID4VCI 1.0, section 8
 */
export const collectCredential =
  (world: Needs) =>
  async (received: ReceivedOffer, { token, id, key }: RedeemedOffer): Promise<CollectedCredential> => {
    try {
      const answer = await received.issuer.request({ configurationId: received.configurationId, token, key, sign: (signingInput) => world.keys.sign(id, signingInput) })
      const judged = await judgeCredential(world, received, { credential: answer.credential, key })
      const { notificationEndpoint: url } = received.issuer
      const held = heldFrom(received, { ...judged, id, credential: answer.credential, at: world.now() })
      return { held, notification: url === null || answer.notificationId === null ? null : { url, id: answer.notificationId, token } }
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'not_reachable')) await world.keys.remove(id)
      throw error
    }
  }

function heldFrom(received: ReceivedOffer, { id, credential, at, ...judged }: JudgedCredential & { readonly id: string; readonly credential: string; readonly at: number }): HeldCredential {
  const { authority, vct, name, labels, card, offer } = received
  const issuer = { did: authority.did, url: offer.credentialIssuer, name: authority.name }
  return { id, credential, issuer, vct, name, labels, card, ...judged, receivedAt: at, standing: { state: 'active', checkedAt: at } }
}
