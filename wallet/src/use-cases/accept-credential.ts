import type { CredentialOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { HeldCredential, Notification } from '../domain/held-credential.ts'
import type { NewHolderKey, ProvingKey, World } from '../ports.ts'
import { judgeCredential, type JudgedCredential } from './judge-credential.ts'
import type { ReceivedOffer } from './receive-offer.ts'

/** A credential that was collected and checked, but not kept: the citizen is asked first whether it is about them. */
export interface CollectedCredential {
  readonly held: HeldCredential
  readonly key: NewHolderKey
  readonly notification: Notification | null
}

/**
 * What an offer became when its code was used: a token, and the key that the credential is to have. An answer that got lost
 * is asked for again with both, and is the same credential then.
 */
export interface RedeemedOffer {
  readonly token: string
  readonly id: string
  readonly key: NewHolderKey
}

/** Redeems the offer's code (with what the citizen typed) for an access token, and makes the key. @see OpenID4VCI 1.0, section 6 */
export const redeemOffer =
  ({ keys, newId }: Pick<World, 'keys' | 'newId'>) =>
  async ({ offer, issuer, retryKey }: ReceivedOffer<CredentialOffer>, txCode: string | null): Promise<RedeemedOffer> => {
    const token = await issuer.redeem(offer, txCode, retryKey)
    const id = newId()
    return { token, id, key: await keys.make() }
  }

/** Collects the credential of a redeemed offer, and checks that it is what was offered. After a Fault `not_reachable` it may be asked for again. */
export const collectCredential =
  (world: Pick<World, 'trust' | 'now'>) =>
  async (received: ReceivedOffer, { token, id, key }: RedeemedOffer): Promise<CollectedCredential> => ({ ...(await collectFor(world, received, { token, id, holder: { key: key.publicKey, sign: key.sign }, boundTo: null })), key })

/** What entitles to a credential, and what it is to be. */
interface Entitled {
  readonly token: string
  /** Of the credential. */
  readonly id: string
  readonly holder: ProvingKey
  readonly boundTo: ProvingKey | null
}

/** Asks for a credential and judges what comes. @see OpenID4VCI 1.0, section 8 */
export async function collectFor(world: Pick<World, 'trust' | 'now'>, received: ReceivedOffer, { token, id, holder, boundTo }: Entitled): Promise<Omit<CollectedCredential, 'key'>> {
  const answer = await received.issuer.request({ configurationId: received.configurationId, token, holder, boundTo })
  const judged = await judgeCredential(world, received, { credential: answer.credential, key: holder.key })
  const { notificationEndpoint: url } = received.issuer
  const held = heldFrom(received, { ...judged, id, credential: answer.credential, at: world.now() })
  return { held, notification: url === null || answer.notificationId === null ? null : { url, id: answer.notificationId, token, ...(boundTo === null ? {} : { boundTo: boundTo.key }) } }
}

function heldFrom(received: ReceivedOffer, { id, credential, at, ...judged }: JudgedCredential & { readonly id: string; readonly credential: string; readonly at: number }): HeldCredential {
  const { authority, vct, name, labels, card, renewalDays, offer } = received
  const issuer = { did: authority.did, url: offer.credentialIssuer, name: authority.name }
  return { id, credential, issuer, vct, name, labels, card, ...(renewalDays === undefined ? {} : { renewalDays }), ...judged, receivedAt: at, standing: { state: 'active', checkedAt: at } }
}
