import { isSignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { copiesWanted, heldCopies } from '../domain/credential-copies.ts'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential, Notification } from '../domain/held-credential.ts'
import type { PendingOffer } from '../domain/pending-offer.ts'
import { personOf } from '../domain/person.ts'
import { identifiersFor } from '../domain/tokens.ts'
import { IssuedLater, waitAfter, type WaitingIssuance } from '../domain/waiting-issuance.ts'
import type { Copies, Later, NewHolderKey, ProvingKey, World } from '../ports.ts'
import { orForget } from './forget-offer.ts'
import { judgeCopies, type JudgedCopies } from './judge-copies.ts'
import { noteCollected } from './note-collected.ts'
import type { ReceivedOffer } from './receive-offer.ts'

/** A credential that was collected and checked, but not kept: the citizen is asked first whether it is about them. */
export interface CollectedCredential {
  readonly held: HeldCredential
  readonly notification: Notification | null
}

/** The same, with the offer that it takes the place of. */
export interface OfferedCredential extends CollectedCredential {
  readonly pending: PendingOffer
}

/** A key of a copy to be, and the name that it is kept by. */
export interface NamedKey extends ProvingKey {
  readonly name: string
}

/** A key for each copy that is asked for, by name; the first has the credential's. */
export async function makeKeys({ keys, newId }: Pick<World, 'keys' | 'newId'>, { id, batchSize }: { readonly id: string; readonly batchSize: number }): Promise<ReadonlyMap<string, NewHolderKey>> {
  const names = Array.from({ length: copiesWanted(batchSize) }, (_, place) => (place === 0 ? id : newId()))
  return new Map(await Promise.all(names.map(async (name) => [name, await keys.make()] as const)))
}

/**
 * Collects the credential of a redeemed offer, and checks that it is what was offered. After a Fault `not_reachable` it may be asked
 * for again; one that comes later is kept as that, and told by a Fault `issued_later`.
 */
export const collectCredential =
  (world: Pick<World, 'trust' | 'now' | 'vault' | 'keys' | 'oneAtATime'>) =>
  (received: ReceivedOffer, pending: PendingOffer): Promise<OfferedCredential> =>
    world.oneAtATime(received.id, async () => {
      const { tokens, credentialId: id, holderKeys } = pending
      if (tokens === null) throw new Fault('offer_gone')
      const holders = holderKeys.map(({ name, key }) => ({ name, key, sign: (input: string) => world.keys.sign(name, input) }))
      const { token, refreshToken } = tokens
      const entitled = { token, refreshToken, identifier: identifiersFor(tokens, received.configurationId)[0], id, holders, boundTo: null }
      const answer = await orForget(world, pending, received.issuer.request({ configurationId: received.configurationId, ...entitled }))
      if (answer.is === 'later') {
        if (!(await world.vault.waitInPlaceOf(pending.id, waitingFor(world, received, entitled, answer)))) throw new Fault('offer_gone')
        const waiting = (await world.vault.waiting()).find((one) => one.id === id)
        await noteCollected(world)({ id, issuer: received.authority, vct: received.vct, person: personOf(waiting ?? pending) })
        throw new IssuedLater()
      }
      const { names: _, ...collected } = await orForget(world, pending, takeCopies(world, received, entitled, answer))
      return { ...collected, pending }
    })

/** What entitles to a credential, and what it is to be. */
interface Entitled {
  readonly token: string
  readonly refreshToken: string | null
  /** The grant that has them, where several credentials come by one sign-in. */
  readonly sharedBy?: string | undefined
  readonly identifier?: string | undefined
  /** Of the credential. */
  readonly id: string
  readonly holders: readonly NamedKey[]
  readonly boundTo: ProvingKey | null
}

/** What an issuer that isn't ready yet is asked for again by. */
export function waitingFor({ now }: Pick<World, 'now'>, received: ReceivedOffer, { token, refreshToken, sharedBy, identifier, id, holders, boundTo }: Entitled, { transactionId, interval }: Later): WaitingIssuance {
  const { offer, authority, configurationId, name, card } = received
  const issuer = { url: offer.credentialIssuer, name: authority.name }
  const proven = holders.map((holder) => ({ name: holder.name, key: holder.key }))
  return { id, issuer, configurationId, name, card, holders: proven, transactionId, token, refreshToken, ...known({ sharedBy, identifier }), boundTo: boundTo?.key ?? null, begunAt: now(), askAt: now() + waitAfter(interval) }
}

const known = ({ sharedBy, identifier }: Pick<Entitled, 'sharedBy' | 'identifier'>): Pick<WaitingIssuance, 'sharedBy' | 'identifier'> => ({ ...(sharedBy === undefined ? {} : { sharedBy }), ...(identifier === undefined ? {} : { identifier }) })

/** Judges what came, and says which of the keys it came for. @see OpenID4VCI 1.0, section 8 */
export async function takeCopies(world: Pick<World, 'trust' | 'now'>, received: ReceivedOffer, { token, refreshToken, sharedBy, identifier, id, holders, boundTo }: Entitled, answer: Copies): Promise<CollectedCredential & { readonly names: readonly string[] }> {
  const judged = await judgeCopies(world, received, { credentials: answer.credentials, holders }).catch((error: unknown) => {
    if (answer.notificationId !== null) void received.issuer.notify({ token, id: answer.notificationId, event: 'credential_failure', boundTo }).catch(() => null)
    throw error
  })
  const { notificationEndpoint: url } = received.issuer
  // A bearer's refresh token is worth something only while something waits.
  const grant = refreshToken === null || boundTo === null ? {} : { grant: { configurationId: received.configurationId, refreshToken, ...known({ sharedBy, identifier }), boundTo: boundTo.key } }
  const held = { ...heldFrom(received, { ...judged, id, at: world.now() }), ...grant }
  return {
    held,
    names: judged.copies.map(({ key }) => key),
    notification: url === null || answer.notificationId === null ? null : { url, id: answer.notificationId, token, ...(boundTo === null ? {} : { boundTo: boundTo.key }) },
  }
}

function heldFrom(received: ReceivedOffer, { id, copies, at, ...judged }: JudgedCopies & { readonly id: string; readonly at: number }): HeldCredential {
  const { authority, vct, name, labels, card, renewalDays, offer } = received
  const issuer = { did: authority.did, url: offer.credentialIssuer, name: authority.name }
  return { id, ...heldCopies(copies), issuer, vct, name, labels, card, ...(renewalDays === undefined ? {} : { renewalDays }), ...judged, receivedAt: at, standing: { state: 'active', checkedAt: at }, collectedBy: isSignInOffer(offer) ? 'sign_in' : 'offer' }
}
