import { leafLabels } from '../domain/held-credential.ts'
import type { ReceivedOffer } from '../use-cases/receive-offer.ts'
import { hostOf, inLanguage, say } from '../words/words.ts'
import { Card } from './card.tsx'

/** What somebody should know of an offer before they take it: who makes it, how we know, and what the credential holds. */
export function OfferedFacts({ received }: { readonly received: ReceivedOffer }) {
  const labels = leafLabels(received.labels)
  return (
    <>
      <Card name={received.name} issuer={received.authority.name} card={received.card} />
      <p class="govuk-body">{say('offer.checked', { host: hostOf(received.authority.issuer) })}</p>
      {labels.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">{say('offer.holds')}</h2>
          <ul class="govuk-list govuk-list--bullet">
            {labels.map(({ path, label }) => (
              <li key={path.join('/')}>{inLanguage(label)}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
