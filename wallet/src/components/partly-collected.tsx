import { faultWords, inLanguage, say } from '../words/words.ts'
import type { Finished } from '../use-cases/collect-each.ts'
import { Heading } from './heading.tsx'
import { Link } from './links.tsx'

/** Where what was collected is looked at. */
export const pathOfCollected = ({ ids: [first, ...others] }: Finished): string => (others.length === 0 ? `/confirm/${first}` : '/check')

/** Some of several credentials came: what didn't, and why, before the others are looked at. */
export function PartlyCollected({ finished }: { readonly finished: Finished }) {
  const { fault, missing } = finished
  return (
    <>
      <Heading>{say('offer.partlyTitle')}</Heading>
      {missing.length === 0 ? null : (
        <ul class="govuk-list govuk-list--bullet">
          {missing.map((name) => (
            <li key={name.en}>{inLanguage(name)}</li>
          ))}
        </ul>
      )}
      {fault === null ? null : <p class="govuk-body">{faultWords(fault.code).join('. ')}</p>}
      <Link to={pathOfCollected(finished)} class="govuk-button">
        {say('again.check')}
      </Link>
    </>
  )
}
