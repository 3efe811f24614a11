import { leafLabels } from '../domain/held-credential.ts'
import { typesOf, type ReceivedOffer } from '../use-cases/receive-offer.ts'
import { hostOf, inLanguage, say } from '../words/words.ts'
import { Card } from './card.tsx'

/** What somebody should know of an offer before they take it: who makes it, how we know, and what each credential of it holds. */
export function OfferedFacts({ received }: { readonly received: ReceivedOffer }) {
  const { authority, alongside, leftOut } = received
  const host = hostOf(authority.issuer)
  if (alongside.length === 0 && leftOut.length === 0) return <OfferedType received={received} checked={say('offer.checked', { host })} />
  return (
    <>
      <p class="govuk-body">{say(alongside.length === 0 ? 'offer.checked' : 'offer.checkedAll', { host })}</p>
      {typesOf(received).map((type) => (
        <OfferedType key={type.configurationId} received={type} checked={null} />
      ))}
      {leftOut.length === 0 ? null : <p class="govuk-body">{say('offer.leftOut', { what: leftOut.map(inLanguage).join(', ') })}</p>}
    </>
  )
}

/** All that is offered, by name. */
export const namesOffered = (received: ReceivedOffer): string => typesOf(received).map(({ name }) => inLanguage(name)).join(', ')

function OfferedType({ received, checked }: { readonly received: ReceivedOffer; readonly checked: string | null }) {
  const labels = leafLabels(received.labels)
  return (
    <>
      <Card name={received.name} issuer={received.authority.name} card={received.card} />
      {checked === null ? null : <p class="govuk-body">{checked}</p>}
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
