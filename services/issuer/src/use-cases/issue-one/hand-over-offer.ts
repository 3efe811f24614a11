import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Authority } from '../../domain/authority.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import { envelopeOf, isChannel, lifetimeFor, type CodeWay, type CompleteHandingOver, type LinkWay } from '../../domain/issue-one/handing-over.ts'
import type { PersonRecord } from '../../domain/council-record.ts'
import type { Destination } from '../../domain/notify/message.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import type { Notifier, PersonLanguages } from '../../ports/notifier.ts'
import type { MadeOffer, OfferToMake } from '../make-credential-offer.ts'
import { offerMessages } from '../notify/offer-messages.ts'

interface Ports {
  readonly clock: Clock
  readonly notifier: Notifier
  readonly languages: PersonLanguages
  readonly makeCredentialOffer: (offer: OfferToMake) => Promise<MadeOffer | null>
}

export interface OfferToHandOver {
  readonly authority: Authority
  readonly staff: StaffMember
  readonly type: CredentialType
  readonly person: { readonly record: PersonRecord; readonly handle: PersonHandle }
  readonly chosen: CompleteHandingOver
}

/**
 * Makes an offer and what brings it to the person, in one unit: link and code by two ways. Null when this very offer was made before. Refuses
 * `record_incomplete`.
 */
export const handOverOffer =
  ({ clock, notifier, languages, makeCredentialOffer }: Ports) =>
  async (toHandOver: OfferToHandOver): Promise<MadeOffer | null> => {
    const { authority, staff, type, person, chosen } = toHandOver
    await languages.note(authority.id, person.handle, chosen.language, clock.now())
    const made = await makeCredentialOffer({
      authority,
      type,
      person: person.record,
      id: chosen.offer,
      staff,
      // Nobody types what came by e-mail; everywhere else there may be no camera.
      withTypedCode: chosen.linkBy !== 'email',
      lifetime: lifetimeFor(chosen),
      messagesOf: (offer) => offerMessages({ authority, type, record: person.record, language: chosen.language, ...destinationsOf(toHandOver) }, offer).map((message) => notifier.seal(message)),
    })
    notifier.wake()
    return made
  }

const destinationsOf = ({ person, chosen }: OfferToHandOver) => ({
  link: isChannel(chosen.linkBy) ? destination(chosen.linkBy, person.record, chosen) : null,
  code: isChannel(chosen.codeBy) ? destination(chosen.codeBy, person.record, chosen) : null,
})

function destination(way: Extract<LinkWay | CodeWay, 'email' | 'letter'>, record: PersonRecord, { email }: CompleteHandingOver): Destination {
  if (way === 'email' && email !== undefined) return { channel: 'email', to: email }
  const lines = envelopeOf(record)
  if (way === 'letter' && lines !== null) return { channel: 'letter', to: lines }
  throw new Error('A way was confirmed that leads nowhere.')
}
