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
 * What became of a credential in the wallet. Who has it may still ask for it again while the token lives, as some wallets do; whose holder
 * turned it down has no more use for the draft, which is erased. Saying it again changes nothing. @see OpenID4VCI 1.0, section 11
 */
export const noteOutcome =
  ({ clock, seals, offers, counterfoils }: Ports) =>
  async (authority: Authority, token: AccessToken, parse: () => Notification): Promise<void> => {
    const now = clock.now()
    const first = await offers.grantOf(authority.id, seals.ofToken(token).lookup, now)
    if (first === null) throw new Refusal('token_invalid')
    const { notificationId, event } = parse()
    const ofType = seals.madeFor(token, notificationId)
    const ofToken = seals.ofToken(ofType)
    const grant = ofType === token ? first : await offers.grantOf(authority.id, ofToken.lookup, now)
    if (grant === null || grant.issued === null || notificationId !== ofToken.notificationId(grant.issued.counterfoil.id)) throw new Refusal('invalid_notification_id')
    await counterfoils.noteOutcome(authority.id, grant.offer, grant.issued.counterfoil.id, event, now)
  }
