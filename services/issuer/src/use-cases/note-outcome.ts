import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Notification } from '@counterfoil/shared/oid4vci/notification'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import type { Counterfoils, CredentialOffers, DraftSeals } from '../ports.ts'

interface Ports {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly counterfoils: Counterfoils
}

/**
 * What became of a credential in the wallet. The draft is erased: a wallet that has told its outcome needs no repeat.
 * Saying it again changes nothing. @see OpenID4VCI 1.0, section 11
 */
export const noteOutcome =
  ({ clock, seals: draftSeals, offers, counterfoils }: Ports) =>
  async (authority: Authority, token: AccessToken, parse: () => Notification): Promise<void> => {
    const now = clock.now()
    const seals = draftSeals.ofToken(token)
    const grant = await offers.grantOf(authority.id, seals.lookup, now)
    if (grant === null) throw new Refusal('token_invalid')
    const { notificationId, event } = parse()
    if (grant.issued === null) throw new Refusal('invalid_notification_id')
    const { id } = grant.issued.counterfoil
    if (notificationId !== seals.notificationId(id)) throw new Refusal('invalid_notification_id')
    await counterfoils.noteOutcome(authority.id, grant.offer, id, event, now)
  }
